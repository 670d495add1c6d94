/**
 * Under the picture: the largest |eigenvalue| with which the recurrent matrix of the selected model starts, to be
 * dragged. The bars answer with a measured step while it moves, before any training.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { eigenvalues, spectralRadius } from '../core/model/eigenvalue_trails.ts';
import { entryOf, setAt } from '../core/model/experiment.ts';
import { watch } from '../core/model/select.ts';
import { laneLetter } from '../core/text/lane.ts';
import { threeFigures } from '../core/text/number.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';

/** Powers of two at both ends: from an eighth to eight times. */
const END = 3;
const FIGURES = 3;

/** @returns unmount */
export function mountRadiusHandle(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const handle = el('input', {
    type: 'range', id: 'radius-handle', class: 'knob', min: String(-END), max: String(END), step: '0.02',
    oninput: () => turn(Number((2 ** Number(handle.value)).toPrecision(FIGURES))),
  });
  const label = el('label', { for: handle.id });
  const figure = el('output', { for: handle.id, class: 'scale-figure' });
  root.append(label, handle, figure);

  function turn(radius: number) {
    const { experiment, selectedLane, preset } = store.get();
    actions.edit(setAt(experiment, pathOf(selectedLane), radius), { preset });
  }

  const unwatch = watch(store, (state) => [
    state.language, state.experiment, state.catalog, state.run?.frame, state.selectedLane, state.lesson, state.claim,
    state.view, state.replay, state.watching,
  ], (state) => {
    root.hidden = !canTurn(state);
    if (root.hidden) return;
    const lane = Math.min(state.selectedLane, state.experiment.lanes.length - 1);
    const radius = measured(state, lane);
    setText(label, t('radius.label', { lane: state.experiment.lanes.length > 1 ? ` ${laneLetter(lane)}` : '' }));
    setText(figure, radius === null ? '–' : threeFigures(radius));
    if (!handle.matches(':active')) handle.value = String(Math.log2(radius ?? 1));
    handle.style.setProperty('--share', String((Number(handle.value) + END) / (2 * END)));
    setAttribute(
      handle, 'aria-valuetext', radius === null ? null : t('radius.value', { radius: threeFigures(radius) }),
    );
  });

  return () => {
    unwatch();
    root.replaceChildren();
  };
}

function pathOf(lane: number): import('../core/model/experiment.ts').Path {
  return ['lanes', lane, 'cell', 'recurrent_init', 'spectral_radius'];
}

/** Whether the selected model has a recurrent matrix that can be drawn to any radius. */
function canTurn({ catalog, experiment, selectedLane, lesson, claim, view, replay, watching }: State) {
  if (!catalog || lesson || claim || replay || watching || view === 'wires') return false;
  const cell = experiment.lanes[Math.min(selectedLane, experiment.lanes.length - 1)]?.cell;
  const init = cell?.recurrent_init as { kind: string } | undefined;
  return Boolean(init && cell?.recurrence !== 'off'
    && entryOf(catalog, 'initialisation', init.kind)?.fields.some(({ name }) => name === 'spectral_radius'));
}

/** @returns the largest |eigenvalue| of its first layer's matrix on show */
function measured({ run }: State, lane: number): number | null {
  const points = eigenvalues(run?.frame?.lanes[lane] ?? null, 0);
  return points?.length ? spectralRadius(points) : null;
}
