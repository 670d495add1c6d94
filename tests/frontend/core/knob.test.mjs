import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextValue, NOTCHES, notchOf, travelOf, valueAt } from '../../../frontend/src/core/model/knob.ts';

/** @typedef {import('../../../frontend/src/core/model/types.ts').Field} Field */

/** @type {Field} */
const rate = { name: 'learning_rate', type: 'number', default: 0.01, minimum: 0, maximum: 1e6, scale: 'log', text: '' };
/** @type {Field} */
const hidden = { name: 'hidden_size', type: 'integer', default: 16, minimum: 1, maximum: 512, scale: 'log', text: '' };
/** @type {Field} */
const bias = { name: 'forget_bias', type: 'number', default: 1, minimum: -10, maximum: 10, scale: 'linear', text: '' };

test('bounds that no hand could aim at are narrowed around the default, and widened for the value', () => {
  assert.deepEqual(travelOf(rate, 0.01), { low: 1e-5, high: 10, logarithmic: true, whole: false });
  assert.equal(travelOf(rate, 500).high, 500);
  assert.deepEqual(travelOf(hidden, 16), { low: 1, high: 512, logarithmic: true, whole: true });
  assert.deepEqual(travelOf(bias, 0), { low: -10, high: 10, logarithmic: false, whole: false });
});

test('a slider stands where its value is', () => {
  for (const [field, values] of /** @type {[Field, number[]][]} */ ([[rate, [1e-5, 0.001, 0.01, 0.1, 10]], [hidden, [1, 16, 512]], [bias, [-10, 0, 1, 10]]])) {
    for (const value of values) assert.equal(valueAt(travelOf(field, value), notchOf(travelOf(field, value), value)), value);
  }
});

test('values are such as a person would choose', () => {
  const travel = travelOf(rate, 0.01);
  for (let notch = 0; notch <= NOTCHES; notch += 13) assert.ok(String(valueAt(travel, notch)).replace(/^0\.0*|e.*$|\./g, '').length <= 2);
});

test('an arrow key always moves a whole number', () => {
  const travel = travelOf(hidden, 16);
  let value = 1;
  for (let press = 0; press < 200 && value < 512; press += 1) {
    const next = nextValue(travel, value, 10);
    assert.ok(next > value);
    value = next;
  }
  assert.equal(value, 512);
  assert.equal(nextValue(travel, 2, -10), 1);
});
