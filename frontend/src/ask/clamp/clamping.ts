/**
 * "Hold": units, gates and edges held at a value, recurrent weights cut, another model's state put in: what the
 * prediction and the gradient make of it at once, and what the model learns under it.
 */

import type { Answer, RunView, Services, State, Store } from '../../core/model/types.ts';
import { clampedOf, gradients, moved, type Clamped } from './clamped.ts';
import {
  exampleClamp, MOST, questionOf, readClamps, trainedClamps, writeClamps, type Clamp,
} from '../../core/questions/clamps.ts';
import { sameDocument } from '../../core/model/experiment.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { el, setHelp, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { createSelectedLane, laneSelected } from '../../ui/lane_choice.ts';
import { createPanelFrame } from '../../ui/panel_frame.ts';
import { tableOfMagnitudes } from '../magnitude_figure.ts';
import { createQuestion } from '../../ui/question.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { clampLegend, clampRows, createClampFigure } from './clamp_figure.ts';
import { createClampForm } from './clamp_form.ts';
import { answerWords, clampWords } from './clamp_words.ts';

const RATE = 2;

/** @returns unmount */
export function mountClamping(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const card = el('div', { class: 'time-card poke-card' });
  const frame = createPanelFrame(card);
  const lanes = createSelectedLane('clamp-lane', services);
  const form = createClampForm(t, lock);
  const list = createClampList(services, release);
  const training = createTraining(store, services);
  const example = el('button', {
    type: 'button', class: 'fix-button clamp-example',
    onclick: () => lock(exampleOf(store.get().run as RunView, laneSelected(store.get()))),
  });
  const question = createQuestion(root, store, services, { kind: 'clamp', rate: RATE, put });
  const buttons = el('div', { class: 'try-buttons' }, training.button, training.note);
  question.mount([lanes.root, example, form.root, list.root, buttons], [card]);
  const figure = createClampFigure({ frame, store, services, redraw: draw });
  let found: { clamped: Clamped, clamps: Clamp[], lane: number, run: string } | null = null;

  const unwatch = [
    watch(store, ({ run, language, scheme, selectedLane, details, experiment }) => [
      run?.id, run?.facts, run?.experiment, run?.lanes.length,
      language, scheme, selectedLane, details.clamp, experiment,
    ], render),
    onChange(store, ({ run, sample, selectedLane, details }) => [run?.id, sample, selectedLane, details.clamp],
      question.hurry),
  ];

  function lock(clamp: Clamp) {
    actions.setDetail('clamp', writeClamps([...clampsOf(store.get()), clamp].slice(-MOST)));
  }

  function release(place: number) {
    actions.setDetail('clamp', writeClamps(clampsOf(store.get()).filter((_, index) => index !== place)));
    const left = list.root.querySelectorAll('button')[Math.max(0, place - 1)] ?? form.root.querySelector('button');
    (left as HTMLElement | null)?.focus({ preventScroll: true });
  }

  function render(state: State) {
    const { run } = state;
    frame.setWords(t('try.clamp.heading'), t, run);
    if (!run) return;
    const lane = laneSelected(state);
    const { cell } = run.experiment.lanes[lane];
    const layers = Number(cell.layers ?? 1);
    lanes.render(state);
    form.render({
      facts: run.facts.lanes[lane], hidden: Number(cell.hidden_size), layers, count: run.facts.task.sequence_length,
      lane, lanes: run.experiment.lanes.length, recurrence: cell.recurrence !== 'off',
    });
    list.render(clampsOf(state), layers);
    example.hidden = clampsOf(state).length > 0;
    setText(example, t('try.clamp.example', { what: clampWords(exampleOf(run, lane), t, layers) }));
    setHelp(example, t('try.clamp.example.help'));
    training.render(state);
    draw();
  }

  function put(run: RunView, state: State) {
    const [clamps, lane] = [clampsOf(state), laneSelected(state)];
    return {
      body: { lane, ...questionOf(clamps) },
      take(answer: Answer) {
        found = { clamped: clampedOf(answer), clamps, lane, run: run.id };
        draw();
        const { held, plain: free } = gradients(found.clamped, 0);
        return { lane, clamps: writeClamps(clamps) ?? '', held: held[0], plain: free[0] };
      },
    };
  }

  function draw() {
    const { run } = store.get();
    if (!found || !run || found.run !== run.id) return figure.clear();
    const { clamped, clamps, lane } = found;
    const layer = clamps[0]?.layer ?? clamped.layers - 1;
    const rows = { ...gradients(clamped, layer), moved: moved(clamped, layer) };
    frame.legend.replaceChildren(...clampLegend(lane, t));
    frame.setCaption(answerWords(clamped, clamps.length > 0 ? rows : null, run, t));
    frame.setTable(() => tableOfMagnitudes(clampRows(rows, t), t));
    figure.draw({ ...rows, clamps, lane, layer });
  }

  return () => {
    for (const stop of unwatch) stop();
    figure.end();
    frame.remove();
    question.end();
  };
}

