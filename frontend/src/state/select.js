/**
 * Listeners that run when one of the chosen values is another one than before: to redraw only what changed, or to act on a change.
 *
 * @import { State, Store } from './types.d.ts'
 */

/**
 * What `render` reads of the state must be among the values: a test holds every view that it mounts to that.
 *
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

/**
 * Acts, draws nothing that would have to be drawn again: what else `act` reads it takes as it is at that moment.
 *
 * @template {readonly unknown[]} V
 * @param {Store<State>} store
 * @param {(state: State) => V} choose values compared by identity
 * @param {(state: State, values: V) => void} act called at once and after every change
 * @returns {() => void} unsubscribe
 */
export function onChange(store, choose, act) {
  return watch(store, choose, act);
}
