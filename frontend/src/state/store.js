/**
 * One store: immutable snapshots, shallow patches, listeners at most once an animation frame.
 *
 * @import { Store } from './types.d.ts'
 */

/**
 * @template {object} T
 * @param {T} initialState
 * @param {(callback: () => void) => unknown} [schedule] the frame clock; requestAnimationFrame in a page
 * @returns {Store<T>}
 */
export function createStore(initialState, schedule = (callback) => requestAnimationFrame(callback)) {
  let state = initialState;
  let due = false;
  /** @type {Set<(state: T) => void>} */
  const listeners = new Set();

  function flush() {
    if (!due) return;
    due = false;
    for (const listener of [...listeners]) listener(state);
  }
  return {
    get: () => state,
    set(patch) {
      const change = typeof patch === 'function' ? patch(state) : patch;
      state = { ...state, ...change };
      if (due) return;
      due = true;
      schedule(flush);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    flush,
  };
}
