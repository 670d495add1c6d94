/**
 * "Poke": what a change of one input does to all later states, and the gradient on its way back, where the two meet.
 */

import type { Answer, Services, State, Store } from '../../core/model/types.ts';
import { perturbedOf, type Place, type Perturbed } from './perturbation_model.ts';
import { onChange, watch } from '../../core/model/select.ts';
import { el } from '../../ui/dom.ts';
import { createPanelFrame } from '../../ui/panel_frame.ts';
import { tableOfMagnitudes } from '../magnitude_figure.ts';
import { createQuestion } from '../../ui/question.ts';
import { createPerturbationFigure, perturbationLegend } from './perturbation_figure.ts';
import { createPerturbationPlace } from './perturbation_place.ts';
import { perturbedWords } from './perturbation_words.ts';

/** Times a second that it is dropped anew while the run goes on. */
const RATE = 2;

/** @returns unmount */
export function mountPerturbation(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const card = el('div', { class: 'time-card poke-card' });
  const frame = createPanelFrame(card);
  const place = createPerturbationPlace(store, services, { onPlace: () => drop(), onLayer: draw });
  const question = createQuestion(root, store, services, { kind: 'poke', rate: RATE, put });
  question.mount([place.root], [card]);
  let dropped: { perturbed: Perturbed, place: Place } | null = null;

  const figure = createPerturbationFigure({ frame, store, services, redraw: draw }, (step) => {
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

  /** Another run: the perturbation falls on the earliest input that the task must remember. */
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
        const perturbed = perturbedOf(answer);
        dropped = { perturbed, place: now };
        draw();
        const { response, linear } = perturbed.layers[0];
        const last = response.length - 1;
        const heights = { first: response[timeStep], last: response[last], linear: linear[last] };
        return { time: timeStep, size, ...heights, loss: perturbed.loss };
      },
    };
  }

  function draw() {
    if (!dropped) return;
    const { perturbed, place: { lane, timeStep } } = dropped;
    const layer = place.layer();
    const layerResponse = perturbed.layers[Math.min(layer, perturbed.layers.length - 1)];
    frame.legend.replaceChildren(...perturbationLegend(lane, t));
    frame.setCaption(
      perturbedWords(perturbed, layerResponse, dropped.place, place.inputName(dropped.place.feature), t),
    );
    const { response, linear, adjoint, meeting } = layerResponse;
    frame.setTable(() => tableOfMagnitudes(
      [['‖Δh‖', response], ['‖δh‖', linear], ['‖∂ℓ/∂h‖', adjoint], ['⟨∂ℓ/∂h, δh⟩', meeting]], t,
    ));
    figure.draw({ layerResponse, lane, layer, timeStep });
  }

  return () => {
    for (const stop of unwatch) stop();
    figure.end();
    frame.remove();
    question.end();
  };
}
