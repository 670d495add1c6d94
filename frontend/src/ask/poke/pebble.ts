/**
 * "Pebble": what a change of one input does to all later states, and the gradient on its way back, where the two meet.
 */

import type { Answer, Services, State, Store } from '../../core/model/types.ts';
import { splashOf, type Place, type Splash } from './pebble_model.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { el } from '../../ui/dom.ts';
import { createPanelFrame } from '../../ui/panel_frame.ts';
import { tableOfMagnitudes } from '../magnitude_figure.ts';
import { createQuestion } from '../../ui/question.ts';
import { createPebbleFigure, pebbleLegend } from './pebble_figure.ts';
import { createPebblePlace } from './pebble_place.ts';
import { splashWords } from './pebble_words.ts';

/** Times a second that it is dropped anew while the run goes on. */
const RATE = 2;

/** @returns unmount */
export function mountPebble(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const card = el('div', { class: 'time-card pebble-card' });
  const frame = createPanelFrame(card);
  const place = createPebblePlace(store, services, { onPlace: () => drop(), onLayer: draw });
  const question = createQuestion(root, store, services, { kind: 'poke', rate: RATE, put });
  question.mount([place.root], [card]);
  let dropped: { splash: Splash, place: Place } | null = null;

  const figure = createPebbleFigure({ frame, store, services, redraw: draw }, (step) => {
    place.setTimeStep(step);
    drop();
  });
  const unwatch = [
    watch(store, ({ run, language, scheme }) => [
      run?.id, run?.experiment, run?.facts, run?.lanes.length, language, scheme,
    ], render),
    onChange(store, ({ run }) => [run?.id], begin),
    onChange(store, ({ sample }) => [sample], () => drop(false)),
    onChange(store, ({ run, details }) => [run?.id, details.poke], ({ run, details }) => {
      if (!run || !details.poke || details.poke === place.text()) return;
      place.recall(run);
      drop(false);
    }),
  ];

  /** Another run: the pebble falls on the earliest input that the task must remember. */
  function begin({ run }: State) {
    dropped = null;
    question.forget();
    figure.clear();
    if (!run) return;
    place.begin(run);
    drop(false);
  }

  function render(state: State) {
    place.render(state);
    frame.setWords(t('try.poke.heading'), t, state.run);
    draw();
  }

  /** Somebody has asked for it: at once. */
  function drop(chosen = true) {
    const { run } = store.get();
    if (run) place.renderChoices(run);
    if (run && chosen) services.actions.setDetail('poke', place.text());
    question.hurry();
  }

  function put() {
    const now = place.now();
    const { lane, timeStep, feature, size } = now;
    return {
      body: { lane, time_step: timeStep, feature, size },
      take(answer: Answer) {
        const splash = splashOf(answer);
        dropped = { splash, place: now };
        draw();
        const { response, linear } = splash.layers[0];
        const last = response.length - 1;
        const heights = { first: response[timeStep], last: response[last], linear: linear[last] };
        return { time: timeStep, size, ...heights, loss: splash.loss };
      },
    };
  }

  function draw() {
    if (!dropped) return;
    const { splash, place: { lane, timeStep } } = dropped;
    const layer = place.layer();
    const ripple = splash.layers[Math.min(layer, splash.layers.length - 1)];
    frame.legend.replaceChildren(...pebbleLegend(lane, t));
    frame.setCaption(splashWords(splash, ripple, dropped.place, place.inputName(dropped.place.feature), t));
    const { response, linear, adjoint, meeting } = ripple;
    frame.setTable(() => tableOfMagnitudes(
      [['‖Δh‖', response], ['‖δh‖', linear], ['‖∂ℓ/∂h‖', adjoint], ['⟨∂ℓ/∂h, δh⟩', meeting]], t,
    ));
    figure.draw({ ripple, lane, layer, timeStep });
  }

  return () => {
    for (const stop of unwatch) stop();
    figure.end();
    frame.remove();
    question.end();
  };
}
