import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LESSONS } from '../../frontend/src/lessons/course.js';
import { keepLesson } from '../../frontend/src/lessons/keeper.js';
import { createLessonActions } from '../../frontend/src/services/lesson_actions.js';
import { initialState } from '../../frontend/src/state/initial.js';
import { createStore } from '../../frontend/src/state/store.js';
import { catalog } from './catalog.mjs';

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
