import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { decodeRecording } from '../../../frontend/src/core/protocol/recording.ts';
import { recordedRun } from '../../../frontend/src/core/actions/autoplay.ts';
import { canReadHere, readHere, readInputs } from '../../../frontend/src/ask/read/recorded_network.ts';
import { goldenBytes, goldenJson } from '../support/golden.mjs';
import { imageRead, imageRows } from '../../../frontend/src/ask/read/image.ts';

const bytes = readFileSync(new URL('../../../frontend/recordings/mnist.safetensors', import.meta.url));
const recording = decodeRecording(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const replay = { name: 'MNIST', alone: false };

/**
 * The largest difference, as a share of the largest value.
 * @param {ArrayLike<number | bigint>} found @param {ArrayLike<number | bigint>} expected
 */
const farthest = (found, expected) => {
  const largest = (/** @type {number[]} */ values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [ours, theirs] = [found, expected].map((values) => Array.from(values, Number));
  return largest(theirs.map((value, place) => value - ours[place])) / largest(theirs);
};

test('a recorded network reads what it read on the server, and makes the same of it', () => {
  for (const index of recording.frames.keys()) {
    const run = recordedRun(recording, /** @type {any} */ (recording.facts), index);
    const frame = /** @type {any} */ (run.frame);
    const { task } = run.facts;
    const image = imageRead(frame.input.data, /** @type {any} */ (task.image_size), task.pixel_order);
    const { step, tensors } = readHere(run, imageRows(image));
    assert.equal(step, frame.step);
    assert.deepEqual([...(/** @type {any} */ (tensors.get('input')).data)], [...frame.input.data]);
    for (const [number, lane] of frame.lanes.entries()) {
      const [states, shares] = [`${number}/hidden_state`, `${number}/output`].map((name) => /** @type {any} */ (tensors.get(name)));
      assert.deepEqual([states.shape, shares.shape], [lane.hiddenState.shape, lane.output.shape]);
      assert.ok(farthest(states.data, lane.hiddenState.data) < 1e-4, `states of ${number} at ${frame.step}`);
      assert.ok(farthest(shares.data, lane.output.data) < 1e-4, `shares of ${number} at ${frame.step}`);
    }
  }
});

test('an LSTM of two layers makes of a sequence what it made of it on the server', () => {
  const [experiment, frame] = [goldenJson('gated.json'), /** @type {any} */ (decodeFrame(goldenBytes('gated.safetensors')))];
  const only = { ...frame, lanes: frame.lanes.map((/** @type {any} */ lane, /** @type {number} */ number) => (number === 0 ? lane : null)) };
  const [steps, width] = frame.input.shape;
  const inputs = Array.from({ length: steps }, (_, step) => Float64Array.from(frame.input.data.subarray(step * width, (step + 1) * width)));
  const { tensors } = readInputs(experiment, only, inputs);
  const [lane] = frame.lanes;
  for (const [name, theirs] of [['0/hidden_state', lane.hiddenState], ['0/output', lane.output]]) {
    const ours = /** @type {any} */ (tensors.get(name));
    assert.deepEqual(ours.shape, theirs.shape);
    assert.ok(farthest(ours.data, theirs.data) < 1e-5, name);
  }
});

test('only a recording with weights, of cells that the page computes, reads here', () => {
  const run = recordedRun(recording, /** @type {any} */ (recording.facts), 0);
  const frame = /** @type {any} */ (run.frame);
  const can = (/** @type {object} */ changes) => canReadHere({ replay, run: { ...run, ...changes } });
  const of = (/** @type {object} */ cell) => ({ experiment: { ...run.experiment, lanes: run.experiment.lanes.map((lane) => ({ ...lane, cell })) } });
  assert.ok(can({}));
  assert.ok(can(of({ kind: 'lstm', hidden_size: 16 })));
  assert.ok(!canReadHere({ replay: null, run }), 'the run of a first visit, which a server trains on');
  assert.ok(!can({ source: 'live' }));
  assert.ok(!can(of({ kind: 'lstm', hidden_size: 16, peepholes: true })));
  assert.ok(!can(of({ kind: 'lru', hidden_size: 16 })));
  assert.ok(!can({ frame: { ...frame, lanes: frame.lanes.map((/** @type {any} */ lane) => ({ ...lane, weights: null })) } }));
  assert.ok(can({ frame: { ...frame, lanes: [null, frame.lanes[1]] } }), 'one that has diverged reads nothing, the other does');
});
