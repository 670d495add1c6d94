import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bpttAt, isTruncated } from '../../../frontend/src/core/model/bptt_in_force.ts';
import { decibelLimit, handedOn, isTold, largestLoss, ledgerOf, meanEntry, ratioOf, stackBlocks } from '../../../frontend/src/core/model/decibels.ts';
import { fanOf, hundredth, spread } from '../../../frontend/src/draw/fan.ts';
import { gateStatistics, gateStrip, keptShare, timeConstant, timeConstants } from '../../../frontend/src/core/model/gate_readings.ts';
import { clipAt, normBins, normRange, normThreshold } from '../../../frontend/src/measure/norms/norm_strip.ts';
import { largestMagnitude, mean, nextLimit, quantile, roundLimit, slice } from '../../../frontend/src/core/model/slices.ts';
import { remainder, splitParameters, stepMatrices } from '../../../frontend/src/measure/contributions/step_matrices.ts';
import { ringRadius, stepEigenvalues } from '../../../frontend/src/core/model/step_spectrum.ts';
import { decibels } from '../../../frontend/src/core/text/number.ts';

const floats = (/** @type {number[]} */ shape, /** @type {number[]} */ values) => /** @type {any} */ ({ shape, dtype: 'F32', data: Float32Array.from(values) });
const lane = (/** @type {Record<string, any>} */ tensors) => /** @type {any} */ ({ tensors: new Map(Object.entries(tensors)) });
const near = (/** @type {number} */ actual, /** @type {number} */ wanted, within = 1e-6) => assert.ok(Math.abs(actual - wanted) <= within, `${actual} is not ${wanted}`);

