/**
 * "Hold": units, gates and edges held at a value, recurrent weights cut, another model's state put in: what the
 * prediction and
 * the gradient make of it at once, and what the model learns under it.
 */

import type { RunView, Services, State, Store } from '../../core/model/types.ts';
import { clampedOf, gradients, moved, predictions, type Clamped } from './clamped.ts';
import {
  exampleClamp, MOST, questionOf, readClamps, trainedClamps, writeClamps, type Clamp,
} from '../../core/questions/clamps.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { sameDocument } from '../../core/model/experiment.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { labelWords } from '../../core/text/label.ts';
import { percent, threeFigures } from '../../core/text/number.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { createChoice, createPanelFrame, tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { clampLegend, createClampFigure } from './clamp_figure.ts';
import { createClampForm } from './clamp_form.ts';
import { clampWords } from './clamp_words.ts';
import { createGate } from '../../ui/gate.ts';
import { canBeAsked, createInquiry, onLineOpen } from '../../ui/inquiry.ts';
import { stampWords } from '../../ui/stamp.ts';

const RATE = 2;

/** @returns unmount */
export function mountClamping(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const inquiry = createInquiry(services);
  const card = el('div', { class: 'time-card pebble-card' });
  const frame = createPanelFrame(card);
  const lanes = createChoice('clamp-lane', (value) => actions.selectLane(Number(value)));
  const form = createClampForm(t, lock);
  const list = el('ul', { class: 'clamp-list' });
  const intro = el('p', { class: 'try-intro' });
  const note = el('p', { class: 'try-hint', role: 'status' });
  const stamp = el('p', { class: 'try-stamp' });
  const train = el('button', { type: 'button', class: 'pill small clamp-train', onclick: trainWith });
  const example = el('button', { type: 'button', class: 'fix-button clamp-example', onclick: () => lock(exampleNow()) });
  const content = el('div', {}, intro, lanes.root, example, form.root, list, el('div', { class: 'try-buttons' }, train, note), inquiry.root, stamp, card);
  const gate = createGate(store, services, content);
  root.append(gate.root, content);
  const figure = createClampFigure({ frame, store, services, redraw: draw });
  let found: { clamped: Clamped, clamps: Clamp[], lane: number, run: string } | null = null;
  let waiting = false;
  let again = false;

  const follow = createRedraw(root, () => void ask(), { rate: RATE });
  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane, details, experiment }) => [run?.id, run?.facts, run?.experiment, run?.lanes.length, language, scheme, selectedLane, details.clamp, experiment], render),
    onChange(store, ({ run, sample, selectedLane, details }) => [run?.id, sample, selectedLane, details.clamp], () => follow.hurry()),
    onLineOpen(store, follow.request),
    watch(store, (state) => [state.run?.frame, state.run?.step, state.language, canBeAsked(state)], (state) => {
      if (found) setText(stamp, stampWords(t, state, found.clamped.step));
      if (canBeAsked(state)) follow.request();
    }),
  ];

  function clampsNow() {
    return readClamps(store.get().details.clamp);
  }

  function laneNow({ run, selectedLane }: State) {
    return Math.min(selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
  }

  function lock(clamp: Clamp) {
    actions.setDetail('clamp', writeClamps([...clampsNow(), clamp].slice(-MOST)));
  }

  function exampleNow() {
    const run = store.get().run as RunView;
    return exampleClamp(run.facts.lanes[laneNow(store.get())], run.facts.task.sequence_length);
  }

  function release(place: number) {
    actions.setDetail('clamp', writeClamps(clampsNow().filter((_, index) => index !== place)));
    const left = (list.querySelectorAll('button')[Math.max(0, place - 1)] ?? form.root.querySelector('button')) as HTMLElement | null;
    left?.focus({ preventScroll: true });
  }

  /** What the lane trains with from now on: what is held here, or nothing where it trains with that already. */
  function trainWith() {
    const state = store.get();
    const lane = laneNow(state);
    const wanted = trainsSo(state) ? [] : trainedClamps(clampsNow());
    const { experiment } = state;
    actions.edit({ ...experiment, lanes: experiment.lanes.map((each, index) => (index === lane ? { ...each, clamps: wanted } : each)) });
  }

  /** @returns whether there is nothing left to take over */
  function trainsSo(state: State): boolean {
    const own = (state.experiment.lanes[laneNow(state)]?.clamps ?? []) as unknown[];
    return own.length > 0 && sameDocument([own.map(plain)], [trainedClamps(clampsNow()).map(plain)]);
  }

  function render(state: State) {
    const { run } = state;
    setText(intro, t('try.clamp.intro'));
    frame.setWords(t('try.clamp.heading'), t, run);
    inquiry.render();
    if (!run) return;
    const lane = laneNow(state);
    const { cell } = run.experiment.lanes[lane];
    const layers = Number(cell.layers ?? 1);
    lanes.root.hidden = run.experiment.lanes.length < 2;
    lanes.set(t('chart.model'), run.experiment.lanes.map((_, index) => ({ value: String(index), text: LANE_LETTERS[index] })), String(lane));
    form.render({ facts: run.facts.lanes[lane], hidden: Number(cell.hidden_size), layers, count: run.facts.task.sequence_length, lane, lanes: run.experiment.lanes.length, recurrence: cell.recurrence !== 'off' });
    renderList(layers);
    example.hidden = clampsNow().length > 0;
    setText(example, t('try.clamp.example', { what: clampWords(exampleNow(), t, layers) }));
    setAttribute(example, 'aria-description', t('try.clamp.example.help'));
    example.dataset.tip = t('try.clamp.example.help');
    const own = (state.experiment.lanes[lane]?.clamps ?? []) as unknown[];
    train.hidden = !own.length && !trainedClamps(clampsNow()).length;
    setText(train, t(trainsSo(state) ? 'try.clamp.train_free' : clampsNow().length ? 'try.clamp.train' : 'try.clamp.train_free'));
    setAttribute(train, 'aria-description', t('try.clamp.train.help'));
    train.dataset.tip = t('try.clamp.train.help');
    setText(note, own.length ? t('try.clamp.trains', { lane: LANE_LETTERS[lane], count: own.length }) : '');
    draw();
  }

  function renderList(layers: number) {
    const clamps = clampsNow();
    const key = JSON.stringify([clamps, layers, t('try.clamp.lock')]);
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    list.replaceChildren(...clamps.map((clamp, place) => {
      const words = clampWords(clamp, t, layers);
      const free = el('button', {
        type: 'button', class: 'card-remove', 'aria-label': t('try.clamp.release', { what: words }),
        onclick: () => release(place),
      }, icon('close'));
      return el('li', { class: 'clamp-item' }, icon('lock'), el('span', {}, words), free);
    }));
  }

  async function ask() {
    const state = store.get();
    if (!state.run || !canBeAsked(state)) return;
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    const [clamps, lane, run] = [clampsNow(), laneNow(state), state.run.id];
    const answer = await inquiry.ask('clamp', { lane, ...questionOf(clamps) });
    waiting = false;
    if (again) {
      again = false;
      follow.hurry();
    }
    if (!answer || store.get().run?.id !== run) return;
    found = { clamped: clampedOf(answer), clamps, lane, run };
    draw();
    const { held, plain: free } = gradients(found.clamped, 0);
    store.set(({ findings }) => ({ findings: { ...findings, clamp: { lane, clamps: writeClamps(clamps) ?? '', held: held[0], plain: free[0] } } }));
    setText(stamp, stampWords(t, store.get(), found.clamped.step));
  }

  function draw() {
    const { run } = store.get();
    if (!found || !run || found.run !== run.id) return figure.clear();
    const { clamped, clamps, lane } = found;
    const layer = clamps[0]?.layer ?? clamped.layers - 1;
    const rows = { ...gradients(clamped, layer), moved: moved(clamped, layer) };
    frame.legend.replaceChildren(...clampLegend(lane, t));
    frame.setCaption(wordsOf(run, rows));
    frame.setTable(() => tableOf([t('measure.time'), t('try.clamp.gradient'), t('try.clamp.plain'), t('try.clamp.moved')],
      Array.from(rows.held, (_, step) => [String(step + 1), threeFigures(rows.held[step]), threeFigures(rows.plain[step]), threeFigures(rows.moved[step])])));
    figure.draw({ ...rows, clamps, lane, layer });
  }

  function wordsOf(
    { facts, frame: shown }: RunView,
    { held, plain: free }: { held: Float32Array, plain: Float32Array },
  ): string {
    const { clamped, clamps } = found as NonNullable<typeof found>;
    if (!clamps.length) return t('try.clamp.nothing', { loss: threeFigures(clamped.plain.loss) });
    const scored = shown ? Array.from(shown.lossMask.data, Number).lastIndexOf(1) : -1;
    const at = scored < 0 ? clamped.count - 1 : scored;
    const { held: now, plain: before } = predictions(clamped, at);
    const said = facts.task.loss === 'cross_entropy' ? likeliest(before, now, facts) : { before: threeFigures(before[0]), now: threeFigures(now[0]) };
    return [
      t('try.clamp.prediction', { time: at + 1, ...said }), t('try.clamp.loss', { before: threeFigures(clamped.plain.loss), now: threeFigures(clamped.held.loss) }),
      t('try.clamp.reach', { before: threeFigures(free[0]), now: threeFigures(held[0]) }),
    ].join(' ');
  }

  function likeliest(before: number[], now: number[], { task }: RunView['facts']) {
    const labels = labelWords(task, task.output_labels, t);
    const said = (row: number[]) => {
      const best = row.indexOf(Math.max(...row));
      return `${labels[best] ?? best + 1} (${percent(row[best])})`;
    };
    return { before: said(before), now: said(now) };
  }

  return () => {
    follow.end();
    for (const stop of unwatch) stop();
    figure.end();
    frame.remove();
    gate.end();
    root.replaceChildren();
  };
}

/** A clamp's document with what the server fills in. */
function plain(clamp: unknown) {
  return { layer: 0, first: 0, ...((clamp as Record<string, unknown>)) };
}
