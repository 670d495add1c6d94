/**
 * A view whose module is fetched when it is first wanted.
 *
 * @import { State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';

/**
 * @param {Store<State>} store
 * @param {(state: State) => boolean} wanted
 * @param {() => Promise<(() => void) | null | undefined>} fetchAndMount gives what unmounts it; nothing where it cannot be had
 * @returns {() => void} unmount
 */
export function mountWhenWanted(store, wanted, fetchAndMount) {
  /** @type {(() => void) | null | undefined} */
  let unmount = null;
  let busy = false;
  let ended = false;
  const unwatch = watch(store, (state) => [wanted(state)], (state) => void (wanted(state) && mount()));

  async function mount() {
    if (busy || unmount || ended) return;
    busy = true;
    unmount = await fetchAndMount();
    busy = false;
    if (unmount) unwatch();
    if (ended) unmount?.();
  }

  return () => {
    ended = true;
    unwatch();
    unmount?.();
  };
}
