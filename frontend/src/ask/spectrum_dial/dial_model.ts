/**
 * Turning a recurrent matrix: all of it by a factor, or one eigenvalue, with its conjugate, along its radius. Pure.
 *
 * An eigenvalue moves alone when λ v uᵀ/(uᵀv), with right and left eigenvector v and u, is added to the matrix in
 * proportion: all other eigenvalues, and all eigenvectors, stay.
 */

import type { Point } from '../../core/model/eigenvalue_trails.ts';

export type Matrix = readonly (readonly number[])[];
export type Complex = [real: number, imaginary: number];

/** Smaller than this, of vectors of length 1, uᵀv is rounding: the eigenvalue has no direction to itself. */
const PARALLEL = 1e-6;
/** An eigenvalue that is as near to the axis as this, of its size, is real. */
const REAL = 1e-5;

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const over = ([a, b]: Complex, [c, d]: Complex): Complex => {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
};
const less = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];

export function scaled(matrix: Matrix, factor: number): number[][] {
  return matrix.map((row) => row.map((value) => factor * value));
}

function transposed(matrix: Matrix): number[][] {
  return matrix.map((_, column) => matrix.map((row) => row[column]));
}

/**
 * A solution of (M − λ) x = b by elimination with pivots; a pivot of 0 counts as rounding, so that an exact λ does no
 * harm.
 */
function solve(matrix: Matrix, eigenvalue: Complex, right: Complex[]): Complex[] {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [
    ...row.map((value, column) => (column === index ? [value - eigenvalue[0], -eigenvalue[1]] : [value, 0]) as Complex),
    right[index],
  ]);
  const tiny = 1e-12 * (1 + Math.hypot(...eigenvalue));
  for (let at = 0; at < size; at += 1) {
    let best = at;
    for (let row = at + 1; row < size; row += 1) {
      if (Math.hypot(...rows[row][at]) > Math.hypot(...rows[best][at])) best = row;
    }
    [rows[at], rows[best]] = [rows[best], rows[at]];
    if (Math.hypot(...rows[at][at]) < tiny) rows[at][at] = [tiny, 0];
    for (let row = at + 1; row < size; row += 1) {
      const factor = over(rows[row][at], rows[at][at]);
      for (let column = at; column <= size; column += 1) {
        rows[row][column] = less(rows[row][column], times(factor, rows[at][column]));
      }
    }
  }
  const found: Complex[] = new Array(size);
  for (let at = size - 1; at >= 0; at -= 1) {
    let rest = rows[at][size];
    for (let column = at + 1; column < size; column += 1) rest = less(rest, times(rows[at][column], found[column]));
    found[at] = over(rest, rows[at][at]);
  }
  return found;
}

/** The eigenvector by inverse iteration. @param eigenvalue near one @returns of length 1 */
export function eigenvector(matrix: Matrix, eigenvalue: Complex): Complex[] {
  let vector: Complex[] = matrix.map((_, index) => [1 + 0.1 * Math.sin(5 * index), 0]);
  for (let round = 0; round < 3; round += 1) {
    vector = solve(matrix, eigenvalue, vector);
    const length = Math.hypot(...vector.map((entry) => Math.hypot(...entry)));
    vector = vector.map(([real, imaginary]) => [real / length, imaginary / length]);
  }
  return vector;
}

/**
 * The matrix with one eigenvalue, and its conjugate, `factor` times as far from 0; everything else of it stays.
 * @param eigenvalue one of its eigenvalues, about
 * @returns null where the eigenvalue has no direction to itself
 */
export function withMoved(matrix: Matrix, [real, imaginary]: Point, factor: number): number[][] | null {
  const own = [real, Math.abs(imaginary) < REAL * Math.hypot(real, imaginary) ? 0 : imaginary] as Complex;
  const [v, u] = [eigenvector(matrix, own), eigenvector(transposed(matrix), own)];
  const meet = v.reduce(
    (sum, entry, index) => times(entry, u[index]).map((part, place) => part + sum[place]) as Complex, [0, 0] as Complex,
  );
  if (!(Math.hypot(...meet) > PARALLEL)) return null;
  const image = matrix.map((row) => row.reduce(
    (sum, value, index) => [sum[0] + value * v[index][0], sum[1] + value * v[index][1]] as Complex, [0, 0] as Complex,
  ));
  const pair = own[1] === 0 ? 1 : 2; // Two times the real part is the conjugate's share as well.
  return matrix.map((row, at) =>
    row.map((value, column) => value + (factor - 1) * pair * over(times(image[at], u[column]), meet)[0]));
}

/** @param gain a step @returns time steps until it has halved or doubled; Infinity where it keeps */
export function halfLife(gain: number): number {
  return gain > 0 ? Math.LN2 / Math.abs(Math.log(gain)) : 0;
}
