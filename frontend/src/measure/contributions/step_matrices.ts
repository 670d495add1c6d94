/** A parameter's gradient as the sum of what each time step adds to it. Pure. */

import type { LaneFrame, Tensor } from '../../core/model/types.ts';
import { largestMagnitude, roundLimit, slice } from '../../core/model/slices.ts';

/**
 * `limit` and
 *   `totalLimit`: the magnitudes at the ends of the colour scales of all parts and of their sum, which may be far
 *   larger
 */
export type StepMatrices = {
  name: string;
  rows: number;
  columns: number;
  steps: Float32Array[];
  total: Float32Array;
  limit: number;
  totalLimit: number;
};

const PREFIX = 'step_gradient/';

/** @returns the parameters whose parts are known, recurrent ones first */
export function splitParameters({ tensors }: LaneFrame): string[] {
  const names = [...tensors.keys()].filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  const rank = (name: string) => ['W_hh', 'W_xh', 'W_hy'].indexOf(name.split('.')[0]) >>> 0;
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

export function stepMatrices({ tensors }: LaneFrame, name: string): StepMatrices | null {
  const parts = tensors.get(PREFIX + name);
  if (!parts) return null;
  const [count, rows, columns = 1] = parts.shape;
  const steps = Array.from({ length: count }, (_, step) => slice(parts, step));
  const total = Float32Array.from(
    { length: rows * columns }, (_, index) => steps.reduce((sum, part) => sum + part[index], 0),
  );
  const limit = roundLimit(largestMagnitude(parts.data as Float32Array));
  return { name, rows, columns, steps, total, limit, totalLimit: roundLimit(largestMagnitude(total)) };
}

/** @returns the largest difference between the sum of the parts and the gradient that is applied */
export function remainder(gradient: Tensor, { total }: StepMatrices): number {
  return total.reduce((most, value, index) => Math.max(most, Math.abs(value - Number(gradient.data[index]))), 0);
}
