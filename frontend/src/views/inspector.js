/**
 * The inspector: the equation of one unit at one time step, forward and backward, filled with its own numbers.
 *
 * @import { Cursor, RunView, Services, State, Store } from '../state/types.d.ts'
 * @import { Place } from '../inspector/readings.js'
 * @import { Row } from '../inspector/ledger.js'
 * @import { Wording } from './inspector_ledger.js'
 * @import { Context } from './inspector_wording.js'
 */

import { ACTIVATION_CURVES } from '../charts/activation_curves.js';
import { createRedraw } from '../charts/redraw.js';
import { backwardRows, gateReading, hasBackward, slopeReading } from '../inspector/backward.js';
import { forwardRows } from '../inspector/forward.js';
import { settle } from '../inspector/ledger.js';
import { placeOf, siteOf, within } from '../inspector/place.js';
import { at, fires, gradientReading, unitPeriod } from '../inspector/readings.js';
import { parseSource, sourceWords } from '../inspector/sources.js';
import { backwardSymbols, forwardShapes, forwardSymbols } from '../inspector/symbols.js';
import { parseColor, SIGNED_PALETTE } from '../layout/colour.js';
import { watch } from '../state/select.js';
import { percent, threeFigures } from '../text/number.js';
import { el, setText } from './dom.js';
import { createCheck } from './inspector_check.js';
import { ledgerElements } from './inspector_ledger.js';
import { createWeights } from './inspector_weights.js';
import { backwardWording, forwardWording } from './inspector_wording.js';
import { equationLine } from './mathml.js';
import { morph } from './morph.js';
import { tableOf } from './panel_frame.js';
import { createTabs } from './tabs.js';
import { LANE_LETTERS, tokens } from './tokens.js';

