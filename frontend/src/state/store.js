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
  let flushes = 0;
  /** @type {Set<(state: T) => void>} */
  const listeners = new Set();
  /** @type {Set<() => void>} */
  const suppliers = new Set();

  function flush() {
    if (!due) return;
    for (const supply of suppliers) supply();
    due = false;
    flushes += 1;
    for (const listener of [...listeners]) listener(state);
  }
  return {
    get: () => state,
    set(patch) {
      const change = typeof patch === 'function' ? patch(state) : patch;
      state = { ...state, ...change };
      if (due) return;
      due = true;
      const mine = flushes;
      schedule(() => {
        if (mine === flushes) flush(); // Else somebody has flushed before: what was set since then is for the next frame.
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    beforeFlush(supply) {
      suppliers.add(supply);
      return () => void suppliers.delete(supply);
    },
    flush,
  };
}
