import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createEditActions } from '../../../frontend/src/core/actions/edit_actions.ts';
import { applyMark } from '../../../frontend/src/core/model/reducer.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';

const lane = (/** @type {number} */ rate) => ({ cell: { kind: 'rnn', hidden_size: 3 }, optimizer: { kind: 'adam', learning_rate: rate }, clip: { kind: 'none' }, bptt: { kind: 'full' } });
const document = (/** @type {number} */ rate, size = 1) => /** @type {any} */ ({ version: 1, task: { kind: 'hello' }, lanes: [lane(rate)], batch_size: size, steps: 100 });
const runOf = (/** @type {string} */ id, /** @type {number} */ rate) => /** @type {any} */ ({ id, state: 'running', step: 3, source: 'live', experiment: document(rate), facts: {}, lanes: [{}], frame: null, marks: [] });

const settled = async () => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
};

/** A page with a run at the learning rate 0.01, whose quiet time passes when it is told to. @param {any} context */
function page(context) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const store = createStore(/** @type {any} */ ({ ...initialState(), experiment: document(0.01), run: runOf('r1', 0.01), link: { state: 'open', retryAt: null } }), (callback) => queueMicrotask(callback));
  /** @type {any[]} */
  const sent = [];
  /** @type {any[]} */
  const begun = [];
  const world = { answers: true, open: true, said: 0, judging: Promise.resolve(), beginning: Promise.resolve() };
  const session = /** @type {any} */ ({ send: (/** @type {any} */ message) => world.open && Boolean(sent.push(message)), request: async () => null });
  const validate = async (/** @type {any} */ experiment) => {
    await world.judging;
    if (!world.answers) throw new Error('no answer');
    if (experiment.batch_size > 1000) return { errors: [{ path: ['batch_size'], message: 'too large' }] };
    return /** @type {any} */ ({ experiment, facts: { task: { kind: 'hello' }, lanes: [{}] } });
  };
  const actions = createEditActions(store, session, validate, {
    begin: (experiment, paused) => begun.push({ size: experiment.batch_size, rate: experiment.lanes[0].optimizer.learning_rate, paused }),
    preview() {}, setPace() {}, unreachable: () => void (world.said += 1), begun: () => world.beginning,
  });
  const quiet = async () => {
    await settled();
    context.mock.timers.tick(200);
    await settled();
  };
  const rate = () => store.get().experiment.lanes[0].optimizer.learning_rate;
  const play = (/** @type {boolean} */ playing) => store.set(({ playback }) => ({ playback: { ...playback, playing } }));
  const told = (/** @type {string} */ run, /** @type {any} */ change) => store.set((state) => applyMark(state, { type: 'mark', run, lane: 0, step: 4, change }));
  return { store, actions, sent, begun, world, quiet, rate, play, told };
}

test('a knob that is turned is sent to the run, the newest value alone', async (context) => {
  const { actions, sent, quiet, rate } = page(context);
  actions.tune(0, { learning_rate: 0.2 });
  actions.tune(0, { learning_rate: 0.5 });
  await quiet();
  assert.deepEqual([sent, rate()], [[{ type: 'tune', lane: 0, learning_rate: 0.5 }], 0.5]);
});

test('a turned knob that no server judges is said and taken back', async (context) => {
  const { actions, sent, world, quiet, rate } = page(context);
  world.answers = false;
  actions.tune(0, { learning_rate: 0.5 });
  assert.equal(rate(), 0.5);
  await quiet();
  assert.deepEqual([sent, world.said, rate()], [[], 1, 0.01]);
});

test('a turned knob that cannot be sent is said and taken back, to what the run was tuned to before', async (context) => {
  const { actions, told, world, quiet, rate } = page(context);
  actions.tune(0, { learning_rate: 0.2 });
  await quiet();
  told('r1', { learning_rate: 0.2 });
  await settled();
  world.open = false;
  actions.tune(0, { learning_rate: 0.5 });
  await quiet();
  assert.deepEqual([world.said, rate()], [1, 0.2]);
});

