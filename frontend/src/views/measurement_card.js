/**
 * The card of one measurement: heading, choice of lane and layer, picture, reading, table, and where it comes from. What is
 * drawn inside is the measurement's own file.
 *
 * @import { Facts, Frame, LaneFrame, Lane, PanelEntry, RunView, Services, State, Store, Tensor } from '../state/types.d.ts'
 * @import { PanelFrame } from './panel_frame.js'
 *
 * @typedef {object} Measurement
 * @property {string} kind the panel in the catalog
 * @property {'time' | 'side'} place under the picture on its time axis, or in the right column
 * @property {readonly string[]} needs tensors without which there is nothing to draw
 * @property {boolean} [layered] one layer is shown at a time
 * @property {boolean} [untruncated] it follows the gradient through the whole sequence, whatever BPTT cuts
 * @property {(host: Host) => Drawing} create
 *
 * @typedef {object} Host
 * @property {PanelFrame} frame
 * @property {Store<State>} store
 * @property {Services} services
 * @property {() => void} redraw
 *
 * @typedef {object} Drawing
 * @property {(subject: Subject) => void} draw
 * @property {() => void} clear
 * @property {() => void} end
 *
 * @typedef {object} Subject
 * @property {State} state
 * @property {RunView} run
 * @property {Frame} frame
 * @property {number} lane
 * @property {Lane} document
 * @property {LaneFrame} data
 * @property {Facts['lanes'][number]} facts
 * @property {number} layer
 * @property {number} layers
 * @property {number} count T
 * @property {(name: string) => Tensor} tensor one of those that the measurement needs
 */

import { isTruncated } from '../charts/bptt_in_force.js';
import { createRedraw } from '../charts/redraw.js';
import { absence } from '../text/absent_lane.js';
import { watch } from '../state/select.js';
import { sourceWords } from '../text/catalog_words.js';
import { whole } from '../text/number.js';
import { skippedText } from '../text/problem.js';
import { el, setAttribute, setText } from './dom.js';
import { equationElement } from './equation.js';
import { icon } from './icons.js';
import { createChoice, createPanelFrame } from './panel_frame.js';
import { LANE_LETTERS } from './tokens.js';

/** Redraws a second: a card under the picture moves with it, one in the right column like the other charts. */
const RATES = { time: 24, side: 8 };

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @param {Measurement} measurement
 * @returns {() => void} unmount
 */
