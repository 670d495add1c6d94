/**
 * Which costly measurements the page asks for: what it always draws, what its open cards draw, but every weight only of
 * networks that are small enough to look at.
 *
 * @import { Facts, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';

const MOST_PARAMETERS = 40_000;
const FRAMES_PER_SECOND = 30;
const ALWAYS = ['gradients', 'gates', 'spectrum', 'pre_activation'];
/** What the dial is read from. */
const DIAL = ['jacobian', 'step_spectrum'];
/** What is offered before a catalog has come. */
const BASIC = [...ALWAYS, 'weights'];

/**
 * @typedef {Pick<State, 'facts' | 'experiment' | 'catalog' | 'panels' | 'profileInSight' | 'loss' | 'run' | 'details'>} Looking
 */

/** @param {Looking} state @returns {string[]} */
export function panelsFor({ facts, experiment, catalog, panels, profileInSight, loss, run, details }) {
  const offered = new Set(catalog?.panels.filter(({ available }) => available).map(({ kind }) => kind) ?? BASIC);
  const truncated = experiment.lanes.some(({ bptt }) => bptt?.kind === 'truncated');
  const wanted = [
    ...ALWAYS,
    ...(parameterCount(facts) > MOST_PARAMETERS ? [] : ['weights']),
    ...(profileInSight ? ['band', ...(truncated ? ['full_profile'] : [])] : []),
    ...(needsTriangle({ facts, loss, run }) ? ['triangle'] : []),
    ...(details.try === 'dial' ? DIAL : []),
    ...panels,
  ];
  return [...new Set(wanted)].filter((kind) => offered.has(kind));
}

/**
 * With several losses a ribbon, and how far the last loss reaches before the first update, are read off the triangle; of a
 * single one both are the profile.
 *
 * @param {Pick<State, 'facts' | 'loss' | 'run'>} state
 */
function needsTriangle({ facts, loss, run }) {
  if (!facts || facts.task.structure.endsWith('to-one')) return false;
  const fresh = run === null || (run.source === 'live' && run.step === 0);
  return loss !== null || (fresh && Boolean(facts.task.required_lag));
}

/** @param {Facts | null} facts */
function parameterCount(facts) {
  return (facts?.lanes ?? []).reduce((sum, lane) => sum + lane.parameters, 0);
}

/** @param {Looking & Pick<State, 'sample'>} state @returns {Record<string, unknown>} the message */
export function watchMessage(state) {
  const { sample, experiment } = state;
  return { type: 'watch', panels: panelsFor(state), sample: Math.min(sample, experiment.batch_size - 1), max_rate: FRAMES_PER_SECOND };
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
