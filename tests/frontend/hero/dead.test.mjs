import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deadUnits } from '../../../frontend/src/hero/layout/state_view.ts';
import { heroLayout } from '../../../frontend/src/core/model/hero_layout.ts';
import { marksIn } from '../../../frontend/src/hero/layout/legend_marks.ts';
import { ALL_LIT } from '../../../frontend/src/hero/layout/stages.ts';
import { paintWithPaths } from '../../../frontend/src/draw/canvas_path.ts';
import { paintCells } from '../../../frontend/src/hero/cells.ts';

const task = { kind: 'hello', loss: 'cross_entropy', structure: 'many-to-many', sequence_length: 4, input_size: 4, output_size: 4, required_lag: 1, modality: 'symbols' };
const layout = heroLayout({ width: 800, height: 600, task, lanes: [{ lane: 0, layers: 1, hiddenSize: 3 }] });
const h = { id: 'h', state: 'h', part: /** @type {const} */ ('whole') };
const mask = { shape: [1, 3], dtype: 'U8', data: Uint8Array.of(0, 1, 0) };

/** A pen that counts lines; what else is asked of it does nothing. */
function counting() {
  const drawn = { lines: 0 };
  const pen = new Proxy(drawn, { get: (target, name) => (name === 'lineTo' ? () => void (target.lines += 1) : name === 'measureText' ? () => ({ width: 1 }) : () => {}), set: () => true });
  return { drawn, pen: /** @type {any} */ (pen) };
}

/** @param {Float32Array} values @param {ArrayLike<number | bigint> | null} dead @returns {number} crosses */
function crosses(values, dead) {
  const { drawn, pen } = counting();
  const lane = { lane: 0, clock: null, values, hiddenSize: 3, entries: 1, limit: 1, faded: false, dead };
  const tokens = { surface0: '#ffffff', line: '#dddddd', ink3: '#888888', fontUi: 'sans-serif' };
  const palette = { negative: [200, 80, 0], zero: [240, 240, 240], positive: [0, 80, 200] };
  const picture = { layout, tokens, palette, task, first: 0, last: 3, light: ALL_LIT, clockwork: null };
  paintWithPaths(() => counting().pen, () => paintCells(pen, /** @type {any} */ (picture), /** @type {any} */ (lane), layout.lanes[0]));
  return drawn.lines / 2;
}

test('a dead unit is crossed out at every time step, where that was measured', () => {
  const values = Float32Array.from({ length: 12 }, (_, index) => (index % 3 === 1 ? 0 : 0.5));
  assert.equal(crosses(values, mask.data), 4);
  assert.equal(crosses(values, null), 0, 'of a recording, which does not have the measurement, nothing is said');
  assert.equal(crosses(values, Uint8Array.of(0, 0, 0)), 0, 'one that is 0 here may answer to another sequence');
  assert.equal(crosses(values.fill(0.5), mask.data), 0, 'a gated unit whose candidate is dead still answers');
});

test('which units are dead is known of h alone, and from the frame itself', () => {
  const data = /** @type {any} */ ({ tensors: new Map([['dead_mask', mask]]) });
  assert.deepEqual(deadUnits(data, h), mask.data);
  assert.equal(deadUnits(data, { ...h, state: 'c' }), null);
  assert.equal(deadUnits(/** @type {any} */ ({ tensors: new Map() }), h), null);
  assert.equal(deadUnits(null, h), null);
});

test('the cross is explained while there is one', () => {
  const lanes = [{ cell: { kind: 'rnn', layers: 1, recurrence: 'on' }, bptt: { kind: 'full' } }];
  const marks = (/** @type {number[]} */ ...counts) => marksIn(/** @type {any} */ ({
    run: { frame: { step: 1, lanes: [{ memoryHorizon: null, tensors: new Map(), deadUnits: { data: Float32Array.from(counts) } }] }, facts: { task }, experiment: { lanes }, marks: [], lanes: [] }, difference: false, lossTimeStep: null,
  }));
  assert.ok(marks(0, 2).includes('crossed'));
  assert.ok(!marks(0, 0).includes('crossed'));
});
