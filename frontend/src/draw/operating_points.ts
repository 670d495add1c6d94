/** Where the units of a lane sit on their activation function: the watched sample's sums z over all its time steps. */

import type { Curve } from '../core/model/activation_curves.ts';
import type { LaneFrame } from '../core/model/types.ts';
import { extent } from './axis.ts';

export type OperatingPoints = {
  values: Float32Array;
  saturated: number;
  dead: number;
  meanSlope: number;
  low: number;
  high: number;
};

/** How far the picture goes at most: beyond, points are counted at its ends. */
const FARTHEST = 12;

/**
 * @returns null while the frame carries no pre-activation; `saturated` is a share of all units of the batch, `dead`
 *   counts units
 */
export function operatingPoints(lane: LaneFrame | null, layer: number, curve: Curve): OperatingPoints | null {
  const { preActivation, saturation, deadUnits } = lane ?? {};
  if (!preActivation || !saturation || !deadUnits) return null;
  const [, length, hidden] = preActivation.shape;
  const size = length * hidden;
  const values = (preActivation.data as Float32Array).subarray(layer * size, (layer + 1) * size);
  const slopes = lane?.tensors?.get('mean_slope');
  const shares = saturation.data.subarray(layer * length, (layer + 1) * length);
  const [least, greatest] = extent(Array.from(values));
  const reach = Math.min(FARTHEST, Math.max(3, Math.ceil(Math.max(-least, greatest) + 0.25)));
  return {
    values, low: -reach, high: reach,
    saturated: mean(Array.from(shares, Number)),
    dead: Number(deadUnits.data[layer]),
    meanSlope: slopes
      ? mean(Array.from(slopes.data.subarray(layer * length, (layer + 1) * length), Number))
      : mean(Array.from(values, curve.slope)),
  };
}

function mean(values: number[]) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * A function's points over an interval, dense enough for a smooth line, with a point on each kink.
 * @param bends where it has kinks or jumps
 */
export function samples(
  value: (z: number) => number,
  low: number,
  high: number,
  count = 121,
  bends: number[] = [-1, 0, 1],
): [number, number][] {
  const kinks = bends.filter((z) => z > low && z < high).flatMap((z) => [z - 1e-6, z + 1e-6]);
  const even = Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));
  return [...even, ...kinks].sort((a, b) => a - b).map((z) => [z, value(z)]);
}
