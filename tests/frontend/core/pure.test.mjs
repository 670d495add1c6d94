import assert from 'node:assert/strict';
import test from 'node:test';

import { ACTIVATION_CURVES, candidateActivation, modReluCurve } from '../../../frontend/src/core/model/activation_curves.ts';
import { extent, growingEnd, logTicks } from '../../../frontend/src/draw/axis.ts';
import { decimate, meanWindow, runningMean, spread } from '../../../frontend/src/core/model/decimate.ts';
import { extendTrails, matchNearest, pictureReach, spectralRadius } from '../../../frontend/src/core/model/eigenvalue_trails.ts';
import { histogram } from '../../../frontend/src/page/side/histogram.ts';
import { operatingPoints, samples } from '../../../frontend/src/draw/operating_points.ts';
import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { goldenBytes, goldenJson } from '../support/golden.mjs';
import { ticksApart } from '../../../frontend/src/page/side/activation.ts';
import { colourAt, openTable } from '../../../frontend/src/draw/palette.ts';

test('the ten activations and their slopes are those of torch', () => {
  const { z, ...kinds } = goldenJson('activations.json');
  assert.deepEqual(Object.keys(kinds).sort(), Object.keys(ACTIVATION_CURVES).sort());
  for (const [kind, table] of Object.entries(kinds)) {
    z.forEach((/** @type {number} */ at, /** @type {number} */ index) => {
      assert.ok(Math.abs(ACTIVATION_CURVES[kind].value(at) - table.value[index]) < 1e-12, `${kind}(${at})`);
      assert.ok(Math.abs(ACTIVATION_CURVES[kind].slope(at) - table.slope[index]) < 1e-12, `slope of ${kind} at ${at}`);
    });
  }
});

test('a gated cell has the tanh of its candidate, an IRNN its ReLU', () => {
  assert.equal(candidateActivation({ kind: 'lstm' }), 'tanh');
  assert.equal(candidateActivation({ kind: 'irnn' }), 'relu');
  assert.equal(candidateActivation({ kind: 'rnn', activation: 'gelu' }), 'gelu');
});

test('a modReLU is the identity at threshold 0, shuts below a negative one and jumps at a positive one', () => {
  const [open, shut, jump] = [0, -0.5, 0.5].map(modReluCurve);
  assert.deepEqual([-2, 0.1, 3].map(open.value), [-2, 0.1, 3]);
  assert.deepEqual([-2, 0.1, 3].map(shut.value), [-1.5, 0, 2.5]);
  assert.deepEqual([-2, 0.1, 3].map(shut.slope), [1, 0, 1]);
  assert.deepEqual([-1, 0, 1].map(jump.value), [-1.5, 0, 1.5]);
});

test('a decimated curve keeps ends, peaks and dips, in order, within its limit', () => {
  const values = Float32Array.from({ length: 20_000 }, (_, index) => Math.sin(index / 500));
  values[7777] = 50;
  values[12_345] = -50;
  const chosen = decimate(values, values.length, 1500);
  assert.ok(chosen.length <= 1500);
  assert.deepEqual([chosen[0], chosen.at(-1)], [0, 19_999]);
  assert.ok(chosen.includes(7777) && chosen.includes(12_345));
  assert.deepEqual(chosen, [...new Set(chosen)].sort((a, b) => a - b));
});

test('a short curve is left as it is, and only the first entries of a buffer count', () => {
  assert.deepEqual(decimate(new Float32Array(64), 5, 1500), [0, 1, 2, 3, 4]);
  assert.deepEqual(decimate([], 0), []);
});

test('a value that is not finite hides no finite one', () => {
  const values = Float64Array.from({ length: 1000 }, (_, index) => (index % 2 ? NaN : index));
  const chosen = decimate(values, 1000, 100);
  assert.ok(chosen.slice(1, -1).every((index) => Number.isFinite(values[index])));
});

test('the running mean looks back over its window and leaves out what is not finite', () => {
  assert.deepEqual(runningMean([1, 3, 5, 7], [0, 1, 2, 3], 2), [1, 2, 4, 6]);
  assert.deepEqual(runningMean([1, NaN, 5], [1, 2], 3), [1, 3]);
  assert.deepEqual(runningMean([NaN], [0], 3), [NaN]);
  assert.deepEqual([meanWindow(10), meanWindow(1000), meanWindow(1e6)], [1, 20, 200]);
});

test('indices are spread evenly from end to end', () => {
  assert.deepEqual([spread(3, 12), spread(100, 4), spread(1, 2)], [[0, 1, 2], [0, 33, 66, 99], [0]]);
});

