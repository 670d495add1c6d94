/** exp(A) of a square matrix, by scaling, a Taylor series, and squaring. */

const TERMS = 18;
const LARGEST = 0.5;

/** rows */
export type Matrix = Float64Array[];

export function matrixExponential(matrix: Matrix): Matrix {
  const largest = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  const squarings = Math.max(0, Math.ceil(Math.log2(Math.max(largest, LARGEST) / LARGEST)));
  const scaled = matrix.map((row) => row.map((value) => value / 2 ** squarings));
  let result = identity(matrix.length);
  for (let term = TERMS; term >= 1; term -= 1) {
    result = plusIdentity(product(scaled, result).map((row) => row.map((value) => value / term)));
  }
  for (let round = 0; round < squarings; round += 1) result = product(result, result);
  return result;
}

function identity(size: number): Matrix {
  return Array.from(
    { length: size }, (_, row) => Float64Array.from({ length: size }, (_none, column) => Number(row === column)),
  );
}

function plusIdentity(matrix: Matrix): Matrix {
  for (const [index, row] of matrix.entries()) row[index] += 1;
  return matrix;
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => {
    const sums = new Float64Array(b.length);
    for (const [inner, factor] of row.entries()) {
      if (factor !== 0) {
        for (let column = 0; column < sums.length; column += 1) sums[column] += factor * b[inner][column];
      }
    }
    return sums;
  });
}