function clampsOf({ details }: State): Clamp[] {
  return readClamps(details.clamp);
}

function exampleOf({ facts }: RunView, lane: number): Clamp {
  return exampleClamp(facts.lanes[lane], facts.task.sequence_length);
}

/** What is held, each with a button that lets it go. */
function createClampList({ t }: Services, onRelease: (place: number) => void) {
  const root = el('ul', { class: 'clamp-list' });
  return {
    root,
    render(clamps: readonly Clamp[], layers: number) {
      const key = JSON.stringify([clamps, layers, t('try.clamp.lock')]);
      if (root.dataset.key === key) return;
      root.dataset.key = key;
      root.replaceChildren(...clamps.map((clamp, place) => {
        const words = clampWords(clamp, t, layers);
        const free = el('button', {
          type: 'button', class: 'card-remove', 'aria-label': t('try.clamp.release', { what: words }),
          onclick: () => onRelease(place),
        }, icon('close'));
        return el('li', { class: 'clamp-item' }, icon('lock'), el('span', {}, words), free);
      }));
    },
  };
}

/** The button that has the selected model train with what is held, and a note of what it trains with. */
function createTraining(store: Store<State>, { t, actions }: Services) {
  const button = el('button', { type: 'button', class: 'pill small clamp-train', onclick: train });
  const note = el('p', { class: 'try-hint', role: 'status' });

  /** What the lane trains with from now on: what is held here, or nothing where it trains with that already. */
  function train() {
    const state = store.get();
    const lane = laneSelected(state);
    const clamps = trainsSo(state) ? [] : trainedClamps(clampsOf(state));
    const { experiment } = state;
    const lanes = experiment.lanes.map((each, index) => (index === lane ? { ...each, clamps } : each));
    actions.edit({ ...experiment, lanes });
  }

  return {
    button, note,
    render(state: State) {
      const own = trainedWith(state);
      const clamps = clampsOf(state);
      button.hidden = !own.length && !trainedClamps(clamps).length;
      setText(button, t(trainsSo(state) || !clamps.length ? 'try.clamp.train_free' : 'try.clamp.train'));
      setHelp(button, t('try.clamp.train.help'));
      const letter = LANE_LETTERS[laneSelected(state)];
      setText(note, own.length ? t('try.clamp.trains', { lane: letter, count: own.length }) : '');
    },
  };
}

/** @returns documents of clamps */
function trainedWith(state: State): unknown[] {
  return (state.experiment.lanes[laneSelected(state)]?.clamps ?? []) as unknown[];
}

/** @returns whether there is nothing left to take over */
function trainsSo(state: State): boolean {
  const own = trainedWith(state);
  return own.length > 0 && sameDocument([own.map(plain)], [trainedClamps(clampsOf(state)).map(plain)]);
}

/** A clamp's document with what the server fills in. */
function plain(clamp: unknown) {
  return { layer: 0, first: 0, ...((clamp as Record<string, unknown>)) };
}