export function mountMeasurement(root, store, services, measurement) {
  const { t, actions } = services;
  const { kind, place, layered = false } = measurement;
  root.dataset.kind = kind;
  const frame = createPanelFrame(root, { onTable: () => redraw.request() });
  /** The layer chosen here; null is the last one. @type {number | null} */
  let chosen = null;

  const lanes = createChoice(`${kind}-lane`, (value) => actions.selectLane(Number(value)));
  const layers = createChoice(`${kind}-layer`, (value) => {
    chosen = Number(value);
    redraw.request();
  });
  const close = el('button', { type: 'button', class: 'card-remove', onclick: () => actions.togglePanel(kind) }, icon('close'));
  const note = el('p', { class: 'card-note' });
  const about = el('details', { class: 'panel-twin card-about' });
  frame.tools.append(lanes.root, layers.root);
  frame.opener.after(close);
  frame.figure.before(note);
  frame.more.append(about);

  /** @type {Drawing} */
  let drawing;
  const redraw = createRedraw(root, draw, { rate: RATES[place] });
  drawing = measurement.create({ frame, store, services, redraw: redraw.request });
  draw();
  const unwatch = watch(store, ({ run, language, scheme, selectedLane, catalog, timeWindow }) => [run?.frame, run?.id, run?.lanes, run?.experiment, run?.facts, run?.source, language, scheme, selectedLane, catalog, timeWindow], follow);

  /** A card out of sight waits with its picture, but it does not go on saying that there is nothing. */
  function follow() {
    if (root.dataset.empty === 'true') draw();
    else redraw.request();
  }

  function draw() {
    const state = store.get();
    frame.setWords(t(`panel.${kind}.label`), t, state.run);
    setAttribute(close, 'aria-label', t('measure.close', { name: t(`panel.${kind}.label`) }));
    drawAbout(about, state.catalog?.panels.find((panel) => panel.kind === kind) ?? null, kind, t);
    const { run } = state;
    const lane = Math.min(state.selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
    drawChoices(run, lane);
    const reason = run ? missing(run, lane) : t('chart.waiting');
    frame.twin.hidden = reason !== null;
    root.dataset.empty = String(reason !== null);
    if (reason !== null) return drawEmpty(run, reason);
    const subject = subjectOf(state, lane, chosen);
    drawNote(subject);
    drawing.draw(subject);
  }

  /** @param {RunView | null} run @param {number} lane */
  function drawChoices(run, lane) {
    const documents = run?.experiment.lanes ?? [];
    const count = layered ? (run?.frame?.lanes[lane]?.hiddenState.shape[0] ?? 1) : 1;
    if (chosen !== null && chosen >= count) chosen = null;
    lanes.root.hidden = documents.length < 2;
    lanes.set(t('chart.model'), documents.map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] })), String(lane));
    layers.root.hidden = count < 2;
    layers.set(t('measure.layer'), Array.from({ length: count }, (_, layer) => ({ value: String(layer), text: t('chart.layer', { layer: layer + 1 }) })), String(chosen ?? count - 1));
  }

  /** Why there is nothing to draw. @param {RunView} run @param {number} lane @returns {string | null} null: there is */
  function missing(run, lane) {
    const data = run.frame?.lanes[lane];
    if (!run.frame) return t('chart.waiting');
    if (data === null) return t(`chart.${absence(run, lane)}_lane`, { lane: LANE_LETTERS[lane] });
    if (data && measurement.needs.every((name) => data.tensors.has(name))) return null;
    if (kind in run.frame.panelsSkipped) return t('measure.skipped');
    if (kind in run.frame.panelSteps || (kind === 'gates' && !run.facts.lanes[lane].gates.length)) return t('measure.absent');
    return t(run.source === 'recording' ? 'chart.not_recorded' : 'measure.waiting');
  }

  /** @param {RunView | null} run @param {string} reason */
  function drawEmpty(run, reason) {
    drawing.clear();
    frame.legend.replaceChildren();
    const skipped = skippedText(run, kind, t);
    frame.setCaption(skipped?.text ? '' : reason);
    setText(note, skipped?.text ?? '');
    setAttribute(note, 'lang', skipped?.lang ?? null);
  }

  /** @param {Subject} subject */
  function drawNote({ frame: shown, document, count }) {
    const step = shown.panelSteps[kind]; // Only of a heavy panel; said always, lest the card jump when it is of the present step.
    const words = [
      ...(step === undefined ? [] : [t('measure.older', { step: whole(step) })]),
      ...(measurement.untruncated && isTruncated(document, shown.step, count) ? [t('measure.untruncated')] : []),
    ];
    setText(note, words.join(' '));
    setAttribute(note, 'lang', null);
  }

  return () => {
    redraw.end();
    unwatch();
    drawing.end();
    frame.remove();
  };
}

/** @param {State} state @param {number} lane @param {number | null} layer @returns {Subject} */
export function subjectOf(state, lane, layer) {
  const run = /** @type {RunView} */ (state.run);
  const frame = /** @type {Frame} */ (run.frame);
  const data = /** @type {LaneFrame} */ (frame.lanes[lane]);
  const [layers, count] = data.hiddenState.shape;
  return {
    state, run, frame, lane, document: run.experiment.lanes[lane], data, facts: run.facts.lanes[lane], layers, count,
    layer: Math.min(layer ?? layers - 1, layers - 1),
    tensor: (name) => /** @type {Tensor} */ (data.tensors.get(name)),
  };
}

/**
 * What is measured, its equation and its source, in a fold that is filled when the words change.
 *
 * @param {HTMLElement} about
 * @param {PanelEntry | null} entry
 * @param {string} kind
 * @param {Services['t']} t
 */
function drawAbout(about, entry, kind, t) {
  const key = [kind, t('measure.about'), entry?.source].join();
  if (about.dataset.key === key) return;
  about.dataset.key = key;
  about.dataset.of = `panel.${kind}`;
  about.replaceChildren(
    el('summary', {}, t('measure.about')),
    el('p', { class: 'card-words' }, t(`panel.${kind}.help`), ' ', t(`panel.${kind}.teaches`)),
    ...(entry?.equation ?? []).map((equation) => equationElement(equation, t)),
    ...(entry?.source ? [el('p', { class: 'card-source' }, t('measure.source', { source: sourceWords(entry.source, t) }))] : []),
  );
}
