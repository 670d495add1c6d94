import assert from 'node:assert/strict';
import { test } from 'node:test';

import { catalogOfServer } from '../support/document.mjs';
import { roundLimit } from '../../../frontend/src/core/model/slices.ts';
import { FIRST_SCALE, tightScale } from '../../../frontend/src/draw/gradient_scale.ts';
import { profileExtras } from '../../../frontend/src/hero/layout/profile_extras.ts';
import { rateWords } from '../../../frontend/src/core/text/gain.ts';
import { signedBar, signedEnds, signedY } from '../../../frontend/src/measure/signed_axis.ts';
import { cutRuns, isCut, keptCurve, rowAt, rowHeight, triangleAt, triangleOf } from '../../../frontend/src/measure/triangle/triangle_layout.ts';
import { createMemory, createScene } from '../../../frontend/src/hero/scene.ts';
import { KINDS } from '../../../frontend/src/measure/kinds.ts';

const floats = (/** @type {number[]} */ shape, /** @type {number[]} */ values) => /** @type {any} */ ({ shape, dtype: 'F32', data: Float32Array.from(values) });
const bits = (/** @type {number[]} */ shape, /** @type {number[]} */ values) => /** @type {any} */ ({ shape, dtype: 'U8', data: Uint8Array.from(values) });

/** Losses at times 2 and 4 of 4; window 2, shift 2. */
const values = [0, 0, 0, 0, 0.1, 0.5, 0, 0, 0, 0, 0, 0, 1e-5, 1e-4, 1e-3, 1e-2];
const mask = [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1];

test('the triangle has a row for every time step with a loss, and nothing above the diagonal', () => {
  const triangle = triangleOf(floats([4, 4], values), null, [0, 1, 0, 1]);
  assert.deepEqual(triangle.rows, [1, 3]);
  assert.equal(triangleAt(triangle, 3, 0), Math.fround(1e-5));
  assert.equal(triangleAt(triangle, 1, 2), null);
  assert.deepEqual([triangle.cut, triangle.kept, triangle.mask], [0, 6, null]);
  const unmasked = triangleOf(floats([4, 4], values), null, [0, 0, 0, 0]);
  assert.deepEqual(unmasked.rows, [1, 3], 'a row that only other samples have counts too');
});

test('truncation is a mask of zeros and ones on it, and the scale belongs to what is left', () => {
  const triangle = triangleOf(floats([4, 4], values), bits([4, 4], mask), [0, 1, 0, 1]);
  assert.deepEqual(cutRuns(triangle, 1), []);
  assert.deepEqual(cutRuns(triangle, 3), [[0, 1]]);
  assert.ok(isCut(triangle, 3, 1) && !isCut(triangle, 3, 2));
  assert.deepEqual([triangle.cut, triangle.kept], [2, 4]);
  assert.deepEqual([...keptCurve(triangle, 3)], [Math.fround(1e-3), Math.fround(1e-2)]);
  assert.equal(triangleOf(floats([4, 4], values), bits([4, 4], mask.map(() => 1)), [0, 1, 0, 1]).mask, null, 'a mask that keeps all is none');
});

test('rows fit the room and are found again under the pointer', () => {
  const many = triangleOf(floats([300, 300], new Array(90_000).fill(1)), null, new Array(300).fill(1));
  assert.equal(rowHeight(many, false), 1);
  const few = triangleOf(floats([4, 4], values), null, [0, 1, 0, 1]);
  const height = rowHeight(few, true);
  assert.ok(height >= 24, 'numbers fit');
  assert.deepEqual([-1, 0, height - 1, height, 2 * height].map((y) => rowAt(few, y, height)), [null, 1, 1, 3, null]);
});

test('a heat map gets whole decades around what it holds', () => {
  assert.deepEqual(tightScale([[0.0061, 3e-5], [0, Number.NaN]]), { top: -2, floor: -5 });
  assert.deepEqual(tightScale([[0.5]]), { top: 0, floor: -2 });
  assert.equal(tightScale([[1e-40, 1]])?.floor, -16);
  assert.equal(tightScale([[0]]), null);
});

test('bars stand on zero, and the axis holds all of them', () => {
  const ends = signedEnds([-0.03, 0.7, Number.NaN], roundLimit);
  assert.deepEqual(ends, { low: -0.2, high: 1 });
  const axis = { top: 10, height: 120, ...ends };
  const whole = (/** @type {{ y: number, height: number }} */ { y, height }) => [y, height].map(Math.round);
  assert.equal(Math.round(signedY(axis, 0)), 110);
  assert.deepEqual(whole(signedBar(axis, 0.5)), [60, 50]);
  assert.deepEqual(whole(signedBar(axis, -0.1)), [110, 10]);
  assert.equal(signedBar(axis, 0).height, 1, 'a measured zero is seen');
  assert.deepEqual(signedEnds([0.2, 0.8], roundLimit), { low: 0, high: 1 });
  assert.deepEqual(signedEnds([-2, -1], roundLimit), { low: -2, high: 0 });
});

/** What stands on the page without being asked for. */
const ALWAYS_SHOWN = ['gradients', 'weights', 'spectrum', 'band', 'full_profile'];

