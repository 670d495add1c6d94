import assert from 'node:assert/strict';
import { test } from 'node:test';

import { errorAt, gradientAt, landOf, nearestPlace, steepest, stepsOf, lossCliffOf, withinFrame } from '../../../frontend/src/ask/surface/descent.ts';
import { contourFigure, rangeOf, scaleTicks } from '../../../frontend/src/ask/surface/contour_figure.ts';
import { lengthsFigure } from '../../../frontend/src/ask/lengths/lengths_figure.ts';
import { cliffField, cliffRange } from '../../../frontend/src/ask/loss_cliff/cliff_field.ts';
import { levelAt, levelsOf, reliefOf } from '../../../frontend/src/ask/surface/relief.ts';

const floats = (/** @type {number[]} */ shape, /** @type {number[]} */ values) => ({ shape, dtype: 'F32', data: Float32Array.from(values) });
/** E = W² over W in 0 … 2 and b in 0 … 2: the gradient points along W alone. */
const answer = {
  reply: 'q', step: 0,
  tensors: new Map(Object.entries({
    weight_axis: floats([3], [0, 1, 2]), bias_axis: floats([3], [0, 1, 2]), wall: floats([3, 3], [0, 0, 0, 1, 1, 1, 4, 4, 4]),
    gradient: floats([3, 3, 2], [0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 2, 0, 4, 0, 4, 0, 4, 0]),
  })),
};
const wall = lossCliffOf(answer);
const tokens = /** @type {any} */ ({ surface0: '#fff', surface2: '#eee', ink1: '#000', ink2: '#333', ink3: '#666', line: '#ddd', lineStrong: '#888', gradient: '#b06', fontUi: 'x', lanes: ['a', 'b'], dashes: [[], [6, 3]] });

test('rows of the wall belong to the weight, columns to the bias', () => {
  assert.equal(errorAt(wall, { row: 2, column: 0 }), 4);
  assert.deepEqual(gradientAt(wall, { row: 1, column: 2 }), [2, 0]);
  assert.deepEqual(nearestPlace(wall, 1.2, 9), { row: 1, column: 2 });
  assert.equal(steepest(wall).row, 2);
});

test('the land is told by the size of the gradient', () => {
  assert.deepEqual([landOf([1e-6, 0]), landOf([0.1, 0]), landOf([30, 40]), landOf([NaN, 0])], ['plain', 'slope', 'cliff', 'over']);
});

test('a step is −rate · gradient, the clipped one no longer than rate · threshold', () => {
  const { raw, clipped } = stepsOf([30, 40], 0.1, 1);
  assert.deepEqual(raw, [-3, -4]);
  assert.ok(Math.abs(Math.hypot(...clipped) - 0.1) < 1e-12);
  assert.ok(Math.abs(clipped[1] / clipped[0] - 4 / 3) < 1e-12, 'the direction stays');
  assert.deepEqual(stepsOf([0.3, 0.4], 0.1, 1).clipped, stepsOf([0.3, 0.4], 0.1, 1).raw);
});

test('an arrow that leaves the frame ends at its edge', () => {
  const frame = { x: /** @type {const} */ ([0, 2]), y: /** @type {const} */ ([0, 2]) };
  assert.deepEqual(withinFrame([1, 1], [4, 0], frame), { to: [2, 1], leaves: true });
  assert.deepEqual(withinFrame([1, 1], [-0.5, 0.5], frame), { to: [0.5, 1.5], leaves: false });
  assert.deepEqual(withinFrame([0, 1], [-1, 0], frame), { to: [0, 1], leaves: true });
});

test('small arrows point downhill, along the axes of the picture', () => {
  const field = cliffField(wall);
  assert.ok(field.length > 0);
  for (const { from, to } of field) {
    assert.ok(to[0] < from[0]);
    assert.equal(to[1], from[1]);
  }
});

test('a wall between plains is told apart evenly, one that grows by powers of ten', () => {
  assert.deepEqual(cliffRange([0, 0.25, 0.5]), { range: [0, 0.5], logarithmic: false });
  assert.deepEqual(cliffRange([1e-9, 1, 1e30, Infinity]), { range: [1e-4, 1e6], logarithmic: true });
});

