/** One store: immutable snapshots, shallow patches, listeners at most once an animation frame. */

import type { Store } from './types.ts';

/**
 * @param schedule the frame clock; requestAnimationFrame in a page
 * @param report called once for each listener, supplier or attempt that throws
 */
export function createStore<T extends object>(
  initialState: T,
  schedule: (callback: () => void) => unknown = (callback) => requestAnimationFrame(callback),
  report: (error: unknown) => void = (error) => console.error(error),
): Store<T> {
  let state = initialState;
  let due = false;
  let flushes = 0;
  const listeners = new Set<(state: T) => void>();
  const suppliers = new Set<() => void>();
  /** What has thrown before. */
  const reported = new WeakSet<object>();

  function attempt<A extends unknown[]>(work: (...given: A) => void, ...given: A) {
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
        // Else somebody has flushed before: what was set since then is for the next frame.
        if (mine === flushes) flush();
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
