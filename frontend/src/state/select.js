/**
 * Redraw only what changed: a listener that runs when one of the chosen values is another one than before.
 *
 * @import { State, Store } from './types.d.ts'
 */

/**
 * @template {readonly unknown[]} V
 * @param {Store<State>} store
 * @param {(state: State) => V} choose values compared by identity
 * @param {(state: State, values: V) => void} render called at once and after every change
 * @returns {() => void} unsubscribe
 */
export function watch(store, choose, render) {
  let last = choose(store.get());
  render(store.get(), last);
  return store.subscribe((state) => {
    const next = choose(state);
    if (next.every((value, index) => Object.is(value, last[index]))) return;
    last = next;
    render(state, next);
  });
}
