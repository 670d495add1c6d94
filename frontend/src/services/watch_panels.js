/**
 * Which costly measurements the page asks for: all that it draws, but every weight only of networks that are small enough to look at.
 *
 * @import { Facts, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';

const MOST_PARAMETERS = 40_000;
const FRAMES_PER_SECOND = 30;

/** @param {Facts | null} facts @returns {string[]} */
export function panelsFor(facts) {
  const parameters = (facts?.lanes ?? []).reduce((sum, lane) => sum + lane.parameters, 0);
  const panels = ['gradients', 'gates', 'spectrum', 'pre_activation'];
  return parameters > MOST_PARAMETERS ? panels : [...panels, 'weights'];
}

/** @param {Pick<State, 'facts' | 'sample' | 'experiment'>} state @returns {Record<string, unknown>} the message */
export function watchMessage({ facts, sample, experiment }) {
  return { type: 'watch', panels: panelsFor(facts), sample: Math.min(sample, experiment.batch_size - 1), max_rate: FRAMES_PER_SECOND };
}

/**
 * @param {Store<State>} store
 * @param {(message: Record<string, unknown>) => boolean} send
 * @returns {() => void} stop
 */
export function followWatch(store, send) {
  const choose = (/** @type {State} */ state) => [JSON.stringify(watchMessage(state))];
  return watch(store, choose, (state) => void send(watchMessage(state)));
}
