/**
 * One lane less another, where that can be said: h unit by unit, and by how many decades one gradient profile exceeds
 * the other. Pure.
 */

import type { SceneLane } from '../scene.ts';

export interface LaneDifference {
  minuend: SceneLane;
  subtrahend: SceneLane;
  /** h of the minuend less that of the subtrahend, (layer, time_step, unit); null where their sizes differ */
  values: Float32Array | null;
  /** magnitude at both ends of the colour scale */ limit: number;
  /** the difference of largest magnitude */
  largest: { value: number, layer: number, timeStep: number, unit: number } | null;
  /** log₁₀ of the ratio of the profiles of the last layers, by time step; NaN where one is 0 */
  decades: Float64Array | null;
  /** decades at both ends of its scale */ reach: number;
}

const FEWEST_DECADES = 1;
const MOST_DECADES = 16;
/** A scale ends at one of these, times a power of ten. */
const ROUND = [1, 2, 5, 10];
const SMALLEST_LIMIT = 1e-6;

export function laneDifference(minuend: SceneLane, subtrahend: SceneLane): LaneDifference {
  const values = isSubtractable(minuend, subtrahend) ? lessOf(minuend, subtrahend) : null;
  const largest = values && largestOf(values, minuend);
  const decades = decadesOf(minuend, subtrahend);
  return {
    minuend, subtrahend, values, largest, limit: roundedUp(Math.abs(largest?.value ?? 0)), decades,
    reach: reachOf(decades),
  };
}

/** @returns whether each unit of one has a counterpart */
export function isSubtractable(one: SceneLane, other: SceneLane): boolean {
  return one.layers === other.layers && one.hiddenSize === other.hiddenSize;
}

function lessOf(minuend: SceneLane, subtrahend: SceneLane) {
  const [one, other] = [minuend, subtrahend].map(({ data }) => data?.hiddenState.data as Float32Array | undefined);
  return one && other && one.length === other.length ? one.map((value, index) => value - other[index]) : null;
}

function largestOf(values: Float32Array, { layers, hiddenSize }: SceneLane) {
  let at = 0;
  for (let index = 1; index < values.length; index += 1) if (Math.abs(values[index]) > Math.abs(values[at])) at = index;
  const place = Math.floor(at / hiddenSize);
  const count = values.length / hiddenSize / layers;
  return { value: values[at], layer: Math.floor(place / count), timeStep: place % count, unit: at % hiddenSize };
}

function decadesOf(minuend: SceneLane, subtrahend: SceneLane) {
  const [one, other] = [minuend, subtrahend].map(({ norms }) => norms?.[norms.length - 1]);
  if (!one || !other) return null;
  return Float64Array.from(
    one, (value, step) => (value > 0 && other[step] > 0 ? Math.log10(value / other[step]) : NaN),
  );
}

function reachOf(decades: Float64Array | null) {
  let largest = 0;
  for (const value of decades ?? []) if (Math.abs(value) > largest) largest = Math.abs(value);
  return Math.max(FEWEST_DECADES, Math.min(MOST_DECADES, Math.ceil(largest - 1e-6)));
}

/** @returns a round number that is no smaller */
export function roundedUp(value: number): number {
  if (!(value > SMALLEST_LIMIT) || !Number.isFinite(value)) return SMALLEST_LIMIT;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (ROUND.find((step) => step * power >= value * (1 - 1e-9)) ?? 10);
}
