/**
 * One lane less another, where that can be said: h unit by unit, and by how many decades one gradient profile exceeds the other. Pure.
 *
 * @import { SceneLane } from '../views/hero-scene.js'
 *
 * @typedef {object} LaneDifference
 * @property {SceneLane} minuend
 * @property {SceneLane} subtrahend
 * @property {Float32Array | null} values h of the minuend less that of the subtrahend, (layer, time_step, unit); null where their sizes differ
 * @property {number} limit magnitude at both ends of the colour scale
 * @property {{ value: number, layer: number, timeStep: number, unit: number } | null} largest the difference of largest magnitude
 * @property {Float64Array | null} decades log₁₀ of the ratio of the profiles of the last layers, by time step; NaN where one is 0
 * @property {number} reach decades at both ends of its scale
 */

const FEWEST_DECADES = 1;
const MOST_DECADES = 16;
/** A scale ends at one of these, times a power of ten. */
const ROUND = [1, 2, 5, 10];
const SMALLEST_LIMIT = 1e-6;

/** @param {SceneLane} minuend @param {SceneLane} subtrahend @returns {LaneDifference} */
export function laneDifference(minuend, subtrahend) {
  const values = isSubtractable(minuend, subtrahend) ? lessOf(minuend, subtrahend) : null;
  const largest = values && largestOf(values, minuend);
  const decades = decadesOf(minuend, subtrahend);
  return { minuend, subtrahend, values, largest, limit: roundedUp(Math.abs(largest?.value ?? 0)), decades, reach: reachOf(decades) };
}

/** @param {SceneLane} one @param {SceneLane} other @returns {boolean} whether each unit of one has a counterpart */
export function isSubtractable(one, other) {
  return one.layers === other.layers && one.hiddenSize === other.hiddenSize;
}

/** @param {SceneLane} minuend @param {SceneLane} subtrahend */
function lessOf(minuend, subtrahend) {
  const [one, other] = [minuend, subtrahend].map(({ data }) => /** @type {Float32Array | undefined} */ (data?.hiddenState.data));
  return one && other && one.length === other.length ? one.map((value, index) => value - other[index]) : null;
}

/** @param {Float32Array} values @param {SceneLane} lane */
function largestOf(values, { layers, hiddenSize }) {
  let at = 0;
  for (let index = 1; index < values.length; index += 1) if (Math.abs(values[index]) > Math.abs(values[at])) at = index;
  const place = Math.floor(at / hiddenSize);
  const count = values.length / hiddenSize / layers;
  return { value: values[at], layer: Math.floor(place / count), timeStep: place % count, unit: at % hiddenSize };
}

/** @param {SceneLane} minuend @param {SceneLane} subtrahend */
function decadesOf(minuend, subtrahend) {
  const [one, other] = [minuend, subtrahend].map(({ norms }) => norms?.[norms.length - 1]);
  if (!one || !other) return null;
  return Float64Array.from(one, (value, step) => (value > 0 && other[step] > 0 ? Math.log10(value / other[step]) : NaN));
}

/** @param {Float64Array | null} decades */
function reachOf(decades) {
  let largest = 0;
  for (const value of decades ?? []) if (Math.abs(value) > largest) largest = Math.abs(value);
  return Math.max(FEWEST_DECADES, Math.min(MOST_DECADES, Math.ceil(largest - 1e-6)));
}

/** @param {number} value @returns {number} a round number that is no smaller */
export function roundedUp(value) {
  if (!(value > SMALLEST_LIMIT) || !Number.isFinite(value)) return SMALLEST_LIMIT;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (ROUND.find((step) => step * power >= value * (1 - 1e-9)) ?? 10);
}
