/** The loss panel: all lanes over the updates, with the levels of guessing, of no memory, and of a solved task. */

import type { RunView, Services, State, Store, TaskFacts, Translate } from '../../core/model/types.ts';
import { hasOwnMetric } from '../../core/model/levels.ts';
import type { Quantity } from '../../core/model/levels.ts';
import { lossFigure } from '../../draw/loss_figure.ts';
import { lossFlags, type ChartLayout } from './loss_flag_places.ts';
import { drawFigure, loadPlotly, type Plotly } from '../../draw/plotly.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { typeScale } from '../../draw/type_scale.ts';
import { watch } from '../../core/model/select.ts';
import { milestoneWords } from '../../core/text/milestone.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { drawFigureSvg } from '../../ui/figure_svg.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { createLossFlags } from './loss_flags.ts';
import {
  chartWords, levelWords, overlaysOf, overlayWords, readingsAt, readingWords, tableWords, validationWords,
} from './loss_words.ts';
import { createChoice, createPanelFrame, tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';

/** In px. */
const HEIGHT = 150;

/** @returns unmount */
export function mountLoss(root: HTMLElement, store: Store<State>, { t }: Services): () => void {
  const frame = createPanelFrame(root, { onTable: () => redraw.request() });
  const canvas = el('div', { class: 'loss-chart', onpointerenter: () => plotly ?? fetchPlotly() });
  const flags = createLossFlags();
  frame.figure.append(canvas, flags.root);
  const look = createLook(t, () => redraw.hurry());
  frame.settings.append(...look.roots);
  let plotly: Plotly | null = null;
  let asked = false;
  let inSight = false;

  const redraw = createRedraw(root, draw, { onVisible(visible) {
    inSight = visible;
    fetchOnceMoved();
  } });
  draw();
  const unwatch = watch(store, ({ run, language, scheme, playback, overlays, runs }) => [
    run?.lanes, run?.marks, run?.step, run?.id, language, scheme, playback.shownStep, overlays, runs,
  ], redraw.request);
  const resize = new ResizeObserver(redraw.hurry);
  resize.observe(canvas);

  function fetchPlotly() {
    asked = true;
    loadPlotly().then((loaded) => {
      plotly = loaded;
      redraw.request();
    }, () => {}); // Then the curve answers to no pointer; whoever comes to it again tries again.
  }

  /** A page that opens with a recorded run leaves the library to whoever points at the chart. */
  function fetchOnceMoved() {
    const { run, replay } = store.get();
    const moved = replay !== null || (run?.source === 'live' && run.step > 0);
    if (moved && inSight && !asked) fetchPlotly();
  }

  function draw() {
    const state = store.get();
    const { run } = state;
    frame.setWords(t('loss_panel.title'), t, run);
    if (!run) return void frame.setCaption(t('chart.waiting'));
    const task = run.facts.task;
    look.render(task);
    renderWords(state, run);
    fetchOnceMoved();
    const figure = lossFigure(run, {
      ...look.chosen(),
      heldStep: state.playback.following ? null : state.playback.shownStep,
      overlays: overlaysOf(state, run),
      height: HEIGHT,
      scale: typeScale(),
      tokens: tokens(),
      words: chartWords(run, state.catalog, t),
    });
    drawChart(figure);
    const places = lossFlags(run, look.chosen().quantity, figure.layout as ChartLayout, canvas.clientWidth);
    flags.update(run.id, places, (flag) => milestoneWords('race.flag', flag, LANE_LETTERS[flag.lane], task, t));
  }

  function drawChart(figure: { traces: object[], layout: object }) {
    if (!plotly) return drawFigureSvg(canvas, figure);
    canvas.querySelector('.figure-svg')?.remove();
    drawFigure(plotly, canvas, figure);
  }

  function renderWords(state: State, run: RunView) {
    const { playback } = state;
    const { quantity } = look.chosen();
    const step = playback.following ? run.step : playback.shownStep ?? run.step;
    const readings = readingsAt(run, quantity, step);
    frame.legend.replaceChildren(...readings.map(({ text }, lane) => laneKey(
      lane, 'line', el('span', { class: 'reading' }, text),
    )));
    setAttribute(frame.caption, 'data-lines', readings.length > 1 ? '2' : '1');
    const { line, full } = readingWords(readings, run, quantity, step, t);
    frame.setCaption(line, [
      full,
      levelWords(run.facts.task, quantity, t),
      t('loss_panel.about'),
      validationWords(run, step, quantity, t),
      overlayWords(overlaysOf(state, run), t),
    ].filter(Boolean).join(' '));
    frame.setTable(() => tableOf(...tableWords(run, look.chosen().quantity, t)));
  }

  return () => {
    redraw.end();
    unwatch();
    resize.disconnect();
    plotly?.purge(canvas);
    frame.remove();
  };
}

/** What is drawn, and on which scale: two choices. */
function createLook(t: Translate, onChoose: () => void) {
  let quantity: Quantity = 'loss';
  let logarithmic = true;
  const ofQuantity = createChoice('loss-quantity', (value) => {
    quantity = value as Quantity;
    onChoose();
  });
  const ofScale = createChoice('loss-scale', (value) => {
    logarithmic = value === 'log';
    onChoose();
  });

  function render(task: TaskFacts) {
    if (!hasOwnMetric(task)) quantity = 'loss';
    ofQuantity.root.hidden = task.metric !== 'accuracy';
    ofQuantity.set(t('loss_panel.quantity'), [
      { value: 'loss', text: t('loss_panel.loss') }, { value: 'metric', text: t('loss_panel.accuracy') },
    ], quantity);
    ofScale.root.hidden = quantity === 'metric';
    ofScale.set(t('loss_panel.scale'), [
      { value: 'log', text: t('loss_panel.log') }, { value: 'linear', text: t('loss_panel.linear') },
    ], logarithmic ? 'log' : 'linear');
  }

  return { roots: [ofQuantity.root, ofScale.root], chosen: () => ({ quantity, logarithmic }), render };
}