const TABS = ['symbols', 'numbers', 'shapes'];

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountInspector(root, store, { t, request, actions }) {
  const heading = el('h2', { class: 'panel-heading', id: 'inspector-heading' });
  const where = el('p', { class: 'inspector-where' });
  const empty = el('p', { class: 'inspector-empty' });
  const tabs = createTabs(TABS, () => draw());
  tabs.set('numbers');
  let content = el('div', { class: 'inspector-content' });
  tabs.panel.append(content);
  const origin = el('p', { class: 'inspector-origin' });
  const originText = el('span');
  const visit = el('button', { type: 'button', class: 'link-button', hidden: true });
  origin.append(originText, ' ', visit);
  const check = createCheck({ t, request });
  const weights = createWeights({ t });
  const tableSummary = el('summary');
  const tableRoot = el('div', { class: 'panel-table', tabIndex: 0, role: 'region' });
  const twin = el('details', { class: 'panel-twin', ontoggle: () => redraw.request() }, tableSummary, tableRoot);
  const body = el('div', { class: 'inspector-body' }, tabs.list, tabs.panel, origin, check.root);
  root.setAttribute('aria-labelledby', heading.id);
  root.append(el('header', { class: 'panel-header' }, heading, where), empty, body, weights.root, twin);

  let scale = { theme: '', palette: SIGNED_PALETTE };
  /** @type {string | null} the number under the pointer */
  let lit = null;
  /** @type {string | null} the number that was tapped */
  let held = null;

  const redraw = createRedraw(root, draw);
  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane }) => [run?.frame, run?.id, run?.source, language, scheme, selectedLane], redraw.request),
    watch(store, ({ cursor }) => [cursor], draw),
  ];

  tabs.panel.addEventListener('pointerover', ({ target }) => light(sourceAt(target) ?? held));
  tabs.panel.addEventListener('pointerleave', () => light(held));
  tabs.panel.addEventListener('focusin', ({ target }) => light(sourceAt(target) ?? held));
  tabs.panel.addEventListener('click', ({ target }) => {
    const source = sourceAt(target);
    if (!source || source.startsWith('row/')) return;
    held = held === source ? null : source;
    light(source);
  });
  tabs.panel.addEventListener('keydown', (event) => moveAmongNumbers(event, tabs.panel));

  function draw() {
    const { run, cursor, selectedLane } = store.get();
    const lane = Math.min(cursor?.lane ?? selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
    const place = placeOf(run, lane);
    const here = place && cursor && within(place, cursor);
    setText(heading, t('inspector.title'));
    empty.hidden = Boolean(here);
    body.hidden = !here;
    where.hidden = !here;
    twin.hidden = !here;
    weights.render(here ? place.lane : null, here?.layer ?? 0, place?.gates ?? [], palette());
    if (!run || !place || !here) return setText(empty, t(run && !place && run.frame?.lanes[lane] === null ? 'chart.diverged_lane' : 'inspector.empty', { lane: LANE_LETTERS[lane] }));
    setText(where, t(run.experiment.lanes[lane].cell.layers === 1 ? 'inspector.where' : 'inspector.where_layer', {
      lane: LANE_LETTERS[lane], time: here.timeStep + 1, unit: here.unit + 1, layer: here.layer + 1,
    }));
    tabs.setWords(t('inspector.tabs'), Object.fromEntries(TABS.map((name) => [name, t(`inspector.tab.${name}`)])));
    renderContent(run, place, here);
    check.render(run, here);
    renderTable(place, here);
  }

  /** @param {RunView} run @param {Place} place @param {Cursor} cursor */
  function renderContent(run, place, cursor) {
    const { input_labels: inputLabels } = run.facts.task;
    const context = { place, site: siteOf(place, cursor), palette: palette(), t, inputLabels };
    const parts = { symbols: symbolParts, numbers: numberParts, shapes: shapeParts }[tabs.chosen()] ?? numberParts;
    const fresh = el('div', { class: 'inspector-content' }, ...parts(run, context, cursor));
    fresh.setAttribute('data-key', `${tabs.chosen()}/${JSON.stringify(cursor)}/${place.cell.kind}`);
    morph(content, fresh);
    content = /** @type {HTMLDivElement} */ (tabs.panel.firstElementChild);
    const first = content.querySelector('mn[data-source]');
    if (first && !content.querySelector('[tabindex="0"]')) first.setAttribute('tabindex', '0');
    light(lit ?? held);
  }

  /** @param {string} name @param {...(Node | string | null)} children */
  function part(name, ...children) {
    return el('section', { class: `inspector-part is-${name}` }, el('h3', { class: 'inspector-subtitle' }, t(`inspector.${name}`)), ...children);
  }

  /** @param {RunView} run @param {Context} context @param {Cursor} cursor */
  function numberParts(run, context, cursor) {
    const { place } = context;
    const { layer, timeStep, unit } = cursor;
    if (!place.lane.weights) return [el('p', { class: 'panel-notice' }, t(run.source === 'recording' ? 'chart.not_recorded' : 'inspector.too_large'))];
    const forward = ledger(forwardRows(place, layer, timeStep, unit), at(place.lane.hiddenState, layer, timeStep, unit), forwardWording(context));
    if (!hasBackward(place)) return [part('forward', ...forward)];
    const gradient = gradientReading(place, layer, timeStep, unit).value;
    const backward = ledger(backwardRows(place, layer, timeStep, unit), gradient, backwardWording(context), true);
    return [part('forward', ...forward), part('backward', ...backward, el('p', { class: 'inspector-slope' }, slopeText(place, cursor)))];
  }

  /** @param {Row[]} rows @param {number} answer @param {Wording} wording @param {boolean} [answerFirst] */
  function ledger(rows, answer, wording, answerFirst = false) {
    const settled = settle(rows, answer, (name) => ACTIVATION_CURVES[name].value);
    const elements = ledgerElements(settled, wording, { answerFirst });
    return settled.agrees ? elements : [...elements, el('p', { class: 'panel-caption' }, t('inspector.rounding', { value: threeFigures(answer) }))];
  }

  /** @param {RunView} _run @param {Context} context */
  function symbolParts(_run, { place, site }) {
    return [part('forward', ...forwardSymbols(place.cell, site).map(equationLine)), part('backward', ...backwardSymbols(place.cell, site, place.gates).map(equationLine))];
  }

  /** @param {RunView} _run @param {Context} context */
  function shapeParts(_run, { place, site }) {
    return [part('forward', ...forwardShapes(place.cell, site).map(equationLine)), el('p', { class: 'panel-caption' }, t('inspector.shapes_note'))];
  }

  /** How much of a gradient goes on through this unit. @param {Place} place @param {Cursor} cursor */
  function slopeText(place, { layer, timeStep, unit }) {
    const { kind } = place.cell;
    if (!fires(place, unit, timeStep)) return t('inspector.slope.rests', { period: unitPeriod(place, unit) });
    if (kind === 'lstm' || kind === 'gru') {
      const value = gateReading(place, layer, timeStep, 1, unit).value;
      return t(`inspector.slope.${kind}`, { value: threeFigures(value), share: percent(value) });
    }
    const slope = slopeReading(place, layer, timeStep, unit).value;
    return t('inspector.slope.plain', { slope: threeFigures(slope), share: percent(slope) });
  }

  /** @param {Place} place @param {Cursor} cursor */
  function renderTable(place, { layer, timeStep }) {
    setText(tableSummary, t('inspector.table', { time: timeStep + 1 }));
    tableRoot.setAttribute('aria-label', t('inspector.table', { time: timeStep + 1 }));
    if (!twin.open) return;
    const { hiddenState, hiddenGradient, preActivation } = place.lane;
    const columns = [['h', hiddenState], ['z', preActivation], ['∂ℓ/∂h', hiddenGradient]].filter(([, tensor]) => tensor !== null);
    const units = Array.from({ length: hiddenState.shape[2] }, (_, unit) => unit);
    tableRoot.replaceChildren(tableOf([t('inspector.unit'), ...columns.map(([name]) => String(name))], units.map((unit) => [
      String(unit + 1), ...columns.map(([, tensor]) => threeFigures(at(/** @type {any} */ (tensor), layer, timeStep, unit))),
    ])));
  }

  /** Lights a number everywhere it stands, and says where it comes from. @param {string | null} source */
  function light(source) {
    lit = source;
    for (const element of tabs.panel.querySelectorAll('.is-lit')) element.classList.remove('is-lit');
    if (source) for (const element of tabs.panel.querySelectorAll(`[data-source="${CSS.escape(source)}"]`)) element.classList.add('is-lit');
    weights.light(source, palette());
    setText(originText, source ? originWords(source) : t('inspector.hint'));
    const target = source === null ? null : cellOf(source);
    visit.hidden = target === null;
    setText(visit, t('inspector.visit'));
    visit.onclick = () => target && actions.pin({ ...target, lane: store.get().cursor?.lane ?? 0 });
  }

  /** @param {string} source @returns {string} */
  function originWords(source) {
    const { run, cursor } = store.get();
    const place = placeOf(run, cursor?.lane ?? 0);
    if (!run || !place) return '';
    const { input_labels: inputLabels, output_labels: outputLabels } = run.facts.task;
    const { key, params } = sourceWords(source, { hidden: place.lane.hiddenState.shape[2], gates: place.gates, inputLabels, outputLabels });
    return t(`inspector.origin.${key}`, params);
  }

  /** The theme's signed scale: one object as long as the theme lasts. */
  function palette() {
    const { negative, zero, positive } = tokens();
    if (scale.theme !== negative) scale = { theme: negative, palette: { negative: parseColor(negative), zero: parseColor(zero), positive: parseColor(positive) } };
    return scale.palette;
  }

  return () => {
    redraw.end();
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}

/** @param {EventTarget | null} target @returns {string | null} */
function sourceAt(target) {
  return target instanceof Element ? target.closest('mn[data-source]')?.getAttribute('data-source') ?? null : null;
}

/** The cell that a number stands in, if it is a state. @param {string} source @returns {{ layer: number, timeStep: number, unit: number } | null} */
function cellOf(source) {
  const { tensor, index: [layer, timeStep, unit] } = parseSource(source);
  return /^(hidden_state|hidden_gradient|state\/)/.test(tensor) && timeStep >= 0 ? { layer, timeStep, unit } : null;
}

/** Arrow keys go from number to number; one of them is in the tab order. @param {KeyboardEvent} event @param {HTMLElement} root */
function moveAmongNumbers(event, root) {
  const current = /** @type {Element | null} */ (event.target);
  if (!current?.matches('mn[data-source]') || !['ArrowRight', 'ArrowLeft'].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const numbers = [...root.querySelectorAll('mn[data-source]')].filter((number) => number.checkVisibility());
  const next = numbers[(numbers.indexOf(current) + (event.key === 'ArrowRight' ? 1 : -1) + numbers.length) % numbers.length];
  current.setAttribute('tabindex', '-1');
  next.setAttribute('tabindex', '0');
  /** @type {HTMLElement} */ (next).focus();
}
