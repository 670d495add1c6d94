/** The loss panel: all lanes over the updates, with the levels of guessing, of no memory, and of a solved task. */

import type { Mark, RunView, Services, State, Store } from '../../core/model/types.ts';
import { hasOwnMetric, quantityText } from '../../core/model/levels.ts';
import type { Level, Quantity } from '../../core/model/levels.ts';
import { lossFigure, lossTable } from '../../draw/loss_figure.ts';
import { lossFlags, type ChartLayout } from './loss_flag_places.ts';
import { drawFigure, loadPlotly, type Plotly } from '../../draw/plotly.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { typeScale } from '../../draw/type_scale.ts';
import { verdictOf } from '../../core/model/verdict.ts';
import { watch } from '../../core/model/select.ts';
import { laneName } from '../../core/text/lane.ts';
import { markWords } from '../../core/text/mark.ts';
import { milestoneWords, validatedOn } from '../../core/text/milestone.ts';
import { whole } from '../../core/text/number.ts';
import { branchWords } from '../../core/text/run_event.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { createLossFlags } from './loss_flags.ts';
import { flagRow, levelWords, overlaysOf, overlayWords, validationRows, validationWords } from './loss_words.ts';
import { createChoice, createPanelFrame, tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';

const HEIGHT = 150;

/** @returns unmount */
export function mountLoss(root: HTMLElement, store: Store<State>, { t }: Services): () => void {
  const frame = createPanelFrame(root, { onTable: () => redraw.request() });
  const canvas = el('div', { class: 'loss-chart' });
  const notice = el('p', { class: 'panel-notice' });
  const flags = createLossFlags();
  frame.figure.append(canvas, notice, flags.root);
  const look: { quantity: Quantity, logarithmic: boolean } = { quantity: 'loss', logarithmic: true };
  let plotly: Plotly | null = null;

  const quantity = createChoice('loss-quantity', (value) => {
    look.quantity = value as Quantity;
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
    const places = lossFlags(run, look.quantity, figure.layout as ChartLayout, canvas.clientWidth);
    flags.update(run.id, places, (flag) => milestoneWords('race.flag', flag, LANE_LETTERS[flag.lane], task, t));
  }

  function renderTools(accuracy: boolean) {
    quantity.root.hidden = !accuracy;
    quantity.set(t('loss_panel.quantity'), [{ value: 'loss', text: t('loss_panel.loss') }, { value: 'metric', text: t('loss_panel.accuracy') }], look.quantity);
    scale.root.hidden = look.quantity === 'metric';
    scale.set(t('loss_panel.scale'), [{ value: 'log', text: t('loss_panel.log') }, { value: 'linear', text: t('loss_panel.linear') }], look.logarithmic ? 'log' : 'linear');
  }

  function renderWords(state: State, run: RunView) {
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

  function wordsOf(run: RunView): import('../../draw/loss_figure.ts').Words {
    const { task } = run.facts;
    return {
      lanes: run.experiment.lanes.map((lane, index) => `${LANE_LETTERS[index]} ${laneName(lane, t)}`),
      level: ({ kind }: Level) => t(`loss_panel.margin.${kind}`).split('/'),
      mark: (mark: Mark) => (mark.change.origin ? branchWords(run, mark.lane, store.get().catalog, t) : markWords(mark, t)),
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

/** @param steps increasing @returns index of the last step at or before, -1 if none */
function indexAt(steps: Float64Array, length: number, step: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function whenIdle(callback: () => void) {
  if ('requestIdleCallback' in window) window.requestIdleCallback(callback, { timeout: 2000 });
  else setTimeout(callback, 300);
}
