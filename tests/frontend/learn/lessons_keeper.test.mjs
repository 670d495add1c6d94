import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LESSONS } from '../../../frontend/src/learn/lessons/course.ts';
import { keepLesson } from '../../../frontend/src/learn/lessons/keeper.ts';
import { createLessonActions } from '../../../frontend/src/learn/lesson_actions.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { catalog } from '../support/catalog.mjs';

/** A page whose run plays; `come` is when the lessons' part has come. */
function page() {
  /** @type {string[]} */
  const done = [];
  const state = initialState();
  const store = createStore(/** @type {any} */ ({ ...state, catalog: catalog(), run: { id: 'r', source: 'live', state: 'running', lanes: [], step: 3, frame: null }, playback: { ...state.playback, playing: true } }), (callback) => callback());
  const playing = (/** @type {boolean} */ on) => store.set(({ playback }) => ({ playback: { ...playback, playing: on } }));
  const pause = () => {
    done.push('pause');
    playing(false);
  };
  const actions = /** @type {any} */ (new Proxy({ pause }, { get: (own, name) => /** @type {any} */ (own)[name] ?? (() => void done.push(String(name))) }));
  const lessons = createLessonActions(store, pause);
  return { store, done, playing, lessons, come: () => keepLesson(store, /** @type {any} */ ({ actions }), (key) => key, () => {}) };
}

/** A lesson in which a later step begins with a run of its own, and that step. */
const [lesson, restarted] = LESSONS.map(({ steps }, number) => [number, steps.findIndex(({ start }, index) => index > 0 && start)]).find(([, step]) => step > 0) ?? [0, 0];

test('a lesson pauses what runs when it is opened, and not who plays before its card is there', () => {
  const { done, playing, lessons, come } = page();
  lessons.openLesson(0);
  assert.deepEqual(done, ['pause']);
  playing(true);
  come();
  assert.equal(done.filter((name) => name === 'pause').length, 1);
  assert.ok(done.includes('edit'));
});

test('a step that begins with a run of its own pauses that of the step before', () => {
  const { done, playing, lessons, come } = page();
  come();
  lessons.openLesson(lesson);
  lessons.openLesson(lesson, restarted - 1);
  playing(true);
  done.length = 0;
  lessons.openLesson(lesson, restarted);
  assert.deepEqual([done[0], done.includes('edit')], ['pause', true]);
});

test('that what was there played until then is known when the lesson is left', () => {
  const { store, lessons } = page();
  lessons.openLesson(0);
  assert.equal(store.get().lesson?.played, true);
  lessons.openLesson(1);
  assert.equal(store.get().lesson?.played, undefined);
});

/** What a lesson was opened over comes back when it is left. @param {object} there the state before the lesson */
async function left(there) {
  const { store, done, lessons, come } = page();
  store.set({ run: null, history: { frames: [], steps: [1] }, ...there });
  const stop = come();
  lessons.openLesson(0);
  store.set({ run: { id: 'lesson', source: 'live', state: 'paused', lanes: [], step: 0, frame: {} }, autoplay: 'off' });
  done.length = 0;
  lessons.leaveLesson();
  store.set({ run: { id: 'again', source: 'live', state: 'paused', lanes: [], step: 0, frame: {} } });
  await new Promise((resolve) => setImmediate(resolve));
  stop();
  return { done, state: store.get() };
}

test('a recorded run is on show again as it was when a lesson is left, and nothing trains', async () => {
  for (const autoplay of ['playing', 'paused']) {
    const run = { id: 'recording', source: 'recording', state: 'running', lanes: [], step: 500, frame: {} };
    const { done, state } = await left({ run, autoplay, playback: { ...initialState().playback, playing: false } });
    assert.equal(state.run?.id, 'recording');
    assert.deepEqual(state.history.steps, [1]);
    assert.equal(done.includes('toggleAutoplay'), autoplay === 'playing');
    assert.deepEqual(done.filter((name) => name === 'play' || name === 'step'), []);
  }
});

test('who pressed play before a lesson finds the run playing again', async () => {
  const { done } = await left({ run: { id: 'r', source: 'live', state: 'running', lanes: [], step: 0, frame: null, marks: [] } });
  assert.ok(done.includes('play'));
});
