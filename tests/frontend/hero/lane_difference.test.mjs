import assert from 'node:assert/strict';
import { test } from 'node:test';

import { heroLayout } from '../../../frontend/src/core/model/hero_layout.ts';
import { isSubtractable, laneDifference, roundedUp } from '../../../frontend/src/hero/difference/lane_difference.ts';
import { referenceAfter, withSizesOf } from '../../../frontend/src/core/model/equal_parameters.ts';

/** @param {string} letter @param {number[]} states @param {number[]} norms @param {number} [hiddenSize] @returns {any} */
const lane = (letter, states, norms, hiddenSize = 2) => ({ letter, layers: 1, hiddenSize, data: { hiddenState: { data: Float32Array.from(states) } }, norms: [Float32Array.from(norms)] });
const close = (/** @type {number} */ one, /** @type {number} */ other) => assert.ok(Math.abs(one - other) < 1e-6, `${one} ${other}`);

test('each unit less its counterpart, the largest difference with its place, a round end of the scale', () => {
  const { values, largest, limit } = laneDifference(lane('B', [0.5, 0, -0.25, 1], [1, 1]), lane('A', [0.25, 0, 0.5, 1], [1, 1]));
  assert.deepEqual([...(values ?? [])], [0.25, 0, -0.75, 0]);
  assert.deepEqual(largest, { value: -0.75, layer: 0, timeStep: 1, unit: 0 });
  assert.equal(limit, 1);
});

test('copies differ by exactly nothing', () => {
  const one = lane('A', [0.5, 0, -0.25, 1], [1e-3, 1]);
  const { largest, decades } = laneDifference({ ...one, letter: 'B' }, one);
  assert.equal(largest?.value, 0);
  assert.deepEqual([...(decades ?? [])], [0, 0]);
});

test('the ratio of the profiles in decades; no ratio to a gradient that is 0', () => {
  const { decades, reach } = laneDifference(lane('B', [0, 0, 0, 0], [1e-5, 1]), lane('A', [0, 0, 0, 0], [1e-2, 0]));
  close(Number(decades?.[0]), -3);
  assert.ok(Number.isNaN(decades?.[1]));
  assert.equal(reach, 3);
});

test('lanes of other sizes keep the ratio and lose the squares', () => {
  const [one, other] = [lane('B', [0, 0, 0, 0], [1, 10]), lane('A', [0, 0], [1, 1], 1)];
  assert.equal(isSubtractable(one, other), false);
  const { values, largest, decades } = laneDifference(one, other);
  assert.deepEqual([values, largest], [null, null]);
  close(Number(decades?.[1]), 1);
});

test('a lane without data is no difference yet', () => {
  assert.deepEqual([laneDifference({ ...lane('B', [0], [1]), data: null, norms: null }, lane('A', [0], [1])).values], [null]);
});

test('a scale ends at 1, 2 or 5 times a power of ten, never below what it shows', () => {
  assert.deepEqual([0.3, 0.2, 1.01, 7, 0].map(roundedUp), [0.5, 0.2, 2, 10, 1e-6]);
});

test('the row of the difference lies under the lanes and above the inputs', () => {
  const task = { kind: 'temporal_order', loss: 'cross_entropy', structure: 'many-to-one', sequence_length: 20, input_size: 6, output_size: 4, required_lag: 17, modality: 'symbols' };
  const lanes = [0, 1].map((number) => ({ lane: number, layers: 1, hiddenSize: 16 }));
  const { difference, lanes: boxes, inputs } = heroLayout({ width: 860, height: 700, task, lanes, difference: { layers: 1, hiddenSize: 16 } });
  const last = boxes[1].whole;
  assert.ok(difference && difference.title.y >= last.y + last.height && difference.bars.y + difference.bars.height <= inputs.span.y);
  assert.equal(difference.layers.length, 1);
  assert.equal(heroLayout({ width: 860, height: 700, task, lanes }).difference, null);
  assert.equal(heroLayout({ width: 860, height: 700, task, lanes, difference: { layers: 0, hiddenSize: 16 } }).difference?.layers.length, 0);
});

/** @param {number[]} sizes @returns {any} */
const race = (...sizes) => ({ lanes: sizes.map((size, index) => ({ cell: { kind: index ? 'gru' : 'rnn', hidden_size: size } })) });

test('who gets a size by hand becomes the measure; other edits leave it', () => {
  const before = race(16, 9);
  assert.equal(referenceAfter(before, race(16, 12), 0), 1);
  assert.equal(referenceAfter(before, race(20, 9), 0), 0);
  assert.equal(referenceAfter(before, race(16, 12), null), null);
  const other = { ...before, lanes: before.lanes.with(1, { cell: { kind: 'lstm', hidden_size: 16 } }) };
  assert.equal(referenceAfter(before, other, 0), 0);
});

test('the measure stays with its lane when another one goes', () => {
  const before = race(16, 9, 5);
  assert.equal(referenceAfter(before, { ...before, lanes: before.lanes.slice(1) }, 2), 1);
  assert.equal(referenceAfter(before, { ...before, lanes: before.lanes.slice(0, 1) }, 2), 0);
});

test('only sizes are taken over, and nothing where none changes', () => {
  const before = race(16, 9);
  assert.equal(withSizesOf(before, race(16, 9)), before);
  assert.deepEqual(withSizesOf(before, race(16, 7)).lanes.map((/** @type {any} */ { cell }) => cell.hidden_size), [16, 7]);
});
