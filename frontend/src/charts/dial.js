/**
 * Turning a recurrent matrix: all of it by a factor, or one eigenvalue, with its conjugate, along its radius. Pure.
 *
 * An eigenvalue moves alone when λ v uᵀ/(uᵀv), with right and left eigenvector v and u, is added to the matrix in proportion:
 * all other eigenvalues, and all eigenvectors, stay.
 *
 * @import { Point } from './eigenvalue_trails.js'
 *
 * @typedef {readonly (readonly number[])[]} Matrix
 * @typedef {[real: number, imaginary: number]} Complex
 */

/** Smaller than this, of vectors of length 1, uᵀv is rounding: the eigenvalue has no direction to itself. */
const PARALLEL = 1e-6;
/** An eigenvalue that is as near to the axis as this, of its size, is real. */
const REAL = 1e-5;

/** @param {Complex} a @param {Complex} b @returns {Complex} */
const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
/** @param {Complex} a @param {Complex} b @returns {Complex} */
const over = ([a, b], [c, d]) => {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
};
/** @param {Complex} a @param {Complex} b @returns {Complex} */
const less = ([a, b], [c, d]) => [a - c, b - d];

/** @param {Matrix} matrix @param {number} factor @returns {number[][]} */
export function scaled(matrix, factor) {
  return matrix.map((row) => row.map((value) => factor * value));
}

/** @param {Matrix} matrix @returns {number[][]} */
function transposed(matrix) {
  return matrix.map((_, column) => matrix.map((row) => row[column]));
}

/**
 * A solution of (M − λ) x = b by elimination with pivots; a pivot of 0 counts as rounding, so that an exact λ does no harm.
 *
 * @param {Matrix} matrix @param {Complex} eigenvalue @param {Complex[]} right @returns {Complex[]}
 */
function solve(matrix, eigenvalue, right) {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [...row.map((value, column) => /** @type {Complex} */ (column === index ? [value - eigenvalue[0], -eigenvalue[1]] : [value, 0])), right[index]]);
  const tiny = 1e-12 * (1 + Math.hypot(...eigenvalue));
  for (let at = 0; at < size; at += 1) {
    let best = at;
    for (let row = at + 1; row < size; row += 1) if (Math.hypot(...rows[row][at]) > Math.hypot(...rows[best][at])) best = row;
    [rows[at], rows[best]] = [rows[best], rows[at]];
    if (Math.hypot(...rows[at][at]) < tiny) rows[at][at] = [tiny, 0];
    for (let row = at + 1; row < size; row += 1) {
      const factor = over(rows[row][at], rows[at][at]);
      for (let column = at; column <= size; column += 1) rows[row][column] = less(rows[row][column], times(factor, rows[at][column]));
    }
  }
  /** @type {Complex[]} */
  const found = new Array(size);
  for (let at = size - 1; at >= 0; at -= 1) {
    let rest = rows[at][size];
    for (let column = at + 1; column < size; column += 1) rest = less(rest, times(rows[at][column], found[column]));
    found[at] = over(rest, rows[at][at]);
  }
  return found;
}

/** The eigenvector by inverse iteration. @param {Matrix} matrix @param {Complex} eigenvalue near one @returns {Complex[]} of length 1 */
export function eigenvector(matrix, eigenvalue) {
  /** @type {Complex[]} */
  let vector = matrix.map((_, index) => [1 + 0.1 * Math.sin(5 * index), 0]);
  for (let round = 0; round < 3; round += 1) {
    vector = solve(matrix, eigenvalue, vector);
    const length = Math.hypot(...vector.map((entry) => Math.hypot(...entry)));
    vector = vector.map(([real, imaginary]) => [real / length, imaginary / length]);
  }
  return vector;
}

/**
 * The matrix with one eigenvalue, and its conjugate, `factor` times as far from 0; everything else of it stays.
 *
 * @param {Matrix} matrix
 * @param {Point} eigenvalue one of its eigenvalues, about
 * @param {number} factor
 * @returns {number[][] | null} null where the eigenvalue has no direction to itself
 */
export function withMoved(matrix, [real, imaginary], factor) {
  const own = /** @type {Complex} */ ([real, Math.abs(imaginary) < REAL * Math.hypot(real, imaginary) ? 0 : imaginary]);
  const [v, u] = [eigenvector(matrix, own), eigenvector(transposed(matrix), own)];
  const meet = v.reduce((sum, entry, index) => /** @type {Complex} */ (times(entry, u[index]).map((part, place) => part + sum[place])), /** @type {Complex} */ ([0, 0]));
  if (!(Math.hypot(...meet) > PARALLEL)) return null;
  const image = matrix.map((row) => row.reduce((sum, value, index) => /** @type {Complex} */ ([sum[0] + value * v[index][0], sum[1] + value * v[index][1]]), /** @type {Complex} */ ([0, 0])));
  const pair = own[1] === 0 ? 1 : 2; // Two times the real part is the conjugate's share as well.
  return matrix.map((row, at) => row.map((value, column) => value + (factor - 1) * pair * over(times(image[at], u[column]), meet)[0]));
}

/** @param {number} gain a step @returns {number} time steps until it has halved or doubled; Infinity where it keeps */
export function halfLife(gain) {
  return gain > 0 ? Math.LN2 / Math.abs(Math.log(gain)) : 0;
}
