import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRunActions } from '../../../frontend/src/core/actions/run_actions.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { catalog } from '../support/catalog.mjs';

const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** A page whose run is paused at step 3. @param {any} [over] of the run */
function page(over = {}) {
  /** @type {string[]} */
  const sent = [];
  const run = { id: 'r', source: 'live', state: 'paused', step: 3, lanes: [{}], frame: { step: 3, lanes: [{}] }, ...over };
  const store = createStore(/** @type {any} */ ({ ...initialState(), catalog: catalog(), link: { state: 'open', retryAt: null }, run }), (callback) => callback());
  const walk = /** @type {any} */ ({ start: () => {}, stop: () => {}, freeze: () => {}, resume: () => {} });
  const session = /** @type {any} */ ({ send: ({ type }) => Boolean(sent.push(type)), request: async () => null });
  const actions = createRunActions(store, session, walk, () => null, { edit: () => {}, valid: async () => true });
  const told = (/** @type {any} */ patch) => store.set(({ run: before }) => ({ run: /** @type {any} */ ({ ...before, ...patch }) }));
  const steps = () => sent.filter((type) => type === 'step').length;
  return { store, actions, sent, told, steps };
}

test('a step waits for a server that is slow, and is taken once the run is at rest', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { actions, sent, told, steps } = page({ state: 'running' });
  actions.step(1);
  await settled();
  context.mock.timers.tick(60_000);
  await settled();
  assert.equal(steps(), 0);
  told({ state: 'paused' });
  await settled();
  assert.equal(steps(), 1);
  actions.step(1);
  await settled();
  assert.equal(steps(), 1, 'one at a time');
  told({ step: 4, frame: { step: 4, lanes: [{}] } });
  await settled();
  actions.step(1);
  await settled();
  assert.deepEqual([steps(), sent.includes('resume')], [2, false]);
});

for (const [name, end] of /** @type {[string, (here: ReturnType<typeof page>) => void][]} */ ([
  ['the line is lost', ({ store }) => store.set({ link: { state: 'lost', retryAt: 0 } })],
  ['the server refuses', ({ store }) => store.set({ cards: [{ id: 'e', kind: 'error' }] })],
  ['somebody plays', ({ store }) => store.set(({ playback }) => ({ playback: { ...playback, playing: true } }))],
])) {
  test(`a step that waits is given up when ${name}, and the next press counts`, async () => {
    const here = page({ state: 'running' });
    here.actions.step(1);
    await settled();
    end(here);
    await settled();
    here.store.set(({ playback }) => ({ link: { state: 'open', retryAt: null }, playback: { ...playback, playing: false } }));
    here.told({ state: 'paused' });
    await settled();
    assert.equal(here.steps(), 0);
    here.actions.step(1);
    await settled();
    assert.equal(here.steps(), 1);
  });
}

test('a step of a run that is replaced by another one does not hold back the next', async () => {
  const { actions, told, steps } = page();
  actions.step(1);
  await settled();
  assert.equal(steps(), 1);
  told({ id: 'other', step: 0, frame: { step: 0, lanes: [{}] } });
  await settled();
  actions.step(1);
  await settled();
  assert.equal(steps(), 2);
});

test('a frame that was asked for when the line was cut is asked for again once it is there, and no sooner', async () => {
  /** @type {number[]} */
  const asked = [];
  let cut = true;
  const run = { id: 'r', source: 'live', state: 'paused', step: 9, lanes: [{}], experiment: { lanes: [{}] }, frame: { step: 9, lanes: [{}] } };
  const store = createStore(/** @type {any} */ ({ ...initialState(), link: { state: 'lost', retryAt: null }, run }), (callback) => callback());
  const session = /** @type {any} */ ({
    send: () => true,
    request: async (/** @type {string} */ _kind, /** @type {any} */ { step }) => {
      asked.push(step);
      if (cut) throw new Error('cut', { cause: { type: 'not_connected' } });
      return { run: 'r', step, input: { data: new Float32Array(1) }, lanes: [{}] };
    },
  });
  const actions = createRunActions(store, session, /** @type {any} */ ({}), () => null, { edit: () => {}, valid: async () => true });
  actions.lookUp([4]);
  await settled();
  store.set({ selectedLane: 0 });
  await settled();
  assert.deepEqual(asked, [4]);
  cut = false;
  store.set({ link: { state: 'open', retryAt: null } });
  await settled();
  assert.deepEqual([asked, store.get().history.frames.map(({ step }) => step)], [[4, 4], [4]]);
  actions.lookUp([4]);
  await settled();
  assert.equal(asked.length, 2, 'never twice where it was answered');
});
