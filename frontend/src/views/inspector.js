/**
 * The inspector: the equation of one unit at one time step, forward and backward, filled with its own numbers.
 *
 * @import { Cursor, RunView, Services, State, Store } from '../state/types.d.ts'
 * @import { Place } from '../inspector/readings.js'
 */

import { createRedraw } from '../charts/redraw.js';
import { hasEquations } from '../inspector/cells/catalog.js';
import { placeOf, siteOf, within } from '../inspector/place.js';
import { parseColor, SIGNED_PALETTE } from '../layout/colour.js';
import { absence } from '../text/absent_lane.js';
import { onChange, watch } from '../state/select.js';
import { labelWords } from '../text/label.js';
import { el, setText } from './dom.js';
import { createCheck } from './inspector_check.js';
import { EQUATION_TABS } from './inspector_equations.js';
import { createHold } from './inspector_hold.js';
import { createOrigin } from './inspector_origin.js';
import { createUnitTable } from './inspector_table.js';
import { createWeights } from './inspector_weights.js';
import { morph } from './morph.js';
import { createTabs } from './tabs.js';
import { LANE_LETTERS, tokens } from './tokens.js';

const TABS = Object.keys(EQUATION_TABS);
/** What is open at first. */
const OPEN = ['forward/h', 'forward/c', 'backward/gradient'];

/** How often a weight works on the sequence: at every time step, the read-out at every one that is scored. @param {State} state @param {string} name */
function copiesShown({ run }, name) {
  const mask = run?.frame?.lossMask.data;
  return name === 'W_hy' && mask ? Array.from(mask, Number).filter((scored) => scored > 0).length : (run?.facts.task.sequence_length ?? 0);
}

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountInspector(root, store, services) {
  const { t } = services;
  const heading = el('h2', { class: 'panel-heading', id: 'inspector-heading' });
  const where = el('p', { class: 'inspector-where' });
  const empty = el('p', { class: 'inspector-empty' });
  const tabs = createTabs(TABS, draw);
  tabs.set('numbers');
  tabs.panel.append(el('div'));
  const weights = createWeights(services, {
    touched: (source) => light(source),
    copies: (name) => copiesShown(store.get(), name),
    say: (text) => store.set({ announcement: { text, assertive: false } }),
  });
  const diagram = el('details', { class: 'inspector-diagram', open: true }, el('summary', { class: 'inspector-subtitle' }), el('div', { class: 'inspector-diagram-place' }));
  const body = el('div', { class: 'inspector-body' });
  const origin = createOrigin(body, store, services, light);
  const check = createCheck(services, () => nudge());
  const hold = createHold(store, services);
  const table = createUnitTable(t, draw);
  body.append(tabs.list, tabs.panel, origin.root, diagram, check.root, hold.root);
  root.setAttribute('aria-labelledby', heading.id);
  root.append(el('header', { class: 'panel-header' }, heading, where), empty, body, weights.root, table.root);

  const opened = new Set(OPEN);
  /** Fetched when a cell is first looked at. @type {typeof import('./inspector_diagram.js') | null} */
  let pictures = null;
  let fetching = false;
  diagram.addEventListener('toggle', () => {
    fetching = false; // One that has failed is asked for again.
    draw();
  });
  let scale = { theme: '', palette: SIGNED_PALETTE };

  const redraw = createRedraw(root, draw);
  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane }) => [run?.frame, run?.id, run?.source, language, scheme, selectedLane], redraw.request),
    onChange(store, ({ cursor }) => [cursor], draw), // At once; what else it shows is drawn at reading pace.
  ];
  tabs.panel.addEventListener('toggle', ({ target }) => keepOpen(/** @type {HTMLDetailsElement} */ (target)), { capture: true });

  /** @param {HTMLDetailsElement} details */
  function keepOpen({ open, dataset: { key = '' } }) {
    if (open === opened.has(key)) return;
    if (open) opened.add(key);
    else opened.delete(key);
    draw();
  }

  function draw() {
    const { run, cursor, selectedLane } = store.get();
    const lane = Math.min(cursor?.lane ?? selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
    const place = placeOf(run, lane);
    const here = place && cursor && within(place, cursor);
    setText(heading, t('inspector.title'));
    empty.hidden = Boolean(here);
    for (const element of [where, body, table.root]) element.hidden = !here;
    weights.render(here ? place.lane : null, here?.layer ?? 0, place?.gates ?? [], palette());
    if (run && place && here) return renderPlace(run, place, here);
    const gone = run?.frame && run.frame.lanes[lane] === null;
    setText(empty, t(gone ? `chart.${absence(run, lane)}_lane` : 'inspector.empty', { lane: LANE_LETTERS[lane] }));
  }

  /** @param {RunView} run @param {Place} place @param {Cursor} cursor */
  function renderPlace(run, place, cursor) {
    const site = siteOf(place, cursor);
    setText(where, t(site.layers === 1 ? 'inspector.where' : 'inspector.where_layer', {
      lane: LANE_LETTERS[cursor.lane], time: site.time, unit: site.unit, layer: site.layer + 1,
    }));
    tabs.setWords(t('inspector.tabs'), Object.fromEntries(TABS.map((name) => [name, t(`inspector.tab.${name}`)])));
    const context = { place, site, palette: palette(), t, inputLabels: labelWords(run.facts.task, run.facts.task.input_labels, t), isOpen: (/** @type {string} */ key) => opened.has(key) };
    const content = el(
      'div', { class: 'inspector-content', dataset: { of: `cell.${place.cell.kind}` } },
      ...(hasEquations(place.cell)
        ? EQUATION_TABS[tabs.chosen()](run, context, cursor)
        : [el('p', { class: 'panel-notice' }, t('inspector.no_equations'))])
    );
    content.dataset.key = `${tabs.chosen()}/${JSON.stringify(cursor)}/${place.cell.kind}`;
    morph(/** @type {Element} */ (tabs.panel.firstElementChild), content);
    drawDiagram(run, context, cursor);
    origin.refresh();
    check.render(run, cursor);
    hold.render(place.lane, cursor, place.gates);
    table.render(place, cursor);
  }

  /** @param {string | null} source */
  function light(source) {
    weights.light(source, palette());
    services.actions.light(source);
  }

  /** The square that was nudged moves 3 px and back, in the diagram and in the picture. */
  function nudge() {
    services.actions.nudge();
    const square = body.querySelector('[data-vector="after/h"]');
    square?.classList.remove('is-nudged');
    requestAnimationFrame(() => square?.classList.add('is-nudged'));
  }

  /** @param {RunView} run @param {import('./inspector_wording.js').Context} context @param {Cursor} cursor */
  function drawDiagram(run, context, cursor) {
    const [summary, place] = [diagram.firstElementChild, diagram.lastElementChild];
    diagram.hidden = !hasEquations(context.place.cell); // It would draw another cell.
    setText(/** @type {Element} */ (summary), t('inspector.diagram'));
    summary?.setAttribute('data-tip', t('inspector.diagram.help'));
    if (!pictures) return void fetchPictures();
    if (!diagram.open || !place) return;
    const picture = pictures.diagramElement(context, cursor, run.facts.lanes[cursor.lane].states);
    picture.setAttribute('data-key', JSON.stringify([cursor, context.place.cell.kind]));
    if (place.firstElementChild) morph(place.firstElementChild, picture);
    else place.append(picture);
  }

  async function fetchPictures() {
    if (fetching) return;
    fetching = true;
    pictures = await services.part(() => import('./inspector_diagram.js'));
    if (pictures) draw();
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
