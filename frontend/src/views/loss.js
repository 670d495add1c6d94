/**
 * The loss panel: all lanes over the updates, with the levels of guessing, of no memory, and of a solved task.
 *
 * @import { Mark, RunView, Services, State, Store, Translate } from '../state/types.d.ts'
 * @import { Level, Quantity } from '../charts/loss_figure.js'
 * @import { Plotly } from '../charts/plotly.js'
 */

import { hasOwnMetric, lossFigure, lossTable, quantityText } from '../charts/loss_figure.js';
import { drawFigure, loadPlotly } from '../charts/plotly.js';
import { createRedraw } from '../charts/redraw.js';
import { verdictOf } from '../layout/verdict.js';
import { watch } from '../state/select.js';
import { laneName } from '../text/lane.js';
import { knobFigures, whole } from '../text/number.js';
import { el, setText } from './dom.js';
import { laneKey } from './lane_key.js';
import { createChoice, createPanelFrame, tableOf } from './panel_frame.js';
import { LANE_LETTERS, tokens } from './tokens.js';

const HEIGHT = 150;

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountLoss(root, store, { t }) {
  const frame = createPanelFrame(root, { onTable: () => redraw.request() });
  const canvas = el('div', { class: 'loss-chart' });
  const notice = el('p', { class: 'panel-notice' });
  frame.figure.append(canvas, notice);
  /** @type {{ quantity: Quantity, logarithmic: boolean }} */
  const look = { quantity: 'loss', logarithmic: true };
  /** @type {Plotly | null} */
  let plotly = null;

  const quantity = createChoice('loss-quantity', (value) => {
    look.quantity = /** @type {Quantity} */ (value);
    redraw.hurry();
  });
  const scale = createChoice('loss-scale', (value) => {
    look.logarithmic = value === 'log';
    redraw.hurry();
  });
  frame.tools.append(quantity.root, scale.root);

  const redraw = createRedraw(root, draw, { onVisible: (visible) => visible && fetchPlotly() });
  const unwatch = watch(store, ({ run, language, scheme, playback }) => [run?.lanes, run?.marks, run?.step, run?.id, language, scheme, playback.shownStep], redraw.request);
  const resize = new ResizeObserver(redraw.hurry);
  resize.observe(canvas);

  let asked = false;
  function fetchPlotly() {
    if (asked) return;
    asked = true;
    // The picture in the middle comes first: the library is large and is read when the page has nothing better to do.
    whenIdle(() => loadPlotly().then((loaded) => {
      plotly = loaded;
      redraw.request();
    }, () => {
      asked = false;
      setText(notice, t('loss_panel.unavailable'));
    }));
  }

  function draw() {
    const state = store.get();
    const { run } = state;
    frame.setWords({ heading: t('loss_panel.title'), table: t('chart.table') }, run);
    if (!run) return void frame.setCaption(t('chart.waiting'));
    const task = run.facts.task;
    if (!hasOwnMetric(task)) look.quantity = 'loss';
    renderTools(task.metric === 'accuracy');
    renderWords(state, run);
    if (!plotly) return void setText(notice, t('loss_panel.loading'));
    setText(notice, '');
    const heldStep = state.playback.following ? null : state.playback.shownStep;
    const figure = lossFigure(run, { ...look, heldStep, height: HEIGHT, tokens: tokens(), words: wordsOf(run) });
    drawFigure(plotly, canvas, figure);
  }

  /** @param {boolean} accuracy */
  function renderTools(accuracy) {
    quantity.root.hidden = !accuracy;
    quantity.set(t('loss_panel.quantity'), [{ value: 'loss', text: t('loss_panel.loss') }, { value: 'metric', text: t('loss_panel.accuracy') }], look.quantity);
    scale.root.hidden = look.quantity === 'metric';
    scale.set(t('loss_panel.scale'), [{ value: 'log', text: t('loss_panel.log') }, { value: 'linear', text: t('loss_panel.linear') }], look.logarithmic ? 'log' : 'linear');
  }

  /** @param {State} state @param {RunView} run */
  function renderWords({ playback }, run) {
    const { task } = run.facts;
    const step = playback.following ? run.step : playback.shownStep ?? run.step;
    const readings = run.lanes.map(({ series }, lane) => {
      const at = indexAt(series.steps, series.length, step);
      return { lane, text: at < 0 || !Number.isFinite(series[look.quantity][at]) ? '–' : quantityText(series[look.quantity][at], look.quantity, task) };
    });
    frame.legend.replaceChildren(...readings.map(({ lane, text }) => laneKey(lane, 'line', el('span', { class: 'reading' }, text))));
    const standings = readings.map(({ lane, text }) => {
      const { outcome } = verdictOf(task, run.lanes[lane], null, step);
      return t('chart.lane_reading', { lane: LANE_LETTERS[lane], reading: `${text}${t(`loss_panel.standing.${outcome}`)}` });
    });
    const what = t(look.quantity === 'metric' ? 'loss_panel.accuracy' : `loss_panel.unit.${task.loss}`);
    frame.setCaption(t('loss_panel.caption', { step: whole(step), quantity: what, readings: standings.join('; ') }));
    frame.setTable(() => tableOf(
      [t('chart.update'), ...run.lanes.map((_, lane) => `${LANE_LETTERS[lane]} ${laneName(run.experiment.lanes[lane], t)}`)],
      lossTable(run, look.quantity).map((row) => [whole(row.step), ...row.values.map((value) => (value === null || !Number.isFinite(value) ? '–' : quantityText(value, look.quantity, task)))]),
    ));
  }

  /** @param {RunView} run @returns {import('../charts/loss_figure.js').Words} */
  function wordsOf(run) {
    const { task } = run.facts;
    return {
      lanes: run.experiment.lanes.map((lane, index) => `${LANE_LETTERS[index]} ${laneName(lane, t)}`),
      level: (/** @type {Level} */ { kind, value }) => t(`loss_panel.level.${kind}`, { value: quantityText(value, look.quantity, task) }),
      mark: (/** @type {Mark} */ mark) => markText(mark, t),
      diverged: (lane, step) => t('loss_panel.diverged', { lane: LANE_LETTERS[lane], step: whole(step) }),
      value: (lane) => t('loss_panel.hover', { lane: LANE_LETTERS[lane] }),
    };
  }

  return () => {
    redraw.end();
    unwatch();
    resize.disconnect();
    plotly?.purge(canvas);
    frame.remove();
  };
}

