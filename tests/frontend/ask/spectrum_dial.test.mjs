import assert from 'node:assert/strict';
import test from 'node:test';
import { eigenvector, halfLife, scaled, withMoved } from '../../../frontend/src/ask/spectrum_dial/dial_model.ts';

/** @param {number[][]} m */
const trace = (m) => m.reduce((sum, row, index) => sum + row[index], 0);
/** @param {number[][]} m @param {number[][]} o */
const product = (m, o) => m.map((row) => o[0].map((_, column) => row.reduce((sum, value, index) => sum + value * o[index][column], 0)));
/** @param {number} size @param {number} seed */
function random(size, seed) {
  let state = seed;
  const next = () => ((state = (state * 16807) % 2147483647) / 2147483647) * 2 - 1;
  return Array.from({ length: size }, () => Array.from({ length: size }, next));
}
/** @param {number[][]} m @param {number} lambda @returns {number} det(m − λ) */
function characteristic(m, lambda) {
  const rows = m.map((row, index) => row.map((value, column) => value - (index === column ? lambda : 0)));
  let determinant = 1;
  for (let at = 0; at < rows.length; at += 1) {
    let best = at;
    for (let row = at; row < rows.length; row += 1) if (Math.abs(rows[row][at]) > Math.abs(rows[best][at])) best = row;
    if (best !== at) determinant = -determinant;
    [rows[at], rows[best]] = [rows[best], rows[at]];
    determinant *= rows[at][at];
    if (rows[at][at] === 0) return 0;
    for (let row = at + 1; row < rows.length; row += 1) {
      const factor = rows[row][at] / rows[at][at];
      for (let column = at; column < rows.length; column += 1) rows[row][column] -= factor * rows[at][column];
    }
  }
  return determinant;
}

test('a real eigenvalue moves alone', () => {
  const matrix = [[2, 1, 0], [0, 0.5, 3], [0, 0, -1]];
  const moved = withMoved(matrix, [2, 0], 0.25);
  assert.ok(moved);
  for (const value of [0.5, -1]) assert.ok(Math.abs(characteristic(moved, value)) < 1e-9, `${value} stays`);
  assert.ok(Math.abs(trace(moved) - (0.5 + 0.5 - 1)) < 1e-9);
});

test('a pair moves along its radius, and the others stay', () => {
  const matrix = [[0, -0.8, 0.3], [0.8, 0, -0.2], [0, 0, 0.9]];
  const moved = withMoved(matrix, [0, 0.8], 1.5);
  assert.ok(moved);
  assert.ok(Math.abs(characteristic(moved, 0.9)) < 1e-9);
  assert.ok(Math.abs(trace(moved) - 0.9) < 1e-9);
  assert.ok(Math.abs(trace(product(moved, moved)) - (0.81 - 2 * 1.2 ** 2)) < 1e-9, 'λ² of the pair is −1.44, twice');
});

test('there and back again is the same matrix, however the eigenvalue was rounded', () => {
  const matrix = random(8, 7);
  // Power iteration on the square finds the size of the largest real one or pair; take the trace identity instead: move twice.
  const [v] = [eigenvector(matrix, [0.1, 0])];
  assert.equal(v.length, 8);
  const lambda = v.reduce((sum, [real], row) => sum + real * matrix[row].reduce((inner, value, column) => inner + value * v[column][0], 0), 0);
  const there = withMoved(matrix, [lambda, 0], 2);
  const back = there && withMoved(there, [2 * lambda, 0], 0.5);
  if (Math.abs(characteristic(matrix, lambda)) < 1e-6) back?.forEach((row, r) => row.forEach((value, c) => assert.ok(Math.abs(value - matrix[r][c]) < 1e-6)));
});

test('an eigenvalue without a direction to itself does not move', () => {
  assert.equal(withMoved([[8, 8], [-8, -8]], [0, 0], 2), null);
  assert.equal(withMoved([[1, 1], [0, 1]], [1, 0], 2), null);
});

test('a gain is a half-life', () => {
  assert.ok(Math.abs(halfLife(0.5) - 1) < 1e-12);
  assert.ok(Math.abs(halfLife(2) - 1) < 1e-12);
  assert.equal(halfLife(1), Infinity);
  assert.deepEqual(scaled([[1, -2]], 2), [[2, -4]]);
});
