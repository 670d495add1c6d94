/**
 * The loss panel: all lanes over the updates, with the levels of guessing, of no memory, and of a solved task.
 *
 * @import { Mark, RunView, Services, State, Store } from '../state/types.d.ts'
 * @import { ChartLayout } from '../charts/loss_flags.js'
 * @import { Level, Quantity } from '../charts/loss_figure.js'
 * @import { Plotly } from '../charts/plotly.js'
 */

import { hasOwnMetric, quantityText } from '../charts/levels.js';
import { lossFigure, lossTable } from '../charts/loss_figure.js';
import { lossFlags } from '../charts/loss_flags.js';
import { drawFigure, loadPlotly } from '../charts/plotly.js';
import { createRedraw } from '../charts/redraw.js';
import { typeScale } from '../layout/type_scale.js';
import { verdictOf } from '../layout/verdict.js';
import { watch } from '../state/select.js';
import { laneName } from '../text/lane.js';
import { markWords } from '../text/mark.js';
import { milestoneWords, validatedOn } from '../text/milestone.js';
import { whole } from '../text/number.js';
import { branchWords } from '../text/run_event.js';
import { el, setAttribute, setText } from './dom.js';
import { laneKey } from './lane_key.js';
import { createLossFlags } from './loss_flags.js';
import { flagRow, levelWords, overlaysOf, overlayWords, validationRows, validationWords } from './loss_words.js';
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
  const flags = createLossFlags();
  frame.figure.append(canvas, notice, flags.root);
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
  frame.settings.append(quantity.root, scale.root);

  const redraw = createRedraw(root, draw, { onVisible: (visible) => visible && fetchPlotly() });
  const unwatch = watch(store, ({ run, language, scheme, playback, overlays, runs }) => [run?.lanes, run?.marks, run?.step, run?.id, language, scheme, playback.shownStep, overlays, runs], redraw.request);
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
    frame.setWords(t('loss_panel.title'), t, run);
    if (!run) return void frame.setCaption(t('chart.waiting'));
    const task = run.facts.task;
    if (!hasOwnMetric(task)) look.quantity = 'loss';
    renderTools(task.metric === 'accuracy');
    renderWords(state, run);
    if (!plotly) return void setText(notice, t('loss_panel.loading'));
    setText(notice, '');
    const heldStep = state.playback.following ? null : state.playback.shownStep;
    const figure = lossFigure(run, { ...look, heldStep, overlays: overlaysOf(state, run), height: HEIGHT, scale: typeScale(), tokens: tokens(), words: wordsOf(run) });
    drawFigure(plotly, canvas, figure);
    const places = lossFlags(run, look.quantity, /** @type {ChartLayout} */ (figure.layout), canvas.clientWidth);
    flags.update(run.id, places, (flag) => milestoneWords('race.flag', flag, LANE_LETTERS[flag.lane], task, t));
  }

  /** @param {boolean} accuracy */
  function renderTools(accuracy) {
    quantity.root.hidden = !accuracy;
    quantity.set(t('loss_panel.quantity'), [{ value: 'loss', text: t('loss_panel.loss') }, { value: 'metric', text: t('loss_panel.accuracy') }], look.quantity);
    scale.root.hidden = look.quantity === 'metric';
    scale.set(t('loss_panel.scale'), [{ value: 'log', text: t('loss_panel.log') }, { value: 'linear', text: t('loss_panel.linear') }], look.logarithmic ? 'log' : 'linear');
  }

  /** @param {State} state @param {RunView} run */
  function renderWords(state, run) {
    const { task } = run.facts;
    const { playback } = state;
    const step = playback.following ? run.step : playback.shownStep ?? run.step;
    const readings = run.lanes.map(({ series }, lane) => {
      const at = indexAt(series.steps, series.length, step);
      return { lane, text: at < 0 || !Number.isFinite(series[look.quantity][at]) ? '–' : quantityText(series[look.quantity][at], look.quantity, task) };
    });
    frame.legend.replaceChildren(...readings.map(({ lane, text }) => laneKey(lane, 'line', el('span', { class: 'reading' }, text))));
    const standings = readings.map(({ lane, text }) => ({ lane: LANE_LETTERS[lane], text, outcome: verdictOf(task, run.lanes[lane], null, step).outcome }));
    setAttribute(frame.caption, 'data-lines', standings.length > 1 ? '2' : '1');
    const line = standings.map(({ lane, outcome }) => t('race.said.other', { lane, standing: t(`race.standing.${outcome}`) }));
    const full = standings.map(({ lane, text, outcome }) => t('chart.lane_reading', { lane, reading: `${text}${t(`loss_panel.standing.${outcome}`)}` }));
    const what = t(look.quantity === 'metric' ? 'loss_panel.accuracy' : `loss_panel.unit.${task.loss}`);
    frame.setCaption(t('loss_panel.line', { step: whole(step), readings: line.join('; ') }), [
      t('loss_panel.caption', { step: whole(step), quantity: what, readings: full.join('; ') }), levelWords(task, look.quantity, t), t('loss_panel.about'),
      validationWords(run, step, look.quantity, t), overlayWords(overlaysOf(state, run), t),
    ].filter(Boolean).join(' '));
    frame.setTable(() => tableOf(
      [t('chart.update'), ...run.lanes.map((_, lane) => `${LANE_LETTERS[lane]} ${laneName(run.experiment.lanes[lane], t)}`)],
      [
        ...lossTable(run, look.quantity).map((row) => [whole(row.step), ...row.values.map((value) => (value === null || !Number.isFinite(value) ? '–' : quantityText(value, look.quantity, task)))]),
        ...validationRows(run, look.quantity, t), flagRow(run, 'left_chance', t), flagRow(run, 'solved', t),
      ],
    ));
  }

  /** @param {RunView} run @returns {import('../charts/loss_figure.js').Words} */
  function wordsOf(run) {
    const { task } = run.facts;
    return {
      lanes: run.experiment.lanes.map((lane, index) => `${LANE_LETTERS[index]} ${laneName(lane, t)}`),
      level: (/** @type {Level} */ { kind }) => t(`loss_panel.margin.${kind}`).split('/'),
      mark: (/** @type {Mark} */ mark) => (mark.change.origin ? branchWords(run, mark.lane, store.get().catalog, t) : markWords(mark, t)),
      diverged: (lane, step) => t('loss_panel.diverged', { lane: LANE_LETTERS[lane], step: whole(step) }),
      value: (lane) => t('loss_panel.hover', { lane: LANE_LETTERS[lane] }),
      validation: (lane) => t('loss_panel.validation.hover', { lane: LANE_LETTERS[lane], validated: validatedOn(task, t) }),
      over: (number, lane) => t('runs.hover', { number, lane: LANE_LETTERS[lane] }),
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
