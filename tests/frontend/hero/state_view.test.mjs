import assert from 'node:assert/strict';
import { test } from 'node:test';

import { carrierOf, entriesOf, stateAt, stateValues, stateViews } from '../../../frontend/src/hero/layout/state_view.ts';

const tensor = (/** @type {number[]} */ shape, /** @type {number[]} */ values) => ({ shape, dtype: 'F32', data: Float32Array.from(values) });
const lane = /** @type {any} */ ({ hiddenState: tensor([1, 1, 2], [0.5, -0.5]), states: { x: tensor([1, 1, 2, 2], [3, 4, 0, -2]), c: tensor([1, 1, 2], [7, 8]) } });

test('a complex state is looked at in parts, any other as it is', () => {
  assert.deepEqual(stateViews(['h', 'x'], lane).map(({ id }) => id), ['h', 'Re x', 'Im x', '|x|']);
  assert.deepEqual(stateViews(['h', 'c'], lane).map(({ id }) => id), ['h', 'c']);
  assert.deepEqual(stateViews(['h', 'x'], null).map(({ id }) => id), ['h', 'x']);
});

test('its values are the real parts, the imaginary parts or the magnitudes', () => {
  const values = stateViews(['h', 'x'], lane).map((view) => [...(stateValues(lane, view) ?? [])]);
  assert.deepEqual(values, [[0.5, -0.5], [3, 0], [4, -2], [5, 2]]);
  assert.equal(stateValues(null, { id: 'h', state: 'h', part: 'whole' }), null);
});

test('one unit has a number, or magnitude and phase', () => {
  assert.deepEqual(stateAt(lane.states.c, 1), { value: 8 });
  assert.deepEqual(stateAt(lane.states.x, 1), { real: 0, imaginary: -2, magnitude: 2, phase: -Math.PI / 2 });
});

test('a matrix is looked at as it is, a row for each unit, even where its rows are as long as a complex number', () => {
  const matrix = /** @type {any} */ ({ hiddenState: lane.hiddenState, states: { S: tensor([1, 1, 2, 2], [1, 2, 3, 4]) } });
  const views = stateViews(['h', 'S'], matrix, ['S']);
  assert.deepEqual(views.map(({ id }) => id), ['h', 'S']);
  assert.deepEqual([...(stateValues(matrix, views[1]) ?? [])], [1, 2, 3, 4]);
  assert.deepEqual(views.map((view) => entriesOf(matrix, view)), [1, 2]);
  assert.deepEqual(stateAt(matrix.states.S, 1, true), { row: [3, 4] });
});

test('a matrix that is too large for a frame cannot be looked at', () => {
  const without = /** @type {any} */ ({ hiddenState: lane.hiddenState, states: {} });
  assert.deepEqual(stateViews(['h', 'S'], without, ['S']).map(({ id }) => id), ['h']);
  assert.equal(entriesOf(without, { id: 'S', state: 'S', part: 'whole' }), 1);
});

test('what carries a state on is named after the cell', () => {
  assert.deepEqual(carrierOf({ kind: 'gru' }), ['W', 'hh']);
  assert.deepEqual(carrierOf({ kind: 'orthogonal' }), ['Q', '']);
});
