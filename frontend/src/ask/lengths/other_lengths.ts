/** "Other lengths than trained on": loss and metric of every lane on fresh sequences, short and long. */

import type { Quantity } from '../../core/model/levels.ts';
import type { RunView, Services, State, Store } from '../../core/model/types.ts';
import {
  lengthsAround, MOST_LENGTHS, nearAndFar, parseLengths, remembered, type Measured,
} from '../../core/questions/lengths.ts';
import { lengthsFigure } from './lengths_figure.ts';
import { hasOwnMetric, metricChance, quantityText } from '../../core/model/levels.ts';
import { drawFigure, loadPlotly, type Plotly } from '../../draw/plotly.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { entryOf } from '../../core/model/experiment.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { laneName } from '../../core/text/lane.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { createChoice, tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';
import { createAnswerFrame } from '../../ui/answer_frame.ts';
import { hasLength } from '../fits.ts';
import { createGate } from '../../ui/gate.ts';
import { canBeAsked, createInquiry } from '../../ui/inquiry.ts';
import { stampWords } from '../../ui/stamp.ts';

const HEIGHT = 260;
const SAMPLES = 128;

/** @returns unmount */
export function mountOtherLengths(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const inquiry = createInquiry(services);
  const frame = createAnswerFrame();
  const intro = el('p', { class: 'try-intro' });
  const label = el('label', { for: 'lengths-field' });
  const field = el('input', { id: 'lengths-field', type: 'text', class: 'try-text', inputMode: 'numeric', autocomplete: 'off', onkeydown: (event: KeyboardEvent) => void (event.key === 'Enter' && measure()) });
  const hint = el('p', { class: 'try-hint' });
  const go = el('button', { type: 'button', class: 'fix-button try-go', onclick: () => void measure() });
  const stamp = el('p', { class: 'try-stamp' });
  const quantity = createChoice('lengths-quantity', (value) => {
    chosen = value as Quantity;
    render(store.get());
  });
  const canvas = el('div', { class: 'lengths-chart', role: 'img' });
  const notice = el('p', { class: 'panel-notice' });
  frame.figure.append(canvas, notice);
  const content = el('div', { class: 'try-columns' }, el('div', { class: 'try-asking' }, intro, label, field, hint, inquiry.root, el('div', { class: 'try-buttons' }, go), stamp, quantity.root), frame.root);
  const gate = createGate(store, services, content);
  root.append(gate.root, content);
  inquiry.about(field);
  let measured: Measured[] = [];
  let chosen: Quantity = 'metric';
  let samples = SAMPLES;
  let filledFor = '';
  let plotly: Plotly | null = null;

  const redraw = createRedraw(root, draw);
  const unwatch = [
    watch(store, ({ run, experiment, language, scheme, catalog }) => [run?.id, run?.experiment, run?.facts, experiment, language, scheme, catalog], render),
    onChange(store, ({ run }) => [run?.id], () => {
      measured = [];
      inquiry.forget();
      render(store.get());
    }),
    watch(store, ({ run, language }) => [run?.step, language], renderStamp),
  ];
  const resize = new ResizeObserver(() => void (canvas.childElementCount && canvas.offsetParent && redraw.hurry()));
  resize.observe(canvas);

  /** @returns lengths that the task allows */
  function bounds({ catalog, run }: State): [number, number] {
    const fields = (catalog && run && entryOf(catalog, 'task', run.experiment.task.kind)?.fields) ?? [];
    const length = fields.find(({ name }) => name === 'length');
    return [Number(length?.minimum ?? 4), Number(length?.maximum ?? 2000)];
  }

  function render(state: State) {
    const { run } = state;
    const [shortest, longest] = bounds(state);
    setText(intro, t('try.lengths.intro', { samples: SAMPLES }));
    setText(label, t('try.lengths.field'));
    setText(hint, t('try.lengths.hint', { shortest, longest: whole(longest), most: MOST_LENGTHS }));
    frame.setWords(t('try.lengths.name'), t('chart.table'), t('try.lengths.waiting'));
    inquiry.render();
    const key = run ? `${run.experiment.task.kind} ${run.experiment.task.length}` : '';
    if (run && key !== filledFor && hasLength(state)) {
      field.value = lengthsAround(Number(run.experiment.task.length), shortest, longest).join(', ');
      filledFor = key;
    }
    const own = run !== null && hasOwnMetric(run.facts.task);
    quantity.root.hidden = !own || measured.length === 0;
    quantity.set(t('loss_panel.quantity'), [{ value: 'metric', text: t('loss_panel.accuracy') }, { value: 'loss', text: t('loss_panel.loss') }], chosen);
    renderStamp(state);
    if (run) renderWords(run);
    redraw.request();
  }

  function renderStamp(state: State) {
    const newest = measured[measured.length - 1];
    setText(go, t(newest ? 'try.lengths.again' : 'try.lengths.go'));
    setText(stamp, newest ? stampWords(t, state, newest.step) : '');
    frame.show(newest !== undefined);
  }

  function renderWords(run: RunView) {
    const newest = measured[measured.length - 1];
    if (!newest) return;
    const { task } = run.facts;
    const trained = Number(run.experiment.task.length);
    const shown = (value: number | null | undefined) => (value === null || value === undefined ? '–' : quantityText(value, quantityShown(run), task));
    frame.legend.replaceChildren(...run.experiment.lanes.map((lane, number) => laneKey(number, 'line', el('span', { class: 'reading' }, laneName(lane, t)))));
    const readings = newest.lanes.flatMap((_, lane) => {
      const found = nearAndFar(newest, lane, quantityShown(run), trained);
      return found ? [t('try.lengths.lane', { lane: LANE_LETTERS[lane], near: found.near.length, near_value: shown(found.near.value), far: found.far.length, far_value: shown(found.far.value) })] : [];
    });
    const what = t(quantityShown(run) === 'metric' && hasOwnMetric(task) ? 'loss_panel.accuracy' : `loss_panel.unit.${task.loss}`);
    const words = [t('try.lengths.caption', { quantity: what, trained, samples, readings: readings.join('; ') })];
    if (measured.length > 1) words.push(t('try.lengths.earlier', { steps: measured.slice(0, -1).map(({ step }) => whole(step)).join(', ') }));
    setText(frame.caption, words.join(' '));
    canvas.setAttribute('aria-label', words.join(' '));
    frame.setTable(() => tableOf(
      [t('try.lengths.length'), ...run.experiment.lanes.map((lane, number) => `${LANE_LETTERS[number]} ${laneName(lane, t)}`), t('try.lengths.chance')],
      newest.lengths.map((length, index) => [whole(length), ...newest.lanes.map((lane) => shown(lane?.[quantityShown(run)][index])),
        quantityShown(run) === 'metric' && hasOwnMetric(task) ? shown(metricChance(task)) : shown(newest.chance[index])]),
    ));
  }

  function quantityShown(run: RunView): Quantity {
    return hasOwnMetric(run.facts.task) ? chosen : 'loss';
  }

  function draw() {
    const { run } = store.get();
    if (!run || !measured.length) return;
    if (!plotly) return void fetchPlotly();
    setText(notice, '');
    const { task } = run.facts;
    const figure = lengthsFigure(measured, task, {
      quantity: quantityShown(run), trained: Number(run.experiment.task.length), height: HEIGHT, tokens: tokens(),
      words: {
        length: t('try.lengths.length'), trained: t('try.lengths.trained', { length: Number(run.experiment.task.length) }), chance: t('try.lengths.chance'), floor: t('try.lengths.floor'),
        update: (step) => whole(step), value: (lane) => t('try.lengths.hover', { lane: LANE_LETTERS[lane] }),
      },
    });
    drawFigure(plotly, canvas, figure);
  }

  function fetchPlotly() {
    setText(notice, t('try.chart.loading'));
    loadPlotly().then((loaded) => {
      plotly = loaded;
      redraw.request();
    }, () => setText(notice, t('try.chart.unavailable')));
  }

  async function measure() {
    const { run } = store.get();
    const [shortest, longest] = bounds(store.get());
    if (!run || !canBeAsked(store.get())) return;
    const { lengths, wrong } = parseLengths(field.value, shortest, longest);
    if (wrong !== null) return inquiry.refuse(() => t('try.lengths.wrong', { found: wrong, shortest, longest: whole(longest) }));
    if (!lengths.length || lengths.length > MOST_LENGTHS) return inquiry.refuse(() => t('try.lengths.number', { found: lengths.length, most: MOST_LENGTHS }));
    go.disabled = true;
    let fewer = SAMPLES;
    const reply = await inquiry.ask('lengths', { lengths, samples: SAMPLES }, ({ type, parameters }) => {
      fewer = Number(parameters.most);
      return type === 'lengths_work' && fewer >= 8 ? { lengths, samples: fewer } : null;
    });
    go.disabled = false;
    if (!reply || store.get().run?.id !== run.id) return;
    samples = fewer;
    measured = remembered(measured, reply);
    render(store.get());
    store.set({ announcement: { text: frame.caption.textContent ?? '', assertive: false } });
  }

  return () => {
    redraw.end();
    for (const stop of unwatch) stop();
    resize.disconnect();
    plotly?.purge(canvas);
    gate.end();
    root.replaceChildren();
  };
}
