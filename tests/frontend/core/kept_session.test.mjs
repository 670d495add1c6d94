import assert from 'node:assert/strict';
import { test } from 'node:test';

import { leaveSession, takeSession } from '../../../frontend/src/core/actions/kept_session.ts';

const ticket = { session: 's', key: 'k' };

/** A browser's store for one tab. @returns {any} */
function storage() {
  const kept = new Map();
  return { kept, getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key) };
}

/** @param {any} [over] @returns {any} */
const page = (over = {}) => ({ run: { id: 'r', source: 'live', state: 'running', step: 7, experiment: { version: 1 } }, lesson: null, claim: null, ...over });
/** @param {any} over @returns {any} */
const withRun = (over) => page({ run: { ...page().run, ...over } });

test('a run that goes on is left for the page that comes next, once', () => {
  const store = storage();
  leaveSession(store, page(), ticket);
  assert.deepEqual(takeSession(store), { ticket, experiment: { version: 1 } });
  assert.equal(takeSession(store), null);
  assert.equal(store.kept.size, 0);
});

test('nothing is left of what has not begun, is over, is recorded or belongs to a lesson or a claim', () => {
  const store = storage();
  const nothing = [page({ run: null }), withRun({ step: 0 }), withRun({ state: 'finished' }), withRun({ source: 'recording' }), withRun({ id: 'probe-1' }), page({ lesson: {} }), page({ claim: {} })];
  for (const state of nothing) leaveSession(store, state, ticket);
  leaveSession(store, page(), null);
  assert.equal(store.kept.size, 0);
});

test('what cannot be read, or no store at all, is nothing', () => {
  for (const text of ['{', '{}', '{"ticket":{"session":1}}', '{"ticket":{"session":"s","key":"k"}}']) {
    const store = storage();
    store.setItem('rnn-playground.session', text);
    assert.equal(takeSession(store), null);
  }
  assert.equal(takeSession(null), null);
  leaveSession(null, page(), ticket);
});