/** @param {Mark} mark @param {Translate} t @returns {string} */
export function markText({ lane, step, change }, t) {
  const parts = [];
  if (typeof change.learning_rate === 'number') parts.push(`${t('field.learning_rate.label')} ${knobFigures(change.learning_rate)}`);
  const bptt = /** @type {{ kind?: string, window?: number, shift?: number } | null | undefined} */ (change.bptt);
  if (bptt) parts.push([t(`bptt.${bptt.kind}.label`), ...(bptt.window ? [`${bptt.window}/${bptt.shift}`] : [])].join(' '));
  const clip = /** @type {{ kind?: string, threshold?: number } | undefined} */ (change.clip);
  if (clip?.kind) parts.push(`${t(`clip.${clip.kind}.label`)}${clip.threshold === undefined ? '' : ` ${knobFigures(clip.threshold)}`}`);
  return t('loss_panel.mark', { lane: LANE_LETTERS[lane], step: whole(step), change: parts.join(', ') });
}

/** @param {Float64Array} steps increasing @param {number} length @param {number} step @returns {number} index of the last step at or before, -1 if none */
function indexAt(steps, length, step) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** @param {() => void} callback */
function whenIdle(callback) {
  if ('requestIdleCallback' in window) window.requestIdleCallback(callback, { timeout: 2000 });
  else setTimeout(callback, 300);
}