test('contours have x along the first axis of the values, what is not finite is left out', () => {
  const values = [1, 10, 100, 1000, NaN, 1e6];
  const plane = { x: [0, 1], y: [0, 1, 2], values, logarithmic: true, range: rangeOf(values, true) };
  const { traces } = contourFigure(plane, { height: 100, names: { x: 'a', y: 'b' }, value: '{x} {y} {value}', ramp: ['#fff', '#000'], tokens });
  const { z, text } = /** @type {any} */ (traces[0]);
  assert.deepEqual(z, [[0, 3], [1, null], [2, 6]]);
  assert.equal(text[2][1], 'a = 1 b = 2 1×10⁶');
});

test('the scale beside a plane has round numbers within its range', () => {
  assert.deepEqual(scaleTicks({ range: [0, 0.48], logarithmic: false }).map(({ text }) => text), ['0', '0.2', '0.4']);
  const ticks = scaleTicks({ range: [1e-3, 10], logarithmic: true });
  assert.ok(ticks.every(({ share }) => share >= -1e-9 && share <= 1 + 1e-9));
  assert.ok(ticks.some(({ text }) => text === '1'));
});

test('levels run from 0 to 1 and are held at the ends', () => {
  assert.deepEqual(levelsOf([1, 10, 100, NaN], 2, [1, 10], true), [[0, 1], [1, null]]);
  assert.deepEqual(levelsOf([0, 5], 1, [0, 10], false), [[0], [0.5]]);
});

test('between points of the grid a level is in between', () => {
  assert.equal(levelAt([[0, 1], [0, 1]], 0.3, 0.5), 0.5);
  assert.equal(levelAt([[0, 1], [1, 0]], 1, 1), 0);
});

test('a relief is drawn from the back to the front, higher is further up', () => {
  const levels = [[0, 0, 0], [0, 1, 0], [0, 0, 0]];
  const { patches, place } = reliefOf(levels, { turn: -38, tilt: 34 }, 400, 300);
  assert.equal(patches.length, 4);
  const middles = patches.map(({ corners }) => corners.reduce((sum, { y }) => sum + y, 0) / 4);
  assert.ok(middles[0] < middles[3]);
  assert.ok(place(0.5, 0.5, 1).y < place(0.5, 0.5, 0).y);
  for (const { corners } of patches) for (const { x, y } of corners) assert.ok(x >= 0 && x <= 400 && y >= 0 && y <= 300);
});

test('where there is no surface the relief has a hole', () => {
  assert.equal(reliefOf([[0, 0, 0], [0, 0, 0], [0, 0, null]], { turn: 0, tilt: 45 }, 100, 100).patches.length, 3);
});

test('the newest lengths are drawn in full, earlier ones faint and named by their update', () => {
  const one = (/** @type {number} */ step) => ({ step, lengths: [5, 20], chance: [0.69, 0.69], floor: [0.5, 0.6], lanes: [{ loss: [0.1, 0.2], metric: [0.9, 0.8] }, null] });
  const task = /** @type {any} */ ({ metric: 'accuracy', output_size: 2 });
  const words = { length: 'L', trained: 'T', chance: 'chance', floor: 'floor', update: (/** @type {number} */ step) => `u${step}`, value: () => '{length} {value}' };
  const look = { trained: 12, height: 200, tokens, words };
  const accuracy = lengthsFigure([one(1), one(2)], task, { ...look, quantity: 'metric' });
  const [chance, faint, full] = /** @type {any[]} */ (accuracy.traces);
  assert.deepEqual(chance.y, [0.5, 0.5]);
  assert.ok(faint.opacity < 0.5);
  assert.deepEqual([full.y, full.opacity], [[0.9, 0.8], 1]);
  const { layout } = accuracy;
  assert.deepEqual(/** @type {any} */ (layout).annotations.filter((/** @type {any} */ { text }) => /^u/.test(text)).map((/** @type {any} */ { text, y }) => [text, y]), [['u1', 0.8]]);
  assert.deepEqual([/** @type {any} */ (layout).shapes[0].x0, /** @type {any} */ (layout).xaxis.tickvals], [12, [5, 12, 20]]);
  const loss = lengthsFigure([one(1)], task, { ...look, quantity: 'loss' });
  assert.deepEqual(/** @type {any[]} */ (loss.traces).map(({ name }) => name).slice(0, 2), ['chance', 'floor']);
  assert.equal(/** @type {any} */ (loss.layout).yaxis.type, 'log');
});
