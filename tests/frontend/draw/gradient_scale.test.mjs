import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIRST_SCALE, floatNoise, gradeOf, heightOf, labelledExponents, nextScale, scaleOf } from '../../../frontend/src/draw/gradient_scale.ts';

test('the scale holds every magnitude of all lanes', () => {
  const scale = scaleOf([[1e-7, 0.3], [2e-3, 0.9]]);
  assert.ok(10 ** scale.floor <= 1e-7 && 10 ** scale.top >= 0.9);
});

test('the floor is 10⁻¹⁶ at the lowest, whatever underflows', () => {
  assert.equal(scaleOf([[1e-42, 0.3]]).floor, -16);
});

test('zeros, NaN and infinities do not make a scale', () => {
  assert.equal(scaleOf([[0, Number.NaN, Infinity]]), null);
  assert.equal(nextScale(FIRST_SCALE, null), FIRST_SCALE);
});

test('a scale is never narrower than four decades', () => {
  const { top, floor } = scaleOf([[0.5, 0.6]]);
  assert.ok(top - floor >= 4);
});

test('the scale grows at once and shrinks only after a while', () => {
  let scale = nextScale({ top: 0, floor: -4 }, { top: 4, floor: -8 });
  assert.deepEqual([scale.top, scale.floor], [4, -8]);
  for (let frame = 0; frame < 45; frame += 1) scale = nextScale(scale, { top: 0, floor: -4 });
  assert.deepEqual([scale.top, scale.floor], [4, -8]);
  scale = nextScale(scale, { top: 0, floor: -4 });
  assert.deepEqual([scale.top, scale.floor], [0, -4]);
});

test('heights are logarithmic: equal factors, equal steps', () => {
  const scale = { top: 0, floor: -8 };
  assert.equal(heightOf(scale, 1), 1);
  assert.equal(heightOf(scale, 1e-4), 0.5);
  assert.equal(heightOf(scale, 1e-8), 0);
  assert.equal(heightOf(scale, 0), 0);
  assert.equal(heightOf(scale, Number.NaN), 0);
});

test('below the floor is dead, below float32 noise is noise, the rest is alive', () => {
  const scale = { top: 0, floor: -12 };
  const noise = floatNoise([1e-10, 1]);
  assert.equal(noise, 2 ** -24);
  assert.equal(gradeOf(scale, 0.01, noise), 'alive');
  assert.equal(gradeOf(scale, 1e-9, noise), 'noise');
  assert.equal(gradeOf(scale, 1e-13, noise), 'dead');
  assert.equal(gradeOf(scale, 0, noise), 'dead');
});

test('what is called noise is indeed lost in a float32 sum', () => {
  const largest = 0.37;
  const noise = floatNoise([largest]);
  const one = Math.fround(largest);
  assert.equal(Math.fround(one + Math.fround(noise * 0.49)), one);
});

test('labels are evenly spaced from the top to the floor and not too many', () => {
  for (const scale of [{ top: 0, floor: -4 }, { top: 2, floor: -8 }, { top: 0, floor: -16 }, { top: 2, floor: -16 }]) {
    const labels = labelledExponents(scale, 5);
    assert.equal(labels[0], scale.top);
    assert.equal(labels[labels.length - 1], scale.floor);
    assert.ok(labels.length <= 5);
    const steps = new Set(labels.slice(1).map((label, index) => labels[index] - label));
    assert.equal(steps.size, 1);
  }
});
