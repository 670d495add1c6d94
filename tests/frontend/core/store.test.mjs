import assert from 'node:assert/strict';
import { test } from 'node:test';

import { watch } from '../../../frontend/src/core/model/select.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';

/** @template {object} T @param {T} initial */
function clocked(initial) {
  /** @type {(() => void)[]} */
  const due = [];
  const store = createStore(initial, (callback) => due.push(callback));
  return { store, due, tick: () => due.splice(0).forEach((callback) => callback()) };
}

test('many changes, one call a frame, with the newest state', () => {
  const { store, tick } = clocked({ a: 0, b: 0 });
  /** @type {object[]} */
  const seen = [];
  store.subscribe((state) => seen.push(state));
  store.set({ a: 1 });
  store.set((state) => ({ b: state.a + 1 }));
  assert.deepEqual(seen, []);
  tick();
  tick();
  assert.deepEqual(seen, [{ a: 1, b: 2 }]);
});

test('a change made by a listener is told in the next frame', () => {
  const { store, tick } = clocked({ a: 0, b: 0 });
  let calls = 0;
  store.subscribe(({ a }) => {
    calls += 1;
    if (store.get().b !== a) store.set({ b: a });
  });
  store.set({ a: 5 });
  tick();
  assert.equal(calls, 1);
  tick();
  assert.deepEqual([calls, store.get().b], [2, 5]);
});

test('who flushes in a frame flushes for that frame: what a listener then sets is told in the next one', () => {
  const { store, due, tick } = clocked({ a: 0, b: 0 });
  let calls = 0;
  store.subscribe(({ a }) => {
    calls += 1;
    if (store.get().b !== a) store.set({ b: a });
  });
  store.set({ a: 5 });
  const ownCallbacks = due.splice(0);
  store.flush();
  ownCallbacks.forEach((callback) => callback());
  assert.equal(calls, 1);
  tick();
  assert.deepEqual([calls, store.get().b], [2, 5]);
});

test('watch redraws only for the values it chose', () => {
  const { store, tick } = clocked(/** @type {any} */ ({ a: 0, b: 0 }));
  /** @type {number[]} */
  const drawn = [];
  const stop = watch(store, (/** @type {any} */ { a }) => [a], (/** @type {any} */ { a }) => drawn.push(a));
  store.set({ b: 1 });
  tick();
  store.set({ a: 2 });
  tick();
  stop();
  store.set({ a: 3 });
  tick();
  assert.deepEqual(drawn, [0, 2]);
});

/** @param {object} initial */
function reporting(initial) {
  /** @type {(() => void)[]} */
  const due = [];
  /** @type {any[]} */
  const reports = [];
  const store = createStore(/** @type {any} */ (initial), (callback) => due.push(callback), (error) => reports.push(/** @type {Error} */ (error).message));
  return { store, reports, tick: () => due.splice(0).forEach((callback) => callback()) };
}

test('a view that throws is reported once, and the views behind it go on', () => {
  const { store, reports, tick } = reporting({ a: 0 });
  /** @type {number[]} */
  const seen = [];
  store.subscribe(() => {
    throw new Error('a view fails');
  });
  store.subscribe(({ a }) => seen.push(a));
  for (const a of [1, 2, 3]) {
    store.set({ a });
    tick();
  }
  assert.deepEqual([seen, reports], [[1, 2, 3], ['a view fails']]);
});

test('a supplier that throws once stops neither the others nor the next flush', () => {
  const { store, reports, tick } = reporting({ a: 0, b: 0 });
  let fails = true;
  store.beforeFlush(() => {
    if (fails) throw new Error('a frame that cannot be applied');
  });
  store.beforeFlush(() => store.set(({ a }) => ({ b: a })));
  /** @type {number[][]} */
  const seen = [];
  store.subscribe(({ a, b }) => seen.push([a, b]));
  store.set({ a: 1 });
  tick();
  fails = false;
  store.set({ a: 2 });
  tick();
  assert.deepEqual([seen, reports], [[[1, 1], [2, 2]], ['a frame that cannot be applied']]);
});

test('a view that cannot be mounted takes none of the others with it', () => {
  const { store, reports } = reporting({});
  const mounted = [];
  store.attempt(() => {
    throw new Error('a view cannot be mounted');
  });
  store.attempt(() => void mounted.push('the next one'));
  assert.deepEqual([mounted, reports], [['the next one'], ['a view cannot be mounted']]);
});
