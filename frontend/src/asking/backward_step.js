/**
 * One backward step, opened: the vectors behind an entry of the ledger. Pure.
 *
 * @import { Answer } from '../state/types.d.ts'
 *
 * @typedef {object} OpenedStep
 * @property {Float32Array} ledger slope, weight, gate, gain in decibels
 * @property {Float32Array} incoming λ, all tensors of the state one behind the other
 * @property {Float32Array} bend δ, of the recurrent pre-activations
 * @property {Float32Array} product Wᵀδ
 * @property {number} share of what goes on that came through the weights; NaN where nothing does
 * @property {Float32Array} preActivation z of the units
 * @property {{ rows: number, columns: number, data: Float32Array } | null} matrix W; null where there is none, or it is too large
 * @property {number} step
 */

/** @param {Answer} answer @returns {OpenedStep} */
export function openedStep({ tensors, step }) {
  const data = (/** @type {string} */ name) => /** @type {Float32Array} */ (tensors.get(name)?.data);
  const matrix = tensors.get('matrix');
  return {
    ledger: data('ledger'), incoming: data('incoming'), bend: data('bend'), product: data('product'), share: shareOf(data('product'), data('outgoing')), preActivation: data('pre_activation'), step,
    matrix: matrix ? { rows: matrix.shape[0], columns: matrix.shape[1], data: /** @type {Float32Array} */ (matrix.data) } : null,
  };
}

/** How much of a vector one part of it makes up. @param {Float32Array} part @param {Float32Array} whole */
function shareOf(part, whole) {
  const length = lengthOf(whole);
  return part.reduce((sum, value, place) => sum + (value / length) * (whole[place] / length), 0);
}

/** @param {ArrayLike<number>} vector @returns {number} its length */
export function lengthOf(vector) {
  return Math.sqrt(Array.from(vector).reduce((sum, value) => sum + value * value, 0));
}

/**
 * What share of δ each block of gates has, by the square of its length.
 *
 * @param {Float32Array} bend
 * @param {number} blocks
 * @returns {number[]} sums to 1, unless δ is 0
 */
export function blockShares(bend, blocks) {
  const size = bend.length / blocks;
  const whole = lengthOf(bend) ** 2;
  return Array.from({ length: blocks }, (_, block) => (whole > 0 ? lengthOf(bend.subarray(block * size, (block + 1) * size)) ** 2 / whole : 0));
}

const ROUNDS = 60;

/**
 * How much longer the matrix can make a direction at the most: its largest singular value, by power iteration
 * from a direction that favours no unit.
 *
 * @param {{ rows: number, columns: number, data: Float32Array }} matrix
 * @returns {number}
 */
export function largestStretch({ rows, columns, data }) {
  let direction = Array.from({ length: columns }, (_, column) => 1 + 0.1 * Math.sin(7 * column));
  let stretch = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const size = lengthOf(direction) || 1;
    const unit = direction.map((value) => value / size);
    const forward = Array.from({ length: rows }, (_, row) => unit.reduce((sum, value, column) => sum + value * data[row * columns + column], 0));
    stretch = lengthOf(forward);
    direction = unit.map((_, column) => forward.reduce((sum, value, row) => sum + value * data[row * columns + column], 0));
  }
  return stretch;
}
