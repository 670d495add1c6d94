import assert from 'node:assert/strict';
import { test } from 'node:test';

import { heroLayout } from '../../../frontend/src/core/model/hero_layout.ts';
import { entryBox, unitAt, unitBox } from '../../../frontend/src/core/model/unit_grid.ts';
import { ALL_LIT } from '../../../frontend/src/hero/layout/stages.ts';
import { paintWithPaths } from '../../../frontend/src/draw/canvas_path.ts';
import { paintCells } from '../../../frontend/src/hero/cells.ts';

const task = { kind: 'hello', loss: 'cross_entropy', structure: 'many-to-many', sequence_length: 4, input_size: 4, output_size: 4, required_lag: 1, modality: 'symbols' };
const shape = (/** @type {number} */ entries) => ({ width: 800, height: 600, task, lanes: [{ lane: 0, layers: 1, hiddenSize: 16, entries }] });

/** @param {number} entries @param {Float32Array} values @returns {{ x: number, y: number, colour: string }[]} every square, as it is painted */
function squares(entries, values) {
  /** @type {{ x: number, y: number, colour: string }[]} */
  const painted = [];
  const silent = new Proxy(/** @type {any} */ ({}), { get: () => () => ({ width: 1 }), set: () => true });
  const pen = new Proxy(/** @type {any} */ ({ fillStyle: '' }), {
    get: (target, name) => (name === 'fillRect' || name === 'roundRect' ? (/** @type {number} */ x, /** @type {number} */ y) => void painted.push({ x, y, colour: target.fillStyle }) : () => ({ width: 1 })),
    set: (target, name, value) => { target[name] = value; return true; },
  });
  const layout = heroLayout(shape(entries));
  const lane = { lane: 0, clock: null, values, hiddenSize: 16, entries, limit: 1, faded: false, dead: null };
  const tokens = { surface0: '#ffffff', line: '#dddddd', ink3: '#888888', fontUi: 'sans-serif' };
  const palette = { negative: [200, 80, 0], zero: [240, 240, 240], positive: [0, 80, 200] };
  const picture = { layout, tokens, palette, task, first: 0, last: 3, light: ALL_LIT, clockwork: null };
  paintWithPaths(() => silent, () => paintCells(pen, /** @type {any} */ (picture), /** @type {any} */ (lane), layout.lanes[0]));
  return painted;
}

test('a matrix is a heat map in every cell: a row for each unit, one under the other, a column for each number', () => {
  const [units, entries] = [16, 3];
  const values = Float32Array.from({ length: 4 * units * entries }, (_, index) => (index === (2 * units + 5) * entries + 1 ? 1 : 0));
  const painted = squares(entries, values);
  assert.equal(painted.length, 4 * units * entries);
  const first = painted.slice(0, units * entries);
  assert.equal(new Set(first.map(({ x }) => x)).size, entries);
  assert.equal(new Set(first.map(({ y }) => y)).size, units);
  const own = painted.filter(({ colour }) => colour !== painted[0].colour);
  assert.equal(own.length, 1);
  assert.equal(painted.indexOf(own[0]), (2 * units + 5) * entries + 1);
});

test('the numbers of a unit fill its box and no more', () => {
  const { grid } = heroLayout(shape(3)).lanes[0].layers[0];
  assert.equal(grid.columns, 1);
  for (const unit of [0, 7, 15]) {
    const [whole, parts] = [unitBox(grid, unit), [0, 1, 2].map((entry) => entryBox(grid, unit, entry, 3))];
    assert.deepEqual(entryBox(grid, unit, 0, 1), whole);
    assert.equal(parts[0].x, whole.x);
    for (const [index, part] of parts.entries()) {
      assert.ok(part.width > 0 && part.x + part.width <= (parts[index + 1]?.x ?? whole.x + whole.width) + 1e-9);
      assert.deepEqual([part.y, part.height], [whole.y, whole.height]);
      assert.equal(unitAt(grid, 16, part.x + part.width / 2, part.y + part.height / 2), unit);
    }
  }
});
