/**
 * One store: immutable snapshots, shallow patches, listeners at most once an animation frame.
 *
 * @import { Store } from './types.d.ts'
 */

/**
 * @template {object} T
 * @param {T} initialState
 * @param {(callback: () => void) => unknown} [schedule] the frame clock; requestAnimationFrame in a page
 * @param {(error: unknown) => void} [report] called once for each listener, supplier or attempt that throws
 * @returns {Store<T>}
 */
export function createStore(initialState, schedule = (callback) => requestAnimationFrame(callback), report = (error) => console.error(error)) {
  let state = initialState;
  let due = false;
  let flushes = 0;
  /** @type {Set<(state: T) => void>} */
  const listeners = new Set();
  /** @type {Set<() => void>} */
  const suppliers = new Set();
  /** What has thrown before. @type {WeakSet<object>} */
  const reported = new WeakSet();

  /** @type {Store<T>['attempt']} */
  function attempt(work, ...given) {
    try {
      work(...given);
    } catch (error) {
      if (reported.has(work)) return;
      reported.add(work);
      report(error);
    }
  }

  function flush() {
    if (!due) return;
    for (const supply of suppliers) attempt(supply);
    due = false;
    flushes += 1;
    for (const listener of [...listeners]) attempt(listener, state);
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
    attempt,
    flush,
  };
}
