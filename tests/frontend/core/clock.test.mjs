import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockOf, firedAt, firstTimeStep, heldValues, moduleNorms, moduleOf, modulePeriods } from '../../../frontend/src/core/model/clock.ts';
import { heroLayout } from '../../../frontend/src/core/model/hero_layout.ts';
import { gridHeight, moduleGrid, unitAt, unitBox } from '../../../frontend/src/core/model/unit_grid.ts';

const SINE = { kind: 'sine', modality: 'values', loss: 'mean_squared_error', structure: 'many-to-many', sequence_length: 50, input_size: 1, output_size: 1, required_lag: 1, input_labels: ['value'] };

test('without periods of their own the modules have powers of two, as many as divide the hidden size', () => {
  assert.deepEqual(modulePeriods(null, 16), [1, 2, 4, 8, 16, 32, 64, 128]);
  assert.deepEqual(modulePeriods(undefined, 9), [1, 2, 4, 8, 16, 32, 64, 128, 256]);
  assert.deepEqual(modulePeriods(null, 7), [1, 2, 4, 8, 16, 32, 64]);
  assert.deepEqual(modulePeriods(null, 11), [1]);
  assert.deepEqual(modulePeriods([1, 3], 8), [1, 3]);
  assert.deepEqual([17, 16].map((length) => modulePeriods(null, 10, length)), [[1, 2, 4, 8, 16], [1, 2]], 'those that fire twice');
});

test('only a clockwork cell has a clock', () => {
  assert.deepEqual(clockOf({ kind: 'cwrnn', periods: [1, 3] }, 8), { periods: [1, 3], units: 4, start: 0 });
  assert.equal(clockOf({ kind: 'rnn' }, 8), null);
});

/** @param {number} period @param {number} [start] */
const ticking = (period, start = 0) => ({ periods: [period], units: 1, start });

test('a value is held from one firing to the next, and to the end of the sequence', () => {
  const spans = (/** @type {any[]} */ held) => held.map(({ from, to }) => [from, to]);
  assert.deepEqual(spans(heldValues(ticking(4), 0, 10, 0, 9)), [[0, 3], [4, 7], [8, 9]]);
  assert.deepEqual(spans(heldValues(ticking(4), 0, 10, 6, 6)), [[4, 7]]);
  assert.deepEqual(spans(heldValues(ticking(1), 0, 3, 0, 2)), [[0, 0], [1, 1], [2, 2]]);
  assert.equal(firedAt(ticking(8), 0, 15), 8);
});

test('a clock runs on from window to window: what was held before is held on, without a tick', () => {
  assert.deepEqual(heldValues(ticking(4, 50), 0, 10, 0, 9), [{ from: 0, to: 1, fires: false }, { from: 2, to: 5, fires: true }, { from: 6, to: 9, fires: true }]);
  assert.equal(firstTimeStep({ kind: 'text', carry_state: true, length: 50 }, 3), 150);
  assert.equal(firstTimeStep({ kind: 'text', carry_state: false, length: 50 }, 3), 0);
  assert.equal(firstTimeStep({ kind: 'sine', length: 50 }, 3), 0);
});

test('every time step of every module belongs to exactly one held value', () => {
  for (const [period, start] of [[1, 0], [2, 3], [3, 0], [8, 50], [100, 7]]) {
    const covered = heldValues(ticking(period, start), 0, 37, 5, 30).flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
    for (let step = 5; step <= 30; step += 1) assert.equal(covered.filter((each) => each === step).length, 1, `period ${period}, step ${step}`);
  }
});

test("the modules' gradients together are the layer's", () => {
  const gradient = Float32Array.from({ length: 3 * 4 }, (_, index) => Math.sin(index + 1));
  const clock = { periods: [1, 2], units: 2, start: 0 };
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
