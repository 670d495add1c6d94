import assert from 'node:assert/strict';
import { test } from 'node:test';

import { branchesAt, emptyHistory, frameAt, lacksLane, neighbour, remember } from '../../../frontend/src/core/model/history.ts';

const frame = (/** @type {number} */ step) => /** @type {any} */ ({ step, input: { data: new Float32Array(8) } });
const filled = (/** @type {number[]} */ steps, /** @type {number} */ capacity = 600) => steps.reduce((history, step) => remember(history, frame(step), capacity), emptyHistory());

test('frames stand in the order of their steps, one a step', () => {
  assert.deepEqual(filled([0, 4, 8, 6, 4]).steps, [0, 4, 6, 8]);
  const again = frame(4);
  assert.equal(remember(filled([0, 4]), again).frames[1], again);
});

test('the frame at or before a step', () => {
  const history = filled([3, 6, 9]);
  assert.deepEqual([0, 3, 5, 6, 100].map((step) => frameAt(history, step)?.step), [3, 3, 3, 6, 9]);
  assert.equal(frameAt(emptyHistory(), 3), null);
});

test('neighbours', () => {
  const history = filled([3, 6, 9]);
  assert.deepEqual([neighbour(history, 6, 1), neighbour(history, 6, -1), neighbour(history, 7, 1), neighbour(history, 9, 1), neighbour(history, 3, -1)], [9, 3, 9, null, null]);
});

test('a full history keeps its beginning and its recent past', () => {
  const { steps } = filled(Array.from({ length: 1000 }, (_, step) => step), 64);
  assert.ok(steps.length <= 64);
  assert.equal(steps[0], 0);
  assert.deepEqual(steps.slice(-8), [992, 993, 994, 995, 996, 997, 998, 999]);
});

test('a frame lacks a branch that has been at its step, and no other', () => {
  const lane = (/** @type {number | null} */ origin, /** @type {number} */ last) => ({ origin, series: { length: 1, steps: [last] } });
  const run = /** @type {any} */ ({ lanes: [lane(null, 9), lane(4, 6), lane(0, 2)] });
  assert.deepEqual([0, 3, 4, 6, 7].map((step) => branchesAt(run, step)), [[2], [], [1], [1], []]);
  const shown = (/** @type {number} */ step, /** @type {unknown[]} */ ...lanes) => /** @type {any} */ ({ step, lanes });
  assert.equal(lacksLane(run, shown(5, {}, null, null)), true);
  assert.equal(lacksLane(run, shown(5, {}, {}, null)), false);
  assert.equal(lacksLane(run, shown(3, {}, null, null)), false);
});
