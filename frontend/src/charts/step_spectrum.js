/**
 * The eigenvalues of one step's Jacobian, and the ring on which W_hh would have to lie to make up for the activation's slope. Pure.
 *
 * @import { LaneFrame } from '../state/types.d.ts'
 * @import { Point } from './eigenvalue_trails.js'
 */

import { mean, slice } from './slices.js';

/**
 * @param {LaneFrame | null} lane
 * @param {number} layer
 * @param {number} timeStep
 * @returns {Point[] | null} null where they are not measured
 */
export function stepEigenvalues(lane, layer, timeStep) {
  const tensor = lane?.tensors.get('step_eigenvalues');
  if (!tensor) return null;
  const [layers, , size] = tensor.shape;
  const values = slice(tensor, Math.min(layer, layers - 1)).subarray(2 * size * timeStep, 2 * size * (timeStep + 1));
  return Array.from({ length: size }, (_, index) => /** @type {Point} */ ([values[2 * index], values[2 * index + 1]]));
}

/** Cells whose step is f(W h + …) and nothing else: J_t = diag(f′) W. */
const PLAIN = new Set(['rnn', 'irnn', 'nprnn', 'indrnn']);

/**
 * 1 / mean f′: eigenvalues of W_hh inside this ring shrink the gradient on average, those outside let it grow.
 *
 * @param {LaneFrame | null} lane
 * @param {string} cell its kind
 * @param {number} layer
 * @returns {number | null} null where the rule does not hold or the slope is 0 or 1 everywhere
 */
export function ringRadius(lane, cell, layer) {
  const slopes = lane?.tensors.get('mean_slope');
  if (!slopes || !PLAIN.has(cell)) return null;
  const slope = mean(slice(slopes, Math.min(layer, slopes.shape[0] - 1)));
  return slope > 0 && slope < 0.999 ? 1 / slope : null;
}
