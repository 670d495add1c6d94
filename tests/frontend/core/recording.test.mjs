import assert from 'node:assert/strict';
import test from 'node:test';

import { decodeRecording } from '../../../frontend/src/core/protocol/recording.ts';
import { encodeSafetensors } from '../support/encode_safetensors.mjs';

const floats = (/** @type {number[]} */ shape) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

/** Two frames; the first has the panel of gates, the second lacks it. */
function bytes() {
  return encodeSafetensors({
    '0/steps': { shape: [6], data: BigInt64Array.from([0n, 1n, 2n, 3n, 4n, 5n]) },
    '0/loss': { shape: [6], data: Float32Array.of(6, 5, 4, 3, 2, 1) },
    '0/metric': floats([6]), '0/gradient_norm': floats([6]),
    'frames/step': { shape: [2], data: BigInt64Array.of(0n, 5n) },
    'frames/input': floats([2, 3, 1]), 'frames/target': floats([2, 3, 1]), 'frames/loss_mask': { shape: [2, 3], data: new Uint8Array(6) },
    'frames/0/output': floats([2, 3, 1]), 'frames/0/hidden_state': floats([2, 1, 3, 2]),
    'frames/0/hidden_gradient_norm': floats([2, 1, 3]), 'frames/0/state_gradient_norm': floats([2, 1, 3]),
    'frames/0/gates': floats([2, 1, 3, 1, 2]),
  }, {
    protocol: '1', kernel: 'reference', marks: '[]', experiment: JSON.stringify({ lanes: [{}] }),
    absent: JSON.stringify({ '0/gates': [[1, 1]] }), panel_steps: JSON.stringify([{ triangle: 0 }, {}]),
  });
}

test('a frame has only the tensors that were measured at its step, and says of which step a heavy panel is', () => {
  const { frames } = decodeRecording(bytes());
  assert.deepEqual(frames.map(({ lanes }) => lanes[0]?.gates !== null), [true, false]);
  assert.deepEqual(frames.map(({ panelSteps }) => panelSteps), [{ triangle: 0 }, {}]);
  assert.deepEqual(frames.map(({ scalars }) => scalars[0].steps), [[0], [1, 2, 3, 4, 5]]);
});
