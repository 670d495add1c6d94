/** A view whose module is fetched when it is first wanted. */

import type { State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';

/**
 * @param fetchAndMount gives what unmounts it; nothing where it cannot be had
 * @returns unmount
 */
export function mountWhenWanted(
  store: Store<State>,
  wanted: (state: State) => boolean,
  fetchAndMount: () => Promise<(() => void) | null | undefined>,
): () => void {
  let unmount: (() => void) | null | undefined = null;
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
