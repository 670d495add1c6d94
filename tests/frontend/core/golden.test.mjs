import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { decodeRecording } from '../../../frontend/src/core/protocol/recording.ts';
import { encodeSafetensors } from '../support/encode_safetensors.mjs';
import { goldenBytes } from '../support/golden.mjs';

test('a frame written by Python is read whole', () => {
  const frame = decodeFrame(goldenBytes('hello.safetensors'));
  assert.deepEqual([frame.step, frame.run, frame.number, frame.lanes.length], [40, 'golden', 1, 1]);
  assert.deepEqual([frame.input.shape, frame.target.shape, frame.lossMask.shape], [[4, 4], [4], [4]]);
  assert.deepEqual(Array.from(frame.target.data, Number), [1, 2, 2, 3]);
  assert.deepEqual([...frame.lossMask.data], [1, 1, 1, 1]);
  assert.equal(frame.scalars[0].steps.length, 41);
  const [lane] = frame.lanes;
  assert.ok(lane?.weights && lane.gradients && lane.hiddenGradient && lane.preActivation && lane.recurrentEigenvalues);
  assert.deepEqual(Object.keys(lane.weights).sort(), ['W_hh.0', 'W_hy', 'W_xh.0', 'b_hh.0', 'b_xh.0', 'b_y']);
  assert.deepEqual(lane.weights['W_xh.0'].shape, [3, 4]);
  assert.deepEqual([lane.hiddenState.shape, lane.output.shape], [[1, 4, 3], [4, 4]]);
  for (let t = 0; t < 4; t += 1) {
    const row = Array.from(lane.output.data.subarray(4 * t, 4 * t + 4), Number);
    assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-6, 'the prediction of a class is a distribution');
  }
});

test('gated cells bring their second state and their gates', () => {
  const [lstm, gru] = decodeFrame(goldenBytes('gated.safetensors')).lanes;
  assert.deepEqual(lstm?.states.c.shape, [2, 8, 4]);
  assert.deepEqual(lstm?.gates?.shape, [2, 8, 4, 4]);
  assert.deepEqual(gru?.gates?.shape, [2, 8, 3, 4]);
});

test('a recording written by Python: a lane is gone after the frame in which it diverged', () => {
  const { experiment, frames, series } = decodeRecording(goldenBytes('diverging.safetensors'));
  assert.equal(experiment.lanes.length, 2);
  assert.deepEqual(frames.map(({ step }) => step), [0, 1, 2, 3, 4, 5, 6]);
  const last = series[1].steps[series[1].length - 1];
  assert.ok(last < 6);
  assert.deepEqual(frames.map(({ lanes }) => lanes[1] !== null), frames.map(({ step }) => step <= last));
  assert.deepEqual(frames.flatMap((frame) => frame.scalars[0].steps), [0, 1, 2, 3, 4, 5, 6]);
});

test('the frame that JavaScript wrote for Python is what it writes today', () => {
  const blob = encodeSafetensors({
    '0/steps': { shape: [2], data: BigInt64Array.of(0n, 9007199254740993n) },
    '0/loss': { shape: [2], data: Float32Array.of(1.5, -0) },
    '0/memory_horizon': { shape: [], data: Float32Array.of(6) },
    input: { shape: [2, 2], data: Float32Array.of(0.1, 1e-40, Infinity, -3) },
    loss_mask: { shape: [2], data: Uint8Array.of(0, 1) },
  }, { protocol: '1', run: 'javascript', step: '7', frame: '3', lanes: '1', kernel: 'reference', dropped: '0' });
  assert.deepEqual(new Uint8Array(blob), new Uint8Array(readFileSync(new URL('../../golden/javascript.safetensors', import.meta.url))));
});
