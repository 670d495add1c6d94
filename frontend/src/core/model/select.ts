/**
 * Listeners that run when one of the chosen values is another one than before: to redraw only what changed, or to act
 * on a change.
 */

import type { State, Store } from './types.ts';

/**
 * What `render` reads of the state must be among the values: a test holds every view that it mounts to that.
 * @param choose values compared by identity
 * @param render called at once and after every change
 * @returns unsubscribe
 */
export function watch<V extends readonly unknown[]>(
  store: Store<State>,
  choose: (state: State) => V,
  render: (state: State, values: V) => void,
): () => void {
  let last = choose(store.get());
  render(store.get(), last);
  return store.subscribe((state) => {
    const next = choose(state);
    if (next.every((value, index) => Object.is(value, last[index]))) return;
    last = next;
    render(state, next);
  });
}

/**
 * Acts, draws nothing that would have to be drawn again: what else `act` reads it takes as it is at that moment.
 * @param choose values compared by identity
 * @param act called at once and after every change
 * @returns unsubscribe
 */
export function onChange<V extends readonly unknown[]>(
  store: Store<State>,
  choose: (state: State) => V,
  act: (state: State, values: V) => void,
): () => void {
  return watch(store, choose, act);
}
