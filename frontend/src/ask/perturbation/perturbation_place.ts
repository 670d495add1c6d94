/** Where the perturbation falls, how large it is, and which layer is looked at. */

import type { RunView, Services, State, Store } from '../../core/model/types.ts';
import { readPlace, writePlace, type Place } from './perturbation_model.ts';
import { inputNames } from '../../core/text/label.ts';
import { el, setText } from '../../ui/dom.ts';
import { createLaneChoice } from '../../ui/lane_choice.ts';
import { createChoice } from '../../ui/panel_frame.ts';
import { createScale } from '../settings.ts';

const SIZES = [-1, -0.1, -0.01, 0.01, 0.1, 1];
const FIRST_SIZE = 0.1;

export function createPerturbationPlace(
  store: Store<State>,
  services: Services,
  { onPlace, onLayer }: { onPlace: () => void, onLayer: () => void },
) {
  const { t } = services;
  const lanes = createLaneChoice('poke-lane', services, onPlace);
  const layers = createChoice('poke-layer', (value) => {
    layer = Number(value);
    onLayer();
  });
  const feature = el('select', { class: 'pill-select', id: 'poke-feature', onchange: onPlace });
  const label = el('label', { for: 'poke-feature' });
  const size = createScale(SIZES, FIRST_SIZE, onPlace);
  let layer = 0;
  let timeStep = 0;

  function now(): Place {
    return { lane: lanes.lane(), timeStep, feature: Number(feature.value || 0), size: size.value() };
  }

  /** The place and size that the link, or whoever was here before, has chosen. */
  function recall(run: RunView) {
    const place = readPlace(store.get().details.poke);
    if (!place) return;
    timeStep = Math.max(0, Math.min(lengthOf(run) - 1, place.timeStep));
    lanes.choose(place.lane);
    lanes.render(store.get());
    renderChoices(run);
    feature.value = String(Math.max(0, Math.min(feature.options.length - 1, place.feature)));
    size.set(place.size);
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
    const options = Array.from({ length: depth }, (_, place) => {
      return { value: String(place), text: t('chart.layer', { layer: place + 1 }) };
    });
    layers.set(t('measure.layer'), options, String(layer));
  }

  return {
    root: el('div', { class: 'poke-asking' },
      lanes.root, layers.root, el('div', { class: 'poke-feature' }, label, feature), size.root),
    now, recall, renderChoices,
    /** As the link writes it. */
    text: () => writePlace(now()),
    layer: () => layer,
    inputName: (place: number) => feature.options[place]?.textContent ?? '',
    setTimeStep(wanted: number) {
      timeStep = wanted;
    },
    /** The earliest input that the task must remember, or what the link says. */
    begin(run: RunView) {
      const count = lengthOf(run);
      timeStep = Math.max(0, Math.min(count - 1, count - 1 - (run.facts.task.required_lag ?? count - 1)));
      layer = 0;
      recall(run);
    },
    render(state: State) {
      lanes.render(state);
      setText(label, t('try.poke.feature'));
      size.setWords(t('try.poke.size'));
      if (state.run) renderChoices(state.run);
    },
  };
}

/** @returns time steps */
function lengthOf({ facts, frame }: RunView): number {
  return frame?.lanes.find((lane) => lane)?.hiddenState.shape[1] ?? facts.task.sequence_length;
}
