/**
 * Weights that give the numbers of the tutorial's figure: on reading "h", h₁ = (0.3, −0.1, 0.9) and y₁ = (1.0, 2.2,
 * −3.0, 4.1). Pure.
 */
export type Matrix = number[][];

export const FIRST_STATE = [0.3, -0.1, 0.9];
export const FIRST_SCORES = [1.0, 2.2, -3.0, 4.1];
/** What the figure leaves open: columns for e, l, o; what comes through time; what reads the state across h₁. */
const OTHER_LETTERS = [[0.6, -0.5, 0.2], [-0.4, 0.7, 0.5], [0.3, 0.4, -0.8]];
const RECURRENT = [[0.5, -0.3, 0.2], [0.4, 0.6, -0.5], [-0.2, 0.3, 0.4]];
const ACROSS = [[0.5, -0.8, 0.1], [-0.6, 0.4, 0.3], [0.8, 0.6, -0.2], [-0.3, -0.7, 0.5]];

/** @returns `initial_weights` of a tanh network of 3 units that reads and writes 4 letters */
export function figureWeights(): Record<string, number[] | Matrix> {
  return {
    'W_xh.0': OTHER_LETTERS.map((row, unit) => [Math.atanh(FIRST_STATE[unit]), ...row]),
    'W_hh.0': structuredClone(RECURRENT),
    'b_xh.0': [0, 0, 0],
    'b_hh.0': [0, 0, 0],
    W_hy: readOut(),
    b_y: [0, 0, 0, 0],
  };
}

/** A matrix that sends h₁ to y₁, and what is perpendicular to h₁ wherever `ACROSS` sends it. */
function readOut(): Matrix {
  const length = dot(FIRST_STATE, FIRST_STATE);
  return ACROSS.map((row, letter) => {
    const missing = (FIRST_SCORES[letter] - dot(row, FIRST_STATE)) / length;
    return row.map((weight, unit) => weight + missing * FIRST_STATE[unit]);
  });
}

function dot(one: number[], other: number[]) {
  return one.reduce((sum, value, index) => sum + value * other[index], 0);
}
