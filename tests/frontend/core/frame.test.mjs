import assert from 'node:assert/strict';
import test from 'node:test';

import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { decodeRecording } from '../../../frontend/src/core/protocol/recording.ts';
import { encodeSafetensors } from '../support/encode_safetensors.mjs';

const floats = (/** @type {number[]} */ shape, /** @type {number[]} */ ...values) => {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => values[i] ?? i / 8) };
};
const sample = { input: floats([2, 1]), target: floats([2, 1]), loss_mask: { shape: [2], data: Uint8Array.of(0, 1) } };
const lane = (/** @type {number} */ n) => ({
  [`${n}/output`]: floats([2, 1]),
  [`${n}/hidden_state`]: floats([1, 2, 3]),
  [`${n}/hidden_gradient_norm`]: floats([1, 2]),
  [`${n}/state_gradient_norm`]: floats([1, 2]),
});
const scalars = (/** @type {number} */ n, /** @type {number[]} */ steps) => ({
  [`${n}/steps`]: { shape: [steps.length], data: BigInt64Array.from(steps, BigInt) },
  [`${n}/loss`]: floats([steps.length], ...steps.map((step) => 1 / (1 + step))),
  [`${n}/metric`]: floats([steps.length]),
  [`${n}/gradient_norm`]: floats([steps.length]),
});
const metadata = { protocol: '1', run: 'r', frame: '3', step: '9', lanes: '2', kernel: 'reference', dropped: '1' };

test('a measurement needs no line of its own here: every tensor of a lane is at hand, with the step it belongs to', () => {
  const costly = { panel_steps: '{"triangle":7}', panels_skipped: '{"jacobian":"too long"}' };
  const frame = decodeFrame(encodeSafetensors({ ...sample, ...lane(0), ...lane(1), '1/gradient_triangle': floats([2, 2]), '1/step_gradient/W_hh.0': floats([2, 3, 3]) }, { ...metadata, ...costly }));
  assert.deepEqual(frame.lanes.map((each) => each?.tensors.has('gradient_triangle')), [false, true]);
  assert.deepEqual(frame.lanes[1]?.tensors.get('step_gradient/W_hh.0')?.shape, [2, 3, 3]);
  assert.deepEqual([frame.panelSteps, frame.panelsSkipped], [{ triangle: 7 }, { jacobian: 'too long' }]);
  const plain = decodeFrame(encodeSafetensors({ ...sample, ...lane(0) }, { ...metadata, lanes: '1' }));
  assert.deepEqual([plain.panelSteps, plain.panelsSkipped], [{}, {}]);
});

test('a frame carries its metadata, its scalars as numbers and only the panels that were watched', () => {
  const frame = decodeFrame(encodeSafetensors({
    ...sample, ...lane(0), ...scalars(0, [8, 9]), '0/memory_horizon': floats([], 6), '0/state/c': floats([1, 2, 3]),
    '0/weight/W_hh.0': floats([3, 3]), '0/recurrent_eigenvalues': floats([1, 3, 2]), ...lane(1), ...scalars(1, [9]),
  }, metadata));
  assert.deepEqual([frame.run, frame.number, frame.step, frame.kernel, frame.dropped, frame.reply], ['r', 3, 9, 'reference', 1, null]);
  assert.deepEqual(frame.scalars.map(({ steps }) => steps), [[8, 9], [9]]);
  assert.equal(frame.lanes[0]?.memoryHorizon, 6);
  assert.deepEqual(frame.lanes[0]?.states.c.shape, [1, 2, 3]);
  assert.deepEqual(frame.lanes[0]?.weights?.['W_hh.0'].shape, [3, 3]);
  assert.equal(frame.lanes[0]?.gates, null);
  assert.deepEqual([frame.lanes[1]?.memoryHorizon, frame.lanes[1]?.weights], [null, null]);
});

test('a lane without tensors has diverged, its last scalars still arrive', () => {
  const frame = decodeFrame(encodeSafetensors({ ...sample, ...lane(1), ...scalars(0, [7]), ...scalars(1, [7, 8]) }, metadata));
  assert.equal(frame.lanes[0], null);
  assert.deepEqual(frame.scalars[0].steps, [7]);
});

test('a frame without the watched sample is refused by name', () => {
  assert.throws(() => decodeFrame(encodeSafetensors(lane(0), metadata)), /lacks the tensor input/);
});

test('a recording gives its document, whole series, and frames with the scalars in between', () => {
  const stack = (/** @type {Record<string, any>} */ tensors, /** @type {number} */ count) => Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      const copies = new data.constructor(data.length * count);
      for (let i = 0; i < count; i++) copies.set(data, i * data.length);
      return [`frames/${name}`, { shape: [count, ...shape], data: copies }];
    }),
  );
  const recording = decodeRecording(encodeSafetensors({
    'frames/step': { shape: [3], data: BigInt64Array.of(0n, 2n, 4n) },
    ...stack({ ...sample, ...lane(0), ...lane(1) }, 3),
    ...scalars(0, [0, 1, 2, 3, 4]), ...scalars(1, [0, 1, 2, 3]),
  }, { experiment: '{"lanes":[{},{}]}', marks: '[{"lane":0,"step":1,"change":{"learning_rate":0.1}}]', kernel: 'reference' }));
  assert.equal(recording.marks[0].step, 1);
  assert.deepEqual(recording.series.map(({ length }) => length), [5, 4]);
  assert.deepEqual(recording.frames.map(({ step }) => step), [0, 2, 4]);
  assert.deepEqual(recording.frames.map((frame) => frame.scalars[0].steps), [[0], [1, 2], [3, 4]]);
  assert.deepEqual(recording.frames.map((frame) => frame.lanes[1] === null), [false, false, true]);
  assert.deepEqual(recording.frames[2].lanes[0]?.hiddenState.shape, [1, 2, 3]);
});
