/** Safetensors written by JavaScript, for tests: the page itself only reads. @import { Tensor } from '../../../frontend/src/core/model/types.ts' */

const DTYPES = /** @type {const} */ ([[Float64Array, 'F64'], [Float32Array, 'F32'], [BigInt64Array, 'I64'], [Uint8Array, 'U8']]);

/**
 * Encode tensors in the order given, largest element type first so that all of them stay aligned.
 *
 * @param {Record<string, { shape: number[], data: Tensor['data'] }>} tensors
 * @param {Record<string, string>} [metadata]
 * @returns {ArrayBuffer}
 */
export function encodeSafetensors(tensors, metadata = {}) {
  const ordered = Object.entries(tensors).sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let size = 0;
  for (const [name, { shape, data }] of ordered) {
    const dtype = DTYPES.find(([Type]) => data instanceof Type)?.[1];
    header[name] = { dtype, shape, data_offsets: [size, (size += data.byteLength)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const blob = new Uint8Array(8 + padded + size).fill(0x20, 8, 8 + padded);
  new DataView(blob.buffer).setBigUint64(0, BigInt(padded), true);
  blob.set(json, 8);
  let offset = 8 + padded;
  for (const [, { data }] of ordered) {
    blob.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return blob.buffer;
}
