import assert from 'node:assert/strict';
import { test } from 'node:test';

import { roundTicks } from '../../../frontend/src/draw/axis.ts';
import { bandOf, quantile } from '../../../frontend/src/core/model/quantiles.ts';

test('a quantile lies linearly between the two nearest of the ordered numbers', () => {
  // By hand: the place of the share q among n numbers is q (n − 1).
  const values = [9, 1, 4, 16]; // ordered: 1, 4, 9, 16
  assert.equal(quantile(values, 0), 1);
  assert.equal(quantile(values, 1), 16);
  assert.equal(quantile(values, 0.5), 6.5); // place 1.5: between 4 and 9
  assert.equal(quantile(values, 0.25), 3.25); // place 0.75: 1 + 0.75 · 3
  assert.ok(Math.abs(quantile(values, 0.9) - 13.9) < 1e-12); // place 2.7: 9 + 0.7 · 7
  assert.equal(quantile([7], 0.1), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
  assert.deepEqual(values, [9, 1, 4, 16]); // what it is given stays
});

test('an infinite number counts as the largest', () => {
  assert.equal(quantile([1, 2, Infinity], 0.5), 2);
  assert.equal(quantile([1, 2, Infinity], 0.75), Infinity);
  assert.equal(quantile([1, Infinity], 0), 1);
  assert.equal(quantile([Infinity, Infinity], 0.5), Infinity);
});

test('a band is the 10th, 50th and 90th percentile, and of fewer than five numbers there is none', () => {
  const eleven = [10, 0, 9, 1, 8, 2, 7, 3, 6, 4, 5];
  assert.deepEqual(bandOf(eleven), { low: 1, median: 5, high: 9 });
  const five = /** @type {import('../../../frontend/src/core/model/quantiles.ts').Band} */ (bandOf([0, 10, 20, 30, 40]));
  assert.deepEqual([five.low, five.median, five.high].map((value) => Number(value.toFixed(9))), [4, 20, 36]);
  assert.equal(bandOf([1, 2, 3, 4]), null);
  assert.deepEqual(bandOf([1, 2, 3, 4, Infinity]), { low: 1.4, median: 3, high: Infinity });
});

test('ticks of a linear axis are round and whole', () => {
  assert.deepEqual(roundTicks(0, 299, 6), [0, 50, 100, 150, 200, 250]);
  assert.deepEqual(roundTicks(1, 20, 5), [5, 10, 15, 20]);
  assert.deepEqual(roundTicks(1, 4, 9), [1, 2, 3, 4]);
  assert.deepEqual(roundTicks(0, 1999, 3), [0, 1000]);
  assert.deepEqual(roundTicks(1, 1, 5), [1]);
});
