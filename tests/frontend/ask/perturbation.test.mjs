import assert from 'node:assert/strict';
import { test } from 'node:test';

import { departure, halvedAt, perturbedOf } from '../../../frontend/src/ask/perturbation/perturbation_model.ts';

const row = (/** @type {number[]} */ ...values) => Float32Array.from(values);

test('an answer is read layer by layer', () => {
  const tensors = new Map(['response', 'linear', 'adjoint', 'meeting'].map((name, place) => [name, { shape: [2, 3], data: row(...[0, 1, 2, 3, 4, 5].map((value) => value + 10 * place)) }]));
  tensors.set('loss', { shape: [2], data: row(0.5, 0.25) });
  const splash = perturbedOf(/** @type {any} */ ({ tensors, step: 7 }));
  assert.deepEqual([...splash.layers[1].adjoint], [23, 24, 25]);
  assert.deepEqual([...splash.layers[0].meeting], [30, 31, 32]);
  assert.deepEqual([splash.loss, splash.linearLoss, splash.step, splash.layers.length], [0.5, 0.25, 7, 2]);
});

test('a ripple is halved behind the last time step at which it was not', () => {
  assert.equal(halvedAt(row(0, 4, 1, 3, 1, 0), 1), 4);
  assert.equal(halvedAt(row(4, 3, 3), 0), 3);
  assert.equal(halvedAt(row(0, 0, 0), 1), null);
  assert.equal(halvedAt(row(NaN, 0, 0), 0), null);
});

test('how far the first order is from the truth is a share of the widest move', () => {
  assert.equal(departure(/** @type {any} */ ({ response: row(0, 4, 2), linear: row(0, 5, 2) })), 0.25);
  assert.equal(departure(/** @type {any} */ ({ response: row(0, 0), linear: row(0, 0) })), 0);
});
