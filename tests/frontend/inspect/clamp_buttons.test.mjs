import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldValue } from '../../../frontend/src/inspect/clamp_buttons.ts';

test('what is held has three figures and is no further from 0 than what was there', () => {
  for (const [exact, held] of [[0.2468, 0.246], [-0.2468, -0.246], [0.25, 0.25], [0.9999, 0.999], [1, 1], [0, 0], [1.2345e9, 1.23e9], [9.999e-7, 9.99e-7]]) {
    assert.equal(heldValue(exact), held);
  }
});

test('no gate is held beyond the largest value that it can have', () => {
  for (let largest = 0.0001; largest <= 1; largest *= 1.0137) assert.ok(heldValue(Math.fround(largest)) <= Math.fround(largest));
});
