import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockOf, firedAt, heldValues, moduleNorms, moduleOf, modulePeriods } from '../../frontend/src/layout/clock.js';
import { heroLayout } from '../../frontend/src/layout/hero-layout.js';
import { gridHeight, moduleGrid, unitAt, unitBox } from '../../frontend/src/layout/unit-grid.js';

const SINE = { kind: 'sine', modality: 'values', loss: 'mean_squared_error', structure: 'many-to-many', sequence_length: 50, input_size: 1, output_size: 1, required_lag: 1, input_labels: ['value'] };

test('without periods of their own the modules have powers of two, as many as divide the hidden size', () => {
  assert.deepEqual(modulePeriods(null, 16), [1, 2, 4, 8, 16, 32, 64, 128]);
  assert.deepEqual(modulePeriods(undefined, 9), [1, 2, 4, 8, 16, 32, 64, 128, 256]);
  assert.deepEqual(modulePeriods(null, 7), [1, 2, 4, 8, 16, 32, 64]);
  assert.deepEqual(modulePeriods(null, 11), [1]);
  assert.deepEqual(modulePeriods([1, 3], 8), [1, 3]);
});

test('only a clockwork cell has a clock', () => {
  assert.deepEqual(clockOf({ kind: 'cwrnn', periods: [1, 3] }, 8), { periods: [1, 3], units: 4 });
  assert.equal(clockOf({ kind: 'rnn' }, 8), null);
});

test('a value is held from one firing to the next, and to the end of the sequence', () => {
  assert.deepEqual(heldValues(4, 10, 0, 9), [{ from: 0, to: 3 }, { from: 4, to: 7 }, { from: 8, to: 9 }]);
  assert.deepEqual(heldValues(4, 10, 6, 6), [{ from: 4, to: 7 }]);
  assert.deepEqual(heldValues(1, 3, 0, 2).map(({ from, to }) => to - from), [0, 0, 0]);
  assert.equal(firedAt(8, 15), 8);
});

test('every time step of every module belongs to exactly one held value', () => {
  for (const period of [1, 2, 3, 8, 100]) {
    const covered = heldValues(period, 37, 5, 30).flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
    for (let step = 5; step <= 30; step += 1) assert.equal(covered.filter((each) => each === step).length, 1, `period ${period}, step ${step}`);
  }
});

test("the modules' gradients together are the layer's", () => {
  const gradient = Float32Array.from({ length: 3 * 4 }, (_, index) => Math.sin(index + 1));
  const clock = { periods: [1, 2], units: 2 };
  const norms = moduleNorms(gradient, 3, clock);
  assert.equal(moduleOf(clock, 3), 1);
  for (let step = 0; step < 3; step += 1) {
    const whole = Math.hypot(...gradient.subarray(step * 4, step * 4 + 4));
    assert.ok(Math.abs(Math.hypot(norms[0][step], norms[1][step]) - whole) < 1e-6);
  }
});

test('units of a module stand together, over a rail of their own, and a point in a unit finds it', () => {
  for (const [hiddenSize, modules, height] of [[16, 8, 170], [4, 4, 140], [64, 8, 90], [9, 9, 81]]) {
    const grid = moduleGrid(hiddenSize, modules, 30, height);
    assert.ok(gridHeight(grid) <= height + 0.001);
    let end = 0;
    for (let unit = 0; unit < hiddenSize; unit += 1) {
      const box = unitBox(grid, unit);
      assert.ok(box.height > 0 && box.y >= end - 0.001 && box.y + box.height <= height + 0.001, `${hiddenSize} units, unit ${unit}`);
      assert.equal(unitAt(grid, hiddenSize, 5, box.y + box.height / 2), unit);
      end = box.y + box.height;
    }
    assert.ok((grid.modules?.rail ?? 0) >= 2.5, `rail of ${hiddenSize} units in ${height}`);
  }
});

test('a clock grid keeps nine pixels for each module even among four lanes', () => {
  const lanes = Array.from({ length: 4 }, (_, lane) => ({ lane, layers: 1, hiddenSize: 16, modules: 8 }));
  const layout = heroLayout({ width: 830, height: 640, task: SINE, lanes });
  for (const lane of layout.lanes) assert.ok((lane.layers[0].grid.modules?.pitch ?? 0) >= 8);
});
