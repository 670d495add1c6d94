/**
 * Safetensors: an 8-byte little-endian header length, a JSON header, raw little-endian data.
 * Format: https://huggingface.co/docs/safetensors (metadata parsing).
 *
 * @import { Tensor } from '../state/types.d.ts'
 */

const READERS = { F64: Float64Array, F32: Float32Array, I64: BigInt64Array, U8: Uint8Array, BOOL: Uint8Array };

/**
 * Decode a whole blob. Aligned data is viewed without a copy.
 *
 * @param {ArrayBuffer} buffer
 * @returns {{ tensors: Map<string, Tensor>, metadata: Record<string, string> }}
 * @throws {Error} when the blob is cut short or holds a dtype that the protocol does not use
 */
export function decodeSafetensors(buffer) {
  const { header, dataStart } = readHeader(buffer);
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map();
  for (const [name, entry] of Object.entries(entries)) tensors.set(name, readTensor(buffer, dataStart, name, entry));
  return { tensors, metadata };
}

/** @param {ArrayBuffer} buffer @returns {{ header: Record<string, any>, dataStart: number }} */
function readHeader(buffer) {
  if (buffer.byteLength < 8) throw new Error(`A safetensors blob has at least 8 bytes; this one has ${buffer.byteLength}.`);
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (8 + length > buffer.byteLength) throw new Error(`The header claims ${length} bytes of a blob of ${buffer.byteLength}.`);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  return { header, dataStart: 8 + length };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} dataStart
 * @param {string} name
 * @param {{ dtype: keyof typeof READERS, shape: number[], data_offsets: [number, number] }} entry
 * @returns {Tensor}
 */
function readTensor(buffer, dataStart, name, { dtype, shape, data_offsets: [begin, end] }) {
  const Reader = READERS[dtype];
  if (!Reader) throw new Error(`Tensor ${name} has dtype ${dtype}; known are ${Object.keys(READERS).join(', ')}.`);
  const start = dataStart + begin;
  const count = (end - begin) / Reader.BYTES_PER_ELEMENT;
  if (dataStart + end > buffer.byteLength || count !== shape.reduce((product, size) => product * size, 1)) {
    throw new Error(`Tensor ${name} of shape [${shape}] does not fit its ${end - begin} bytes.`);
  }
  const aligned = start % Reader.BYTES_PER_ELEMENT === 0;
  const data = aligned ? new Reader(buffer, start, count) : new Reader(buffer.slice(start, dataStart + end));
  return { shape, dtype, data };
}

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
