/** Parts of a frame's tensors, and what describes many numbers in a few. Pure. */

import type { Tensor } from './types.ts';

/** One entry of the first axis, as a view. */
export function slice({ shape, data }: Tensor, index: number): Float32Array {
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  return data.subarray(index * size, (index + 1) * size) as Float32Array;
}

/** @returns NaN where there is none */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index];
  return sum / values.length;
}

/**
 * The quantile between the two nearest values, as numpy's linear interpolation has it.
 * @param share 0 is the least, 1 the greatest
 */
export function quantile(values: ArrayLike<number>, share: number) {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] === sorted[above] ? sorted[below] : sorted[below]
    + (place - below) * (sorted[above] - sorted[below]);
}

/** @returns the largest finite magnitude, 0 where there is none */
export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < values.length; index += 1) {
    const magnitude = Math.abs(values[index]);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}

/**
 * A round number that holds a magnitude: 1, 2 or 5 times a power of ten.
 * @param magnitude at least 0
 * @returns more than 0
 */
export function roundLimit(magnitude: number): number {
  if (!(magnitude > 0) || !Number.isFinite(magnitude)) return 1;
  const power = 10 ** Math.floor(Math.log10(magnitude));
  return Number(
    ((([1, 2, 5, 10].find((digit) => digit * power >= magnitude * (1 - 1e-9)) ?? 10) * power)).toPrecision(3),
  );
}

/** A limit that grows at once and shrinks only when most of it is unused, so that a picture does not swim. */
export function nextLimit(previous: number, magnitude: number) {
  const wanted = roundLimit(magnitude);
  return wanted > previous || wanted < previous * 0.3 ? wanted : previous;
}