test('every panel of the catalog is offered once: in a card, in another panel, or as what is there already', async () => {
  const { panels } = catalogOfServer();
  assert.deepEqual([...KINDS.map(({ kind }) => kind), ...ALWAYS_SHOWN].sort(), panels.map(({ kind }) => kind).sort());
  for (const { kind, load, changes } of KINDS) assert.equal((await load?.())?.kind ?? changes, load ? kind : 'spectrum', kind);
});

const profiled = (/** @type {Record<string, any>} */ tensors) => /** @type {any} */ ({ hiddenGradientNorm: floats([1, 3], [0.1, 0.2, 0.4]), tensors: new Map(Object.entries(tensors)) });

test('beside the profile: the last layer of each measurement, and the kept path where it was asked for', () => {
  const data = profiled({
    hidden_gradient_band: floats([2, 3, 2], [9, 9, 9, 9, 9, 9, 0.05, 0.15, 0.1, 0.3, 0.3, 0.5]), gain_per_step: floats([2], [7, 0.5]), half_life: floats([2], [7, 1]), decay_explained: floats([2], [0, 0.75]), decay_steps: floats([2], [0, 9]),
    keep_product: floats([1, 3, 2], [0.25, 0.75, 0.5, 1, 1, 1]),
  });
  const plain = profileExtras(data, false);
  assert.deepEqual([...(plain.band ?? [])].map((value) => Number(value.toFixed(3))), [0.05, 0.15, 0.1, 0.3, 0.3, 0.5]);
  assert.deepEqual(plain.rate, { gain: 0.5, halfLife: 1, explained: 0.75, steps: 9 });
  assert.deepEqual([plain.full, plain.kept], [null, null]);
  assert.deepEqual([...(profileExtras(data, true).kept ?? [])].map((value) => Number(value.toFixed(3))), [0.2, 0.3, 0.4]);
  assert.equal(profileExtras(data, false, { recurrent: false }).rate, null, 'nothing goes back from step to step');
  assert.equal(profileExtras(data, false, { carries: 'state' }).band, null, 'the band is of h');
  assert.deepEqual(profileExtras(null, true), { band: null, full: null, kept: null, rate: null });
});

test('a gain is told with the time in which it halves or doubles; one that stays is told alone', () => {
  const said = (/** @type {number} */ gain, /** @type {number} */ halfLife, explained = 0.9, steps = 40) => rateWords({ gain, halfLife, explained, steps }, (key, params) => `${key} ${JSON.stringify(params)}`);
  assert.equal(said(0.58, 1.3), 'hero.gain.half {"gain":"0.580","steps":"1.30"}');
  assert.equal(said(1.2, 3.8), 'hero.gain.double {"gain":"1.20","steps":"3.80"}');
  assert.equal(said(1, Infinity), 'hero.gain {"gain":"1.00"}');
  assert.equal(said(NaN, NaN, 0.25), 'hero.gain.none {"explained":"25\u00a0%","steps":40}');
  assert.equal(said(NaN, NaN, NaN, 4), 'hero.gain.few {"fewest":5}');
});

test('a lane that has left the finite numbers leaves the shared gradient scale', () => {
  const cell = { kind: 'rnn', activation: 'tanh', hidden_size: 1, layers: 1, recurrence: 'on' };
  const task = { kind: 'sine', structure: 'many-to-many', loss: 'mean_squared_error', metric: 'mean_squared_error', chance: 1, floor: null, required_lag: 0, sequence_length: 2, input_size: 1, output_size: 1, input_labels: [], output_labels: [], solved: { quantity: 'loss', relation: '<=', value: 0.01, over: 20 } };
  const lane = (/** @type {number[]} */ norms) => ({
    hiddenState: floats([1, 2, 1], [0, 0]), output: floats([2, 1], [0, 0]), states: {}, hiddenGradientNorm: floats([1, 2], norms), stateGradientNorm: floats([1, 2], norms), memoryHorizon: null, tensors: new Map(),
  });
  const series = { length: 0, steps: new Float64Array(0), loss: new Float32Array(0), metric: new Float32Array(0), gradientNorm: new Float32Array(0) };
  const state = (/** @type {any[]} */ lanes) => /** @type {any} */ ({ history: { steps: [], frames: [] },
    selectedLane: 0, keepOverlay: false,
    run: {
      id: 'r', experiment: { task: { kind: 'sine' }, lanes: [{ cell }, { cell }] }, facts: { task, lanes: [{ gates: [], states: ['h'] }, { gates: [], states: ['h'] }] },
      lanes: lanes.map((each) => ({ state: each ? 'training' : 'diverged', divergedAt: 3, quantity: 'loss', series })), frame: { step: 3, updateSeconds: [], kernelReasons: [], lossMask: bits([2], [1, 1]), lanes },
    },
  });
  const tokens = /** @type {any} */ ({ lanes: ['red', 'green'], dashes: [[], []] });
  const memory = createMemory();
  const scaleAfter = (/** @type {any[]} */ lanes) => createScene(state(lanes), tokens, memory, { touch: false, states: {} }, (key) => key)?.scale;
  assert.ok((scaleAfter([lane([1e30, 1e38]), lane([1e-3, 0.5])])?.top ?? 0) >= 38);
  const after = scaleAfter([null, lane([1e-3, 0.5])]);
  assert.ok(after?.top === FIRST_SCALE.top && after.floor === -4, JSON.stringify(after));
});
