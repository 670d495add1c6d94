/**
 * The eigenvalues of one step's Jacobian, and the ring on which W_hh would have to lie to make up for the activation's
 * slope. Pure.
 */

import type { LaneFrame } from './types.ts';
import type { Point } from './eigenvalue_trails.ts';
import { mean, slice } from './slices.ts';

/** @returns null where they are not measured */
export function stepEigenvalues(lane: LaneFrame | null, layer: number, timeStep: number): Point[] | null {
  const tensor = lane?.tensors.get('step_eigenvalues');
  if (!tensor) return null;
  const [layers, , size] = tensor.shape;
  const values = slice(tensor, Math.min(layer, layers - 1)).subarray(2 * size * timeStep, 2 * size * (timeStep + 1));
  return Array.from({ length: size }, (_, index) => [values[2 * index], values[2 * index + 1]] as Point);
}

/** Cells whose step is f(W h + …) and nothing else: J_t = diag(f′) W. */
const PLAIN = new Set(['rnn', 'irnn', 'nprnn', 'indrnn']);

/**
 * 1 / mean f′: eigenvalues of W_hh inside this ring shrink the gradient on average, those outside let it grow.
 * @param cell its kind
 * @returns null where the rule does not hold or the slope is 0 or 1 everywhere
 */
export function ringRadius(lane: LaneFrame | null, cell: string, layer: number): number | null {
  const slopes = lane?.tensors.get('mean_slope');
  if (!slopes || !PLAIN.has(cell)) return null;
  const slope = mean(slice(slopes, Math.min(layer, slopes.shape[0] - 1)));
  return slope > 0 && slope < 0.999 ? 1 / slope : null;
}
