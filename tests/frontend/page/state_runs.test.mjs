import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createRunHistory } from '../../../frontend/src/page/side/runs/run_history.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { isComparable, isWorthKeeping, LONGEST_DOCUMENT, MOST_POINTS, MOST_RUNS, recordOf, withRun } from '../../../frontend/src/core/model/run_record.ts';

/** @import { RunRecord } from '../../../frontend/src/core/model/run_record.ts' */

const task = { kind: 'hello', loss: 'cross_entropy', chance: 1, floor: null, required_lag: 0, solved: { quantity: 'loss', relation: '<=', value: 0.1, over: 10 } };

/** @param {number} length @param {any} [more] @returns {any} */
function run(length, more = {}) {
  const steps = Float64Array.from({ length }, (_, step) => step);
  const loss = Float32Array.from(steps, (step) => 1 / (1 + step));
  const lane = { state: 'training', divergedAt: null, quantity: null, series: { length, steps, loss, metric: loss, gradientNorm: loss, validations: [{ step: 31, loss: 0.03, metric: 0.03 }] } };
  return { id: 'r1', source: 'live', step: length - 1, facts: { task }, experiment: { lanes: [{ cell: { kind: 'rnn', activation: 'tanh', hidden_size: 3 } }] }, lanes: [lane], ...more };
}

test('a record is small however long the run was, and knows what came of it', () => {
  const record = recordOf(run(50_000), 'vanishing', 7);
  const [lane] = record.lanes;
  assert.deepEqual([lane.steps.length, lane.loss.length, lane.metric.length], [MOST_POINTS, MOST_POINTS, MOST_POINTS]);
  assert.deepEqual([record.at, record.step, record.preset, lane.outcome, lane.steps.at(-1)], [7, 49_999, 'vanishing', 'solved', 49_999]);
  assert.ok(lane.milestones.some(({ kind }) => kind === 'solved'));
});

test('a document that is too long is left out, what the models are called stays', () => {
  const long = run(20);
  long.experiment.lanes[0].cell.matrix = Array(LONGEST_DOCUMENT).fill(1);
  const record = recordOf(long, null, 0);
  assert.equal(record.experiment, null);
  assert.deepEqual(record.lanes[0].cell, { kind: 'rnn', layers: undefined, hidden_size: 3, activation: 'tanh' });
});

test('only live runs that have got somewhere are kept', () => {
  assert.deepEqual([null, run(5), run(50, { source: 'recording' }), run(50)].map(isWorthKeeping), [false, false, false, true]);
});

test('the newest come first, twenty at most, each once', () => {
  const record = (/** @type {string} */ id, /** @type {number} */ at) => /** @type {RunRecord} */ (/** @type {unknown} */ ({ id, at }));
  let runs = /** @type {RunRecord[]} */ ([]);
  for (let index = 0; index < 30; index += 1) runs = withRun(runs, record(`r${index}`, index));
  assert.deepEqual([runs.length, runs[0].id, runs.at(-1)?.id], [MOST_RUNS, 'r29', 'r10']);
  assert.deepEqual(withRun(runs, record('r15', 99)).slice(0, 2).map(({ id }) => id), ['r15', 'r29']);
});

test('losses of one unit share an axis', () => {
  assert.equal(isComparable({ loss: 'cross_entropy' }, { loss: 'mean_squared_error' }), false);
  assert.equal(isComparable({ loss: 'cross_entropy' }, { loss: 'cross_entropy' }), true);
});

/** A browser's store in memory. @param {RunRecord[]} there */
function memory(there = []) {
  const records = new Map(there.map((record) => [record.id, record]));
  return {
    records,
    all: async () => [...records.values()],
    put: async (/** @type {RunRecord} */ record) => void records.set(record.id, record),
    remove: async (/** @type {string[]} */ ids) => ids.forEach((id) => records.delete(id)),
  };
}

/** @returns {any} */
const emptyState = () => createStore(/** @type {any} */ ({ runs: null, runsKept: true, overlays: ['r0'] }), (callback) => callback());

test('what is kept is read, grows by a run, and lets the oldest go', async () => {
  const kept = memory(Array.from({ length: MOST_RUNS }, (_, at) => /** @type {any} */ ({ id: `r${at}`, at })));
  const store = emptyState();
  const history = createRunHistory(store, async () => kept, () => 1000);
  await history.save(run(50, { id: 'new' }), null);
  assert.equal(store.get().runs[0].id, 'new');
  assert.equal(kept.records.size, MOST_RUNS);
  assert.equal(kept.records.has('r0'), false);
});

test('a run that is deleted goes from the browser and from the chart', async () => {
  const kept = memory([/** @type {any} */ ({ id: 'r0', at: 1 })]);
  const store = emptyState();
  const history = createRunHistory(store, async () => kept);
  await history.ready;
  await history.remove(['r0']);
  assert.deepEqual([store.get().runs, store.get().overlays, kept.records.size], [[], [], 0]);
});

test('a browser that keeps nothing is no harm, and said', async () => {
  for (const open of [() => Promise.reject(new Error('forbidden')), async () => ({ ...memory(), put: () => Promise.reject(new Error('full')) })]) {
    const store = emptyState();
    const history = createRunHistory(store, open, () => 5);
    await history.save(run(50), null);
    assert.deepEqual([store.get().runs.length, store.get().runsKept], [1, false]);
  }
});

test('what one tab keeps or deletes is in the others, and nothing is pushed out twice', async () => {
  const kept = memory([/** @type {any} */ ({ id: 'r0', at: 1 }), /** @type {any} */ ({ id: 'r1', at: 2 })]);
  /** @type {any[]} */
  const open = [];
  const tab = () => {
    const store = emptyState();
    const channel = { onmessage: null, postMessage: (/** @type {unknown} */ data) => open.filter((other) => other !== channel).forEach((other) => other.onmessage?.({ data })) };
    open.push(channel);
    return { store, history: createRunHistory(store, async () => kept, () => 1000, channel) };
  };
  const [one, other] = [tab(), tab()];
  await Promise.all([one.history.ready, other.history.ready]);
  const ids = (/** @type {{ store: any }} */ { store }) => store.get().runs.map((/** @type {RunRecord} */ { id }) => id);
  await one.history.remove(['r0']);
  await other.history.save(run(50, { id: 'new' }), null);
  await one.history.remove([]);
  assert.deepEqual([ids(one), ids(other), kept.records.size], [['new', 'r1'], ['new', 'r1'], 2]);
  assert.deepEqual(other.store.get().overlays, [], 'the curves of a deleted run are gone from every chart');
});
