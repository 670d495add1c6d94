/**
 * Gradients that a frame does not carry, swept from the last time step to the first: those of a second state.
 *
 * @import { LaneFrame } from '../state/types.d.ts'
 * @import { Place } from './readings.js'
 */

import { sequenceLength } from './readings.js';

/** Swept once for as long as a frame lives. @type {WeakMap<LaneFrame, Map<string, Float64Array[]>>} */
const known = new WeakMap();

/**
 * @param {Place} place
 * @param {string} key what is swept, its layer and unit among it
 * @param {number} size numbers a time step
 * @param {(timeStep: number, later: Float64Array) => ArrayLike<number>} back the gradient at a time step from that of the next; zeros after the last
 * @returns {Float64Array[]} by time step
 */
export function sweep(place, key, size, back) {
  const swept = known.get(place.lane) ?? new Map();
  known.set(place.lane, swept);
  const found = swept.get(key);
  if (found) return found;
  const length = sequenceLength(place);
  /** @type {Float64Array[]} */
  const gradients = new Array(length);
  let later = new Float64Array(size);
  for (let timeStep = length - 1; timeStep >= 0; timeStep -= 1) {
    later = Float64Array.from(back(timeStep, later));
    gradients[timeStep] = later;
  }
  swept.set(key, gradients);
  return gradients;
}
