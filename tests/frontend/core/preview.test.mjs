import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createEditActions } from '../../../frontend/src/core/actions/edit_actions.ts';
import { createPreview } from '../../../frontend/src/core/actions/preview.ts';
import { applyStatus, isPreview } from '../../../frontend/src/core/model/reducer.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';

const experiment = (/** @type {number} */ gain) => /** @type {any} */ ({ task: { kind: 'adding' }, lanes: [{ cell: { kind: 'rnn', gain }, bptt: { kind: 'full' } }], batch_size: 4 });
const facts = /** @type {any} */ ({ task: { sequence_length: 8, structure: 'many-to-one' }, lanes: [{ parameters: 9 }], work: 1 });
const frame = (/** @type {string} */ run) => ({ run, step: 0, input: { data: new Float32Array(1) }, scalars: [{ steps: [0], loss: Float32Array.of(0.2), metric: Float32Array.of(0.2), gradientNorm: Float32Array.of(1) }], lanes: [{}] });

/** A session that answers when it is told to. */
function world() {
  const store = createStore(/** @type {any} */ ({ ...initialState(), facts }), () => {});
  /** @type {{ body: any, answer: (frame: any) => void, refuse: () => void }[]} */
  const asked = [];
  const session = { request: (/** @type {string} */ kind, /** @type {any} */ body) => new Promise((resolve, reject) => asked.push({ body: { kind, ...body }, answer: resolve, refuse: () => reject(new Error('no')) })) };
  const preview = createPreview(store, session, async () => ({ experiment: experiment(1), facts }));
  return { store, asked, preview };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test('one measured step is asked for at a time, and of those that wait only the newest', async () => {
  const { asked, preview } = world();
  for (const gain of [1, 2, 3, 4]) void preview(experiment(gain));
  assert.deepEqual(asked.map(({ body }) => [body.kind, body.experiment.lanes[0].cell.gain]), [['probe', 1]]);
  asked[0].answer(frame('probe-1'));
  await settle();
  assert.deepEqual(asked.map(({ body }) => body.experiment.lanes[0].cell.gain), [1, 4]);
});

test('it stands in for the run that is about to begin, and hands its frame on to that', async () => {
  const { store, asked, preview } = world();
  void preview(experiment(1));
  asked[0].answer(frame('probe-1'));
  await settle();
  const { run } = store.get();
  assert.ok(isPreview(run));
  assert.deepEqual([run?.step, run?.lanes[0].series.length, run?.frame?.run], [0, 1, 'probe-1']);
  const begun = /** @type {any} */ (applyStatus(store.get(), { type: 'status', run: 'r2', state: 'paused', step: 0, experiment: experiment(1), facts }));
  assert.equal(begun.run.frame.run, 'probe-1');
  const other = /** @type {any} */ (applyStatus(store.get(), { type: 'status', run: 'r3', state: 'paused', step: 0, experiment: experiment(7), facts }));
  assert.equal(other.run.frame, null, 'of another document');
});

test('it comes too late when a run has begun meanwhile', async () => {
  const { store, asked, preview } = world();
  void preview(experiment(1));
  store.set((state) => applyStatus(state, { type: 'status', run: 'r1', state: 'paused', step: 0, experiment: experiment(1), facts }));
  asked[0].answer(frame('probe-1'));
  await settle();
  assert.equal(store.get().run?.id, 'r1');
});

test('it comes too late when a recording has been opened meanwhile', async () => {
  const { store, asked, preview } = world();
  void preview(experiment(1));
  store.set({ replay: { name: 'run.safetensors', alone: false } });
  asked[0].answer(frame('probe-1'));
  await settle();
  assert.equal(store.get().run, null);
});

test('an edit that is judged after a recording was opened begins no run', async () => {
  const { store } = world();
  /** @type {any[]} */
  const begun = [];
  const actions = createEditActions(store, { send: () => true }, async () => ({ experiment: experiment(1), facts }), /** @type {any} */ ({ begin: (/** @type {any} */ wanted) => begun.push(wanted), preview: () => {} }));
  actions.edit(experiment(1));
  store.set({ replay: { name: 'run.safetensors', alone: false } });
  assert.equal(await actions.valid(), false);
  actions.edit(experiment(2));
  assert.equal(await actions.valid(), true);
  assert.deepEqual(begun.map(({ lanes }) => lanes[0].cell.gain), [2]);
});

test('a refused one is silent, and the next goes on', async () => {
  const { store, asked, preview } = world();
  void preview(experiment(1));
  asked[0].refuse();
  await settle();
  void preview(experiment(2));
  asked[1].answer(frame('probe-2'));
  await settle();
  assert.equal(store.get().run?.id, 'probe-2');
});
