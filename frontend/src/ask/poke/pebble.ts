/**
 * "Pebble": what a change of one input does to all later states, and the gradient on its way back, where the two meet.
 */

import type { RunView, Services, State, Store } from '../../core/model/types.ts';
import { departure, halvedAt, splashOf, type Ripple, type Splash } from './pebble_model.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { inputNames } from '../../core/text/label.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { createChoice, createPanelFrame, tableOf } from '../../ui/panel_frame.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { createGate } from '../../ui/gate.ts';
import { canBeAsked, createInquiry, onLineOpen } from '../../ui/inquiry.ts';
import { createLaneChoice } from '../../ui/lane_choice.ts';
import { createPebbleFigure, pebbleLegend } from './pebble_figure.ts';
import { createScale } from '../settings.ts';
import { stampWords } from '../../ui/stamp.ts';

const SIZES = [-1, -0.1, -0.01, 0.01, 0.1, 1];
const FIRST_SIZE = 0.1;
/** Times a second that it is dropped anew while the run goes on. */
const RATE = 2;
/** Of the highest ripple: a linear network that is no further away is said to foretell it. */
const NEAR = 0.05;

export type Dropped = { splash: Splash, lane: number, timeStep: number, feature: number, size: number };

/** @returns unmount */
export function mountPebble(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const inquiry = createInquiry(services);
  const card = el('div', { class: 'time-card pebble-card' });
  const frame = createPanelFrame(card);
  const lanes = createLaneChoice('pebble-lane', services, () => drop());
  const layers = createChoice('pebble-layer', (value) => {
    layer = Number(value);
    draw();
  });
  const feature = el('select', { class: 'pill-select', id: 'pebble-feature', onchange: () => drop() });
  const featureLabel = el('label', { for: 'pebble-feature' });
  const size = createScale(SIZES, FIRST_SIZE, () => drop());
  const intro = el('p', { class: 'try-intro' });
  const stamp = el('p', { class: 'try-stamp' });
  const asking = el('div', { class: 'pebble-asking' }, lanes.root, layers.root, el('div', { class: 'pebble-feature' }, featureLabel, feature), size.root);
  const content = el('div', {}, intro, asking, inquiry.root, stamp, card);
  const gate = createGate(store, services, content);
  root.append(gate.root, content);

  let layer = 0;
  /** Where the pebble falls. */
  let timeStep = 0;
  let waiting = false;
  let again = false;
  let dropped: Dropped | null = null;

  const follow = createRedraw(root, () => void ask(), { rate: RATE });
  const figure = createPebbleFigure({ frame, store, services, redraw: draw }, (step) => {
    timeStep = step;
    drop();
  });
  const unwatch = [
    watch(store, ({ run, language, scheme }) => [run?.id, run?.experiment, run?.facts, run?.lanes.length, language, scheme], render),
    onChange(store, ({ run }) => [run?.id], begin),
    onLineOpen(store, follow.request),
    watch(store, (state) => [state.run?.frame, state.language, state.run?.step, canBeAsked(state)], (state) => {
      renderStamp(state);
      if (canBeAsked(state)) follow.request();
    }),
    onChange(store, ({ sample }) => [sample], () => drop(false)),
    onChange(store, ({ run, details }) => [run?.id, details.poke], ({ run, details }) => {
      if (!run || !details.poke || details.poke === placeText()) return;
      recall(run);
      drop(false);
    }),
  ];

  /** As the link writes it. */
  function placeText() {
    return [timeStep + 1, Number(feature.value || 0) + 1, size.value(), 'abcd'[lanes.lane()]].join(':');
  }

  /** The place and size that the link, or whoever was here before, has chosen: `time:input:size:model`. */
  function recall(run: RunView) {
    const [, time, input, wanted, letter] = /^(\d+):(\d+):(-?[\d.]+):([a-d])$/.exec(store.get().details.poke ?? '') ?? [];
    if (time === undefined) return;
    timeStep = Math.max(0, Math.min(lengthOf(run), Number(time)) - 1);
    lanes.choose('abcd'.indexOf(letter));
    lanes.render(store.get());
    renderChoices(run);
    feature.value = String(Math.min(feature.options.length, Math.max(1, Number(input))) - 1);
    size.set(Number(wanted));
  }

  /** Another run: the pebble falls on the earliest input that the task must remember. */
  function begin({ run }: State) {
    dropped = null;
    inquiry.forget();
    figure.clear();
    if (!run) return;
    const count = lengthOf(run);
    timeStep = Math.max(0, Math.min(count - 1, count - 1 - (run.facts.task.required_lag ?? count - 1)));
    layer = 0;
    recall(run);
    drop(false);
  }

  function render(state: State) {
    const { run } = state;
    lanes.render(state);
    setText(intro, t('try.poke.intro'));
    setText(featureLabel, t('try.poke.feature'));
    size.setWords(t('try.poke.size'));
    frame.setWords(t('try.poke.heading'), t, run);
    inquiry.render();
    if (run) renderChoices(run);
    renderStamp(state);
    draw();
  }

  function renderChoices(run: RunView) {
    const names = inputNames(run.facts.task, t);
    const key = names.join('\n');
    if (feature.dataset.key !== key) {
      feature.dataset.key = key;
      feature.replaceChildren(...names.map((name, place) => el('option', { value: String(place) }, name)));
    }
    const depth = Number(run.experiment.lanes[lanes.lane()]?.cell.layers ?? 1);
    layer = Math.min(layer, depth - 1);
    layers.root.hidden = depth < 2;
    layers.set(t('measure.layer'), Array.from({ length: depth }, (_, place) => ({ value: String(place), text: t('chart.layer', { layer: place + 1 }) })), String(layer));
  }

  function renderStamp(state: State) {
    setText(stamp, dropped ? stampWords(t, state, dropped.splash.step) : '');
  }

  /** Somebody has asked for it: at once. */
  function drop(chosen = true) {
    const { run } = store.get();
    if (run) renderChoices(run);
    if (run && chosen) services.actions.setDetail('poke', placeText());
    follow.hurry();
  }

  async function ask() {
    const state = store.get();
    if (!state.run || !canBeAsked(state)) return;
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    const question = { lane: lanes.lane(), time_step: timeStep, feature: Number(feature.value || 0), size: size.value() };
    const answer = await inquiry.ask('poke', question);
    waiting = false;
    if (again) {
      again = false;
      follow.hurry();
    }
    const now = store.get().run;
    if (!answer || now?.id !== state.run.id) return;
    dropped = { splash: splashOf(answer), lane: question.lane, timeStep: question.time_step, feature: question.feature, size: question.size };
    draw();
    renderStamp(store.get());
    const { response, linear } = dropped.splash.layers[0];
    const last = response.length - 1;
    store.set(({ findings }) => ({ findings: { ...findings, poke: { time: question.time_step, size: question.size, first: response[question.time_step], last: response[last], linear: linear[last], loss: dropped?.splash.loss ?? 0 } } }));
  }

  function draw() {
    if (!dropped) return;
    const { splash, lane } = dropped;
    const ripple = splash.layers[Math.min(layer, splash.layers.length - 1)];
    const words = wordsOf(dropped, ripple);
    frame.legend.replaceChildren(...pebbleLegend(lane, t));
    frame.setCaption(words);
    frame.setTable(() => tableOf([t('measure.time'), '‖Δh‖', '‖δh‖', '‖∂ℓ/∂h‖', '⟨∂ℓ/∂h, δh⟩'],
      Array.from(ripple.response, (_, step) => [String(step + 1), ...[ripple.response, ripple.linear, ripple.adjoint, ripple.meeting].map((row) => threeFigures(row[step]))])));
    figure.draw({ ripple, lane, layer, timeStep: dropped.timeStep });
  }

  function wordsOf({ splash, lane, timeStep: at, feature: place, size: height }: Dropped, ripple: Ripple): string {
    const said = {
      lane: LANE_LETTERS[lane], size: threeFigures(height), input: feature.options[place]?.textContent ?? '', time: at + 1, first: threeFigures(ripple.response[at]),
      last_time: ripple.response.length, last: threeFigures(ripple.response[ripple.response.length - 1]), loss: threeFigures(splash.loss), linear: threeFigures(splash.linearLoss),
    };
    const halved = halvedAt(ripple.response, at);
    const apart = departure(ripple);
    return [
      t('try.poke.caption', said),
      halved === null ? t('try.poke.still') : halved < ripple.response.length ? t('try.poke.halved', { time: halved + 1 }) : t('try.poke.stays'),
      t('try.poke.loss', said),
      apart <= NEAR ? t('try.poke.linear') : t('try.poke.bent', { share: threeFigures(100 * apart) }),
    ].join(' ');
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

/** @returns time steps */
function lengthOf({ facts, frame }: RunView): number {
  return frame?.lanes.find((lane) => lane)?.hiddenState.shape[1] ?? facts.task.sequence_length;
}