test('what is on its way to the run stays when the next turn is taken back', async (context) => {
  const { actions, world, quiet, rate } = page(context);
  actions.tune(0, { learning_rate: 0.2 });
  await quiet();
  world.answers = false;
  actions.tune(0, { learning_rate: 0.5 });
  await quiet();
  assert.equal(rate(), 0.2);
});

test('a turned knob lands on no other run than the one it was turned for', async (context) => {
  const { store, actions, sent, quiet, rate } = page(context);
  actions.tune(0, { learning_rate: 0.5 });
  store.set({ run: runOf('r2', 0.001) });
  await quiet();
  assert.deepEqual([sent, rate()], [[], 0.001]);
});

test('nor where the other run begins while the server judges', async (context) => {
  const { store, actions, sent, world, quiet, rate } = page(context);
  let judge = () => {};
  world.judging = new Promise((resolve) => void (judge = () => resolve(undefined)));
  actions.tune(0, { learning_rate: 0.5 });
  await quiet();
  store.set({ run: runOf('r2', 0.001) });
  judge();
  await settled();
  assert.deepEqual([sent, rate()], [[], 0.001]);
});

test('nor where its start was on its way already', async (context) => {
  const { store, actions, sent, world, quiet, rate } = page(context);
  let begin = () => {};
  world.beginning = new Promise((resolve) => void (begin = () => resolve(undefined)));
  actions.tune(0, { learning_rate: 0.5 });
  await quiet();
  assert.deepEqual(sent, []);
  store.set({ run: runOf('r2', 0.001) });
  begin();
  await settled();
  assert.deepEqual([sent, rate()], [[], 0.001]);
});

test('a knob that is turned while an edit waits is part of what begins', async (context) => {
  const { actions, sent, begun, quiet } = page(context);
  actions.edit(document(0.01, 8));
  actions.tune(0, { learning_rate: 0.5 });
  await quiet();
  assert.deepEqual([sent, begun], [[], [{ size: 8, rate: 0.5, paused: true }]]);
});

test('a tune that was on its way when the line was cut is sent again, unless it had arrived', async (context) => {
  for (const arrived of [false, true]) {
    const { store, actions, sent, told, quiet } = page(context);
    actions.tune(0, { learning_rate: 0.5 });
    await quiet();
    store.set({ link: { state: 'lost', retryAt: null } });
    await settled();
    store.set({ link: { state: 'open', retryAt: null } });
    if (arrived) told('r1', { learning_rate: 0.5 });
    await quiet();
    assert.equal(sent.length, arrived ? 1 : 2);
    context.mock.timers.reset();
  }
});

test('a run that ends before it has a turned knob shows the one it had', async (context) => {
  const { store, actions, quiet, rate } = page(context);
  actions.tune(0, { learning_rate: 0.5 });
  await quiet();
  store.set(({ run }) => ({ run: /** @type {any} */ ({ ...run, state: 'finished' }) }));
  await settled();
  assert.equal(rate(), 0.01);
});

test('an edit that was refused while the run played does not make the next one play', async (context) => {
  const { actions, begun, quiet, play } = page(context);
  play(true);
  actions.edit(document(0.01, 99_999));
  await quiet();
  play(false);
  actions.edit(document(0.01, 8));
  await quiet();
  assert.deepEqual(begun.map(({ size, paused }) => [size, paused]), [[8, true]]);
});

test('a pause while the edit is judged holds for the run that follows', async (context) => {
  const { actions, begun, quiet, play } = page(context);
  play(true);
  actions.edit(document(0.01, 8));
  play(false);
  await quiet();
  assert.equal(begun[0].paused, true);
});

test('an edit while the run plays goes on playing, also where that run ends meanwhile', async (context) => {
  const { store, actions, begun, quiet, play } = page(context);
  play(true);
  actions.edit(document(0.01, 8));
  await quiet();
  actions.edit(document(0.01, 9));
  store.set(({ run, playback }) => ({ run: /** @type {any} */ ({ ...run, state: 'diverged' }), playback: { ...playback, playing: false } }));
  await quiet();
  assert.deepEqual(begun.map(({ paused }) => paused), [false, false]);
});
