/**
 * Safetensors: an 8-byte little-endian header length, a JSON header, raw little-endian data. Format:
 * https://huggingface.co/docs/safetensors (metadata parsing).
 */

import type { Tensor } from '../model/types.ts';

const READERS = { F64: Float64Array, F32: Float32Array, I64: BigInt64Array, U8: Uint8Array, BOOL: Uint8Array };

/**
 * Decode a whole blob. Aligned data is viewed without a copy.
 * @throws {Error} when the blob is cut short or holds a dtype that the protocol does not use
 */
export function decodeSafetensors(
  buffer: ArrayBuffer,
): { tensors: Map<string, Tensor>, metadata: Record<string, string> } {
  const { header, dataStart } = readHeader(buffer);
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map();
  for (const [name, entry] of Object.entries(entries)) tensors.set(name, readTensor(buffer, dataStart, name, entry));
  return { tensors, metadata };
}

/**
 * What a blob says of itself, where that much of it can be read.
 * @returns empty where it cannot
 */
export function readMetadata(buffer: ArrayBuffer): Record<string, string> {
  try {
    return readHeader(buffer).header.__metadata__ ?? {};
  } catch {
    return {};
  }
}

function readHeader(buffer: ArrayBuffer): { header: Record<string, any>, dataStart: number } {
  if (buffer.byteLength < 8) {
    throw new Error(`A safetensors blob has at least 8 bytes; this one has ${buffer.byteLength}.`);
  }
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (8 + length > buffer.byteLength) {
    throw new Error(`The header claims ${length} bytes of a blob of ${buffer.byteLength}.`);
  }
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  return { header, dataStart: 8 + length };
}

function readTensor(
  buffer: ArrayBuffer,
  dataStart: number,
  name: string,
  {
    dtype, shape, data_offsets: [begin, end],
  }: { dtype: keyof typeof READERS, shape: number[], data_offsets: [number, number] },
): Tensor {
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
