/**
 * A page that is watched tells where it looks, when that changes, and no faster than is worth following.
 *
 * @import { State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { lookOf } from './look.js';

/** Milliseconds between two words, of which the server passes on no more either. */
const PERIOD = 100;

/**
 * @param {Store<State>} store
 * @param {(message: Record<string, unknown>) => boolean} send
 * @param {(callback: () => void, ms: number) => unknown} [later]
 * @returns {() => void} stop
 */
export function leadLook(store, send, later = (callback, ms) => setTimeout(callback, ms)) {
  let [pausing, told] = [false, ''];

  const isWatched = (/** @type {State} */ { viewers, watching, link }) => viewers > 0 && watching === null && link.state === 'open';
  const words = (/** @type {State} */ state) => (isWatched(state) ? JSON.stringify(lookOf(state)) : '');

  function tell() {
    const next = words(store.get());
    if (pausing || next === told) return;
    told = next;
    if (!next) return;
    send({ type: 'look', ...JSON.parse(next) });
    pausing = true;
    later(() => {
      pausing = false;
      tell();
    }, PERIOD);
  }

  return watch(store, (state) => [words(state)], tell);
}