test('eigenvalues are followed by their nearest successors, whatever order they come in', () => {
  /** @type {[number, number][]} */
  const before = [[0, 0], [1, 0], [0, 1]];
  assert.deepEqual(matchNearest(before, [[0.1, 0.9], [0.05, 0], [1.1, 0.1]]), [[0.05, 0], [1.1, 0.1], [0.1, 0.9]]);
  const trails = extendTrails(extendTrails([], before), [[1, 0.1], [0, 1.1], [0, 0.1]], 16);
  assert.deepEqual(trails[1], [[1, 0], [1, 0.1]]);
  assert.equal(extendTrails([Array.from({ length: 16 }, () => [0, 0])], [[1, 1]], 16)[0].length, 16);
  assert.deepEqual(extendTrails(trails, [[0, 0]]), [[[0, 0]]]);
});

test('the spectral radius is the largest magnitude, and the picture reaches beyond it in jumps', () => {
  assert.equal(spectralRadius([[0.3, 0.4], [-0.2, 0]]), 0.5);
  assert.equal(spectralRadius([]), 0);
  assert.deepEqual([pictureReach(0.1), pictureReach(1.1), pictureReach(1.3)], [1.25, 1.25, 1.6]);
  assert.ok(pictureReach(5000) > 5000);
});

test('the histogram counts what lies beyond its ends at its ends, and NaN nowhere', () => {
  assert.deepEqual(histogram([-9, 0.1, 0.9, 1.5, 99, NaN], 0, 2, 2), [3, 2]);
});

test('an axis that grows with a run holds it, moves seldom and leaves little room free', () => {
  assert.deepEqual([1, 73, 100, 101, 200, 999, 1001, 200_000].map(growingEnd), [1, 73, 100, 110, 200, 1000, 1100, 200_000]);
  const ends = Array.from({ length: 20_000 }, (_, step) => growingEnd(step + 100));
  ends.forEach((end, step) => assert.ok(end >= step + 100 && end <= 1.1 * (step + 100)));
  assert.ok(new Set(ends).size < 200);
});

test('log ticks are powers of ten, with more between when the range is short', () => {
  assert.deepEqual(logTicks(0.009, 1.3).values, [0.01, 0.03, 0.1, 0.3, 1]);
  assert.deepEqual(logTicks(0.2, 2).values, [0.2, 0.5, 1, 2]);
  assert.ok(logTicks(1e-12, 1).values.length <= 7);
  assert.deepEqual(extent([3, NaN, -1, Infinity]), [-1, 3]);
});

test('operating points: the sums of the watched sample, saturation and slope in one reading', () => {
  const [lane] = decodeFrame(goldenBytes('hello.safetensors')).lanes;
  const points = operatingPoints(lane, 0, ACTIVATION_CURVES.tanh);
  assert.ok(points && lane?.preActivation);
  assert.equal(points.values.length, 12);
  const slopes = Array.from(lane.hiddenState.data, (h) => 1 - Number(h) ** 2);
  assert.ok(Math.abs(points.meanSlope - slopes.reduce((a, b) => a + b) / 12) < 1e-6);
  assert.equal(points.dead, 0);
  assert.ok(points.low <= -3 && points.high === -points.low);
  assert.equal(operatingPoints({ ...lane, preActivation: null }, 0, ACTIVATION_CURVES.tanh), null);
});

test('a kink is drawn as a kink', () => {
  const relu = samples(ACTIVATION_CURVES.relu.slope, -4.1, 4.1, 20);
  assert.deepEqual(relu.filter(([z]) => Math.abs(z) < 1e-5).map(([, slope]) => slope), [0, 1]);
});

test('numbers under an axis keep apart, the more important first', () => {
  assert.deepEqual(ticksApart([0, -4, 4, -1, 1], (z) => 130 + 30 * z), [0, -4, 4]);
  assert.deepEqual(ticksApart([0, -2, 2, -1, 1], (z) => 130 + 60 * z), [0, -2, 2, -1, 1]);
});

test('an open gate is lighter than a closed one, on paper and at night', () => {
  const brightness = (/** @type {readonly number[]} */ colour) => colour.reduce((sum, part) => sum + part, 0);
  for (const [surface2, ink1] of [['rgb(236, 238, 242)', 'rgb(23, 26, 33)'], ['rgb(39, 43, 52)', 'rgb(241, 242, 245)']]) {
    const table = openTable(/** @type {any} */ ({ surface2, ink1 }));
    assert.ok(brightness(colourAt(table, 1)) > brightness(colourAt(table, 0.5)) && brightness(colourAt(table, 0.5)) > brightness(colourAt(table, 0)));
  }
});
