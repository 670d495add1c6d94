/**
 * Which costly measurements the page asks for: what it always draws, what its open cards draw, with several losses the
 * triangle that the ribbon of one of them is read from, but every weight only of networks that are small enough to look
 * at.
 */

import type { Facts, State, Store } from '../model/types.ts';
import { watch } from '../model/select.ts';

const MOST_PARAMETERS = 40_000;
const FRAMES_PER_SECOND = 30;
const ALWAYS = ['gradients', 'gates', 'spectrum', 'pre_activation'];
/** What the dial is read from. */
const DIAL = ['jacobian', 'step_spectrum'];
/** What is offered before a catalog has come. */
const BASIC = [...ALWAYS, 'weights'];

export type Looking =
  Pick<State, 'facts' | 'experiment' | 'catalog' | 'panels' | 'profileInSight' | 'lossTimeStep' | 'details'>;

export function panelsFor(
  { facts, experiment, catalog, panels, profileInSight, lossTimeStep: loss, details }: Looking,
): string[] {
  const offered = new Set(catalog?.panels.filter(({ available }) => available).map(({ kind }) => kind) ?? BASIC);
  const truncated = experiment.lanes.some(({ bptt }) => bptt?.kind === 'truncated');
  const wanted = [
    ...ALWAYS,
    ...(parameterCount(facts) > MOST_PARAMETERS ? [] : ['weights']),
    ...(profileInSight ? ['band', ...(truncated ? ['full_profile'] : [])] : []),
    ...(loss !== null && !facts?.task.structure.endsWith('to-one') ? ['triangle'] : []),
    ...(details.try === 'dial' ? DIAL : []),
    ...panels,
  ];
  return [...new Set(wanted)].filter((kind) => offered.has(kind));
}

function parameterCount(facts: Facts | null) {
  return (facts?.lanes ?? []).reduce((sum, lane) => sum + lane.parameters, 0);
}

/** @returns the message */
export function watchMessage(state: Looking & Pick<State, 'sample'>): Record<string, unknown> {
  const { sample, experiment } = state;
  return {
    type: 'watch', panels: panelsFor(state), sample: Math.min(sample, experiment.batch_size - 1),
    max_rate: FRAMES_PER_SECOND,
  };
}

/** @returns stop */
export function followWatch(store: Store<State>, send: (message: Record<string, unknown>) => boolean): () => void {
  const choose = (state: State) => [JSON.stringify(watchMessage(state))];
  return watch(store, choose, (state) => void send(watchMessage(state)));
}