test('slices are views, quantiles are those of numpy', () => {
  const tensor = floats([2, 2], [1, 2, 3, 4]);
  assert.deepEqual([...slice(tensor, 1)], [3, 4]);
  assert.equal(slice(tensor, 1).buffer, tensor.data.buffer);
  near(quantile([4, 1, 3, 2], 0.1), 1.3);
  near(quantile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(quantile([Infinity, Infinity], 0.5), Infinity);
  assert.equal(mean([1, 2, 6]), 3);
  assert.equal(largestMagnitude([1, -5, Infinity, Number.NaN]), 5);
});

test('limits are round, grow at once and shrink late', () => {
  assert.deepEqual([0, 0.031, 0.9, 1, 7, 130].map(roundLimit), [1, 0.05, 1, 1, 10, 200]);
  assert.equal(nextLimit(1, 3), 5);
  assert.equal(nextLimit(5, 2), 5);
  assert.equal(nextLimit(5, 0.9), 1);
});

test('of a plain network slope and weights are the account: losses stack down from zero, gains up, and add up to the gain', () => {
  const [entry] = ledgerOf(floats([1, 1, 4], [-2.1, 1, 0, -1.1]), 0, floats([1, 1, 5], [1, 0, -1.1, -Infinity, NaN]));
  const blocks = stackBlocks(entry, 12);
  assert.deepEqual(blocks.map(({ cause }) => cause), ['slope', 'weight']);
  assert.deepEqual(blocks.map(({ from }) => from), [0, 0]);
  near(blocks.reduce((sum, { from, to }) => sum + to - from, 0), -1.1);
  assert.equal(largestLoss(meanEntry([entry])), 'slope');
  const [gone] = ledgerOf(floats([1, 1, 4], [-Infinity, 0, 0, -Infinity]), 0);
  assert.equal(stackBlocks(gone, 12)[0].to, -12, 'what is infinite ends at the axis');
});

test('where something goes around the weights each path has of the gain what it carries, and a small share is not blamed', () => {
  const [entry] = ledgerOf(floats([1, 1, 4], [-27.7, -6.4, 33.67, -0.43]), 0, floats([1, 1, 5], [0.02, 0.98, -34.1, -0.6, 0.1]));
  const blocks = stackBlocks(entry, 12);
  assert.deepEqual(blocks.map(({ cause }) => cause), ['through', 'around']);
  near(blocks.reduce((sum, { from, to }) => sum + to - from, 0), -0.43);
  const mean = /** @type {import('../../../frontend/src/core/model/decibels.ts').Mean} */ (meanEntry([entry]));
  near(mean.lostThrough, -0.0086, 1e-5);
  near(mean.lostAround, -0.4214, 1e-5);
  assert.equal(largestLoss(mean), 'around');
  const [through] = ledgerOf(floats([1, 1, 4], [-4, -9, 3, -10]), 0, floats([1, 1, 5], [0.8, 0.2, -13, -20, 0]));
  assert.equal(largestLoss(meanEntry([through])), 'weight', 'of the path through the weights what shortens more');
});

test('a frame that tells of no paths still tells what all goes by', () => {
  const [plain, waits, mixed] = ledgerOf(floats([1, 3, 4], [-4, -1, 0, -5, -Infinity, 0, Infinity, 0, -4, -1, 2, -3]), 0);
  assert.deepEqual([plain.through, plain.around, waits.through, waits.around, mixed.through], [1, 0, 0, 1, NaN]);
  assert.deepEqual([meanEntry([mixed]), stackBlocks(mixed, 12), isTold(mixed)], [null, [], true]);
});

test('a step without a gradient is not told, and means and limits do without it', () => {
  const entries = ledgerOf(floats([1, 3, 4], [Number.NaN, Number.NaN, Number.NaN, Number.NaN, -4, -1, 0, -5, -2, -1, 0, -3]), 0);
  assert.deepEqual(entries.map(isTold), [false, true, true]);
  assert.deepEqual(meanEntry(entries), { slope: -3, weight: -1, gain: -4, through: 1, around: 0, lostThrough: -4, lostAround: 0, plain: true });
  assert.equal(decibelLimit(entries), 6);
  assert.equal(meanEntry([entries[0]]), null);
  assert.deepEqual(handedOn([...entries, entries[0]]), entries.slice(0, -1), 'the step of the last loss hands nothing on');
  assert.equal(largestLoss(meanEntry(ledgerOf(floats([1, 1, 4], [0, 1, 0, 1]), 0))), null);
});

test('decibels of a ratio of norms, and how they are written', () => {
  near(ratioOf(-20), 0.1);
  near(ratioOf(6.0206), 2, 1e-4);
  assert.deepEqual([1.23, -3.04, -0.04, 0, Infinity, -Infinity, Number.NaN].map((value) => decibels(value)), ['+1.2 dB', '−3.0 dB', '0.0 dB', '0.0 dB', '+∞ dB', '−∞ dB', '–']);
  assert.equal(decibels(20, 0), '+20 dB');
  assert.equal(decibels(-1.5, 1, false), '−1.5');
});

test('the fan runs back from the end, with the largest, the smallest and some between', () => {
  const values = [1e-4, 1e-9, 0.1, 1e-3, 1, 1];
  const fan = fanOf(floats([1, 3, 2], values), 0);
  assert.deepEqual(fan.lines.map(({ rank }) => rank), [0, 1]);
  assert.equal(fan.lines[0].values[0], 1);
  near(fan.lines[0].values[2], 1e-4);
  assert.ok(fan.low <= -9 && fan.high >= 1);
  assert.deepEqual(hundredth(fan), { distance: 2, grows: false });
  assert.equal(hundredth(fanOf(floats([1, 2, 1], [0.5, 1]), 0)), null);
  assert.deepEqual(hundredth(fanOf(floats([1, 2, 1], [150, 1]), 0)), { distance: 1, grows: true });
  assert.deepEqual(spread(32, 5), [0, 8, 16, 23, 31]);
  assert.deepEqual(spread(1, 9), [0]);
});

test('a gate is read unit by unit, its statistics over time, its constant as 1 / (1 − keep)', () => {
  const strip = gateStrip(floats([1, 2, 2, 2], [0.1, 0.2, 0.5, 0.9, 0.3, 0.4, 0.75, 1]), 0, 1);
  assert.deepEqual([strip.units, strip.count], [2, 2]);
  near(strip.at(1, 0), 0.75);
  assert.equal(timeConstant(0.75), 4);
  assert.equal(timeConstant(1), Infinity);
  const [first] = timeConstants(gateStrip(floats([1, 1, 1, 3], [0.5, 0.75, 0.9]), 0, 0));
  near(first.median, 4, 1e-5);
  assert.ok(first.low < 4 && first.high > 4);
  const statistics = floats([1, 2, 1, 3], [0.2, 0, 0.5, 0.4, 0.1, 0.3]);
  const whole = gateStatistics(statistics, 0, 0, null);
  near(whole.mean, 0.3);
  near(whole.closed, 0.4);
  near(gateStatistics(statistics, 0, 0, 1).open, 0.1);
  assert.deepEqual([...keptShare(floats([1, 2, 2], [0.25, 0.75, 1, 1]), 0)], [0.5, 1]);
});

test('norms in bins, with the threshold that was in force and the updates that it cut', () => {
  const clip = { kind: 'norm', threshold: 1 };
  const document = /** @type {any} */ ({ clip, changes: [{ step: 6, clip: { kind: 'norm', threshold: 3 } }, { step: 9, learning_rate: 0.1 }] });
  const series = /** @type {any} */ ({ steps: Float64Array.from({ length: 10 }, (_, step) => step), gradientNorm: Float32Array.from([0.5, 2, 2, 0.5, 2, 2, 2, 2, 4, 0.1]) });
  const bins = normBins(series, 10, document, 5);
  assert.deepEqual(bins.map(({ clipped }) => clipped), [1, 1, 2, 0, 1]);
  assert.deepEqual(bins.map(({ threshold }) => threshold), [1, 1, 1, 3, 3]);
  assert.deepEqual([bins[0].least, bins[0].most, bins[4].step], [0.5, 2, 9]);
  assert.deepEqual(normRange(bins), [-1, 1]);
  assert.equal(normBins(series, 0, document, 5).length, 0);
  assert.equal(normThreshold(clipAt(document, 5)), 1);
  assert.equal(normThreshold(clipAt(document, 6)), 3);
  assert.equal(normThreshold({ kind: 'value', threshold: 1 }), null, 'a clip by value has no line among norms');
});

test('the matrices of the time steps add up to the gradient that is applied', () => {
  const data = lane({ 'step_gradient/W_hh.0': floats([2, 2, 2], [1, 2, 3, 4, 10, 20, 30, 40]), 'step_gradient/b_hh.0': floats([2, 2], [1, 2, 3, 4]) });
  assert.deepEqual(splitParameters(data), ['W_hh.0', 'b_hh.0']);
  const matrices = stepMatrices(data, 'W_hh.0');
  assert.deepEqual([...(matrices?.total ?? [])], [11, 22, 33, 44]);
  assert.deepEqual([matrices?.rows, matrices?.columns, matrices?.limit, matrices?.totalLimit], [2, 2, 50, 50]);
  assert.equal(remainder(floats([2, 2], [11, 22, 33, 44.5]), /** @type {any} */ (matrices)), 0.5);
  assert.deepEqual([stepMatrices(data, 'b_hh.0')?.rows, stepMatrices(data, 'b_hh.0')?.columns], [2, 1]);
  assert.equal(stepMatrices(data, 'W_xh.0'), null);
});

test('the eigenvalues of a step, and the ring where a plain cell keeps its gradient', () => {
  const data = lane({ step_eigenvalues: floats([1, 2, 2, 2], [1, 0, 2, 0, 0.5, 0.5, 0.5, -0.5]), mean_slope: floats([1, 2], [0.4, 0.6]) });
  assert.deepEqual(stepEigenvalues(data, 0, 1), [[0.5, 0.5], [0.5, -0.5]]);
  assert.equal(stepEigenvalues(lane({}), 0, 0), null);
  near(ringRadius(data, 'rnn', 0) ?? 0, 2);
  assert.equal(ringRadius(data, 'lstm', 0), null);
  assert.equal(ringRadius(lane({ mean_slope: floats([1, 1], [1]) }), 'rnn', 0), null, 'a linear network needs no ring');
});

test('the truncation in force follows the knob, and a window as long as the sequence cuts nothing', () => {
  const [full, short] = [{ kind: 'full' }, { kind: 'truncated', window: 6, shift: 3 }];
  const turned = /** @type {any} */ ({ bptt: full, changes: [{ step: 40, bptt: full }, { step: 10, bptt: short }, { step: 20, learning_rate: 0.1 }] });
  assert.deepEqual([0, 10, 39, 40].map((step) => bpttAt(turned, step).kind), ['full', 'truncated', 'truncated', 'full']);
  assert.deepEqual([6, 7].map((length) => isTruncated(turned, 12, length)), [false, true]);
  assert.equal(isTruncated(turned, 9, 7), false);
});
