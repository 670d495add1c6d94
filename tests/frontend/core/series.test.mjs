import assert from 'node:assert/strict';
import { test } from 'node:test';

import { appendScalars, emptySeries, lastStep, resumeAfter, seriesUpTo } from '../../../frontend/src/core/model/series.ts';

/** @param {number[]} steps */
const scalars = (steps) => ({ steps, loss: Float32Array.from(steps, (step) => step / 2), metric: Float32Array.from(steps), gradientNorm: Float32Array.from(steps) });
const range = (/** @type {number} */ from, /** @type {number} */ to) => Array.from({ length: to - from }, (_, index) => from + index);

test('scalars grow in order beyond the first capacity', () => {
  let series = emptySeries(4);
  for (let step = 0; step < 100; step += 7) series = appendScalars(series, scalars(range(step, step + 7)));
  assert.deepEqual([...series.steps.subarray(0, series.length)], range(0, series.length));
  assert.equal(series.loss[10], 5);
});

test('what is sent again after a reconnection is not there twice', () => {
  const before = appendScalars(emptySeries(), scalars(range(0, 10)));
  const after = appendScalars(before, scalars(range(5, 15)));
  assert.deepEqual([...after.steps.subarray(0, after.length)], range(0, 15));
  assert.equal(appendScalars(after, scalars(range(0, 15))), after);
});

test('a series up to a step', () => {
  const series = appendScalars(emptySeries(), scalars([0, 1, 2, 5, 6]));
  assert.deepEqual([-1, 0, 4, 5, 99].map((step) => seriesUpTo(series, step).length), [0, 1, 3, 4, 5]);
  assert.equal(lastStep(seriesUpTo(series, 4)), 2);
});

test('where to go on: the lane that lags, unless it has diverged and is complete', () => {
  const lane = (/** @type {number} */ last, /** @type {number | null} */ divergedAt = null) => /** @type {any} */ ({ state: divergedAt === null ? 'training' : 'diverged', divergedAt, quantity: null, series: appendScalars(emptySeries(), scalars(range(0, last + 1))) });
  assert.equal(resumeAfter([lane(9), lane(4)]), 4);
  assert.equal(resumeAfter([lane(9), lane(4, 4)]), 9);
  assert.equal(resumeAfter([lane(9), lane(3, 4)]), 3);
  assert.equal(resumeAfter([lane(7, 7)]), 7);
  assert.equal(resumeAfter([lane(-1)]), -1);
});

test('a branch that is behind does not ask for all to come again: it comes whole in any case', () => {
  /** @param {number} last @param {number | null} origin @returns {any} */
  const lane = (last, origin) => ({ divergedAt: null, origin, series: appendScalars(emptySeries(), scalars(range(origin ?? 0, last + 1))) });
  assert.equal(resumeAfter([lane(50, null), lane(22, 20)]), 50);
});
