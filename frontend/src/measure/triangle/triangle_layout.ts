/**
 * The gradient triangle: row i is the loss made at time step i, column s the state at time step s; what of it
 * truncation cuts.
 */

import type { Tensor } from '../../core/model/types.ts';

export interface Triangle {
  /** T */ count: number;
  /** the time steps with a loss, in order */ rows: number[];
  /** (T, T) */ values: Float32Array;
  /** (T, T), 1 where BPTT lets the gradient through; null: it lets everything through */ mask: Uint8Array | null;
  /** how many entries on and below the diagonal are cut */ cut: number;
  /** how many are not */ kept: number;
}

const TALLEST_ROW = 24;
const ROOM = 264;

/**
 * @param tensor (T, T)
 * @param mask (T, T)
 * @param lossMask (T) of the watched sample; a row that another sample has counts too
 */
export function triangleOf(tensor: Tensor, mask: Tensor | null, lossMask: ArrayLike<number | bigint>): Triangle {
  const count = tensor.shape[0];
  const values = tensor.data as Float32Array;
  const rows = [];
  for (let row = 0; row < count; row += 1) if (Number(lossMask[row]) > 0
    || hasGradient(values, count, row)) rows.push(row);
  const bits = mask ? (mask.data as Uint8Array) : null;
  let [cut, kept] = [0, 0];
  for (const row of rows) {
    for (let column = 0; column <= row; column += 1) {
      if (bits && !bits[row * count + column]) cut += 1;
      else kept += 1;
    }
  }
  return { count, rows, values, mask: cut ? bits : null, cut, kept };
}

function hasGradient(values: Float32Array, count: number, row: number) {
  for (let column = 0; column <= row; column += 1) if (values[row * count + column] > 0) return true;
  return false;
}

/** @param row a time step @returns null above the diagonal */
export function triangleAt({ values, count }: Triangle, row: number, column: number): number | null {
  return column > row ? null : values[row * count + column];
}

/** @param row a time step */
export function isCut({ mask, count }: Triangle, row: number, column: number) {
  return mask !== null && column <= row && mask[row * count + column] === 0;
}

/** @returns what the loss of that time step sends to each state that truncation leaves it */
export function keptCurve(triangle: Triangle, row: number): Float32Array {
  const { values, count } = triangle;
  const curve = values.subarray(row * count, row * count + row + 1);
  return triangle.mask ? curve.filter((_, column) => !isCut(triangle, row, column)) : curve;
}

/**
 * The stretches of a row that are cut.
 * @returns first and last column of each
 */
export function cutRuns(triangle: Triangle, row: number): [from: number, to: number][] {
  const runs: [number, number][] = [];
  for (let column = 0; column <= row; column += 1) {
    if (!isCut(triangle, row, column)) continue;
    const last = runs[runs.length - 1];
    if (last && last[1] === column - 1) last[1] = column;
    else runs.push([column, column]);
  }
  return runs;
}

/**
 * The height of a row: tall enough for numbers where there are few, never less than a pixel.
 * @param labelled whether columns have room for numbers
 */
export function rowHeight({ rows }: Triangle, labelled: boolean) {
  const tallest = labelled ? TALLEST_ROW : rows.length === 1 ? 28 : 22;
  return Math.max(1, Math.min(tallest, Math.floor(ROOM / Math.max(1, rows.length))));
}

/** @param y pixels below the top of the first row @param height of a row @returns a time step */
export function rowAt({ rows }: Triangle, y: number, height: number): number | null {
  const index = Math.floor(y / height);
  return index >= 0 && index < rows.length ? rows[index] : null;
}
