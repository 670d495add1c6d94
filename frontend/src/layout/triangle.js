/**
 * The gradient triangle: row i is the loss made at time step i, column s the state at time step s; what of it truncation cuts.
 *
 * @import { Tensor } from '../state/types.d.ts'
 *
 * @typedef {object} Triangle
 * @property {number} count T
 * @property {number[]} rows the time steps with a loss, in order
 * @property {Float32Array} values (T, T)
 * @property {Uint8Array | null} mask (T, T), 1 where BPTT lets the gradient through; null: it lets everything through
 * @property {number} cut how many entries on and below the diagonal are cut
 * @property {number} kept how many are not
 */

const TALLEST_ROW = 24;
const ROOM = 264;

/**
 * @param {Tensor} tensor (T, T)
 * @param {Tensor | null} mask (T, T)
 * @param {ArrayLike<number | bigint>} lossMask (T) of the watched sample; a row that another sample has counts too
 * @returns {Triangle}
 */
export function triangleOf(tensor, mask, lossMask) {
  const count = tensor.shape[0];
  const values = /** @type {Float32Array} */ (tensor.data);
  const rows = [];
  for (let row = 0; row < count; row += 1) if (Number(lossMask[row]) > 0 || hasGradient(values, count, row)) rows.push(row);
  const bits = mask ? /** @type {Uint8Array} */ (mask.data) : null;
  let [cut, kept] = [0, 0];
  for (const row of rows) {
    for (let column = 0; column <= row; column += 1) {
      if (bits && !bits[row * count + column]) cut += 1;
      else kept += 1;
    }
  }
  return { count, rows, values, mask: cut ? bits : null, cut, kept };
}

/** @param {Float32Array} values @param {number} count @param {number} row */
function hasGradient(values, count, row) {
  for (let column = 0; column <= row; column += 1) if (values[row * count + column] > 0) return true;
  return false;
}

/** @param {Triangle} triangle @param {number} row a time step @param {number} column @returns {number | null} null above the diagonal */
export function triangleAt({ values, count }, row, column) {
  return column > row ? null : values[row * count + column];
}

/** @param {Triangle} triangle @param {number} row a time step @param {number} column */
export function isCut({ mask, count }, row, column) {
  return mask !== null && column <= row && mask[row * count + column] === 0;
}

/** @param {Triangle} triangle @param {number} row @returns {Float32Array} what the loss of that time step sends to each state that truncation leaves it */
export function keptCurve(triangle, row) {
  const { values, count } = triangle;
  const curve = values.subarray(row * count, row * count + row + 1);
  return triangle.mask ? curve.filter((_, column) => !isCut(triangle, row, column)) : curve;
}

/**
 * The stretches of a row that are cut.
 *
 * @param {Triangle} triangle
 * @param {number} row
 * @returns {[from: number, to: number][]} first and last column of each
 */
export function cutRuns(triangle, row) {
  /** @type {[number, number][]} */
  const runs = [];
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
 *
 * @param {Triangle} triangle
 * @param {boolean} labelled whether columns have room for numbers
 */
export function rowHeight({ rows }, labelled) {
  const tallest = labelled ? TALLEST_ROW : rows.length === 1 ? 28 : 22;
  return Math.max(1, Math.min(tallest, Math.floor(ROOM / Math.max(1, rows.length))));
}

/** @param {Triangle} triangle @param {number} y pixels below the top of the first row @param {number} height of a row @returns {number | null} a time step */
export function rowAt({ rows }, y, height) {
  const index = Math.floor(y / height);
  return index >= 0 && index < rows.length ? rows[index] : null;
}
