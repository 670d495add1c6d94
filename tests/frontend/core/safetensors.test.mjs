import assert from 'node:assert/strict';
import test from 'node:test';

import { decodeSafetensors } from '../../../frontend/src/core/protocol/safetensors.ts';
import { encodeSafetensors } from '../support/encode_safetensors.mjs';

const example = {
  'a/bytes': { shape: [3], data: Uint8Array.of(1, 0, 1) },
  'a/floats': { shape: [2, 2], data: Float32Array.of(1.5, -2.5, Infinity, NaN) },
  'a/long': { shape: [2], data: BigInt64Array.of(-1n, 9007199254740993n) },
  scalar: { shape: [], data: Float32Array.of(7) },
};

test('what is encoded is decoded: names, shapes, values, metadata', () => {
  const { tensors, metadata } = decodeSafetensors(encodeSafetensors(example, { step: '7' }));
  assert.deepEqual(metadata, { step: '7' });
  for (const [name, { shape, data }] of Object.entries(example)) {
    assert.deepEqual(tensors.get(name)?.shape, shape);
    assert.deepEqual(tensors.get(name)?.data, data);
  }
});

test('data that is not aligned is copied, not refused', () => {
  const json = new TextEncoder().encode('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
  const blob = new Uint8Array(8 + json.length + 4);
  new DataView(blob.buffer).setBigUint64(0, BigInt(json.length), true);
  blob.set(json, 8);
  new DataView(blob.buffer).setFloat32(8 + json.length, 0.25, true);
  assert.notEqual((8 + json.length) % 4, 0);
  assert.equal(decodeSafetensors(blob.buffer).tensors.get('x')?.data[0], 0.25);
});

test('a blob cut short and an unknown dtype are refused by name', () => {
  const blob = encodeSafetensors(example);
  assert.throws(() => decodeSafetensors(blob.slice(0, 4)), /at least 8 bytes/);
  assert.throws(() => decodeSafetensors(blob.slice(0, 40)), /header claims/);
  assert.throws(() => decodeSafetensors(blob.slice(0, blob.byteLength - 1)), /does not fit/);
  const text = new TextDecoder('latin1').decode(blob).replace('"F32"', '"F16"');
  const other = Uint8Array.from(text, (c) => c.charCodeAt(0));
  assert.throws(() => decodeSafetensors(other.buffer), /dtype F16/);
});
