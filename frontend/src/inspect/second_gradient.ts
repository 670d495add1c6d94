/** Gradients that a frame does not carry, carried from the last time step to the first: those of a second state. */

import type { LaneFrame } from '../core/model/types.ts';
import { sequenceLength, type Place } from '../core/unit/readings.ts';

/** Computed once for as long as a frame lives. */
const known = new WeakMap<LaneFrame, Map<string, Float64Array[]>>();

/**
 * @param key what is carried, its layer and unit among it
 * @param size numbers a time step
 * @param back the gradient at a time step from that of the next; zeros after the last
 * @returns by time step
 */
export function backThroughTime(
  place: Place,
  key: string,
  size: number,
  back: (timeStep: number, later: Float64Array) => ArrayLike<number>,
): Float64Array[] {
  const swept = known.get(place.lane) ?? new Map();
  known.set(place.lane, swept);
  const found = swept.get(key);
  if (found) return found;
  const length = sequenceLength(place);
  const gradients: Float64Array[] = new Array(length);
  let later = new Float64Array(size);
  for (let timeStep = length - 1; timeStep >= 0; timeStep -= 1) {
    later = Float64Array.from(back(timeStep, later));
    gradients[timeStep] = later;
  }
  swept.set(key, gradients);
  return gradients;
}
