/**
 * Where a slider stands for a value, and back. Pure.
 *
 * @import { Field } from './types.d.ts'
 */

/** @typedef {{ low: number, high: number, logarithmic: boolean, whole: boolean }} Travel what a slider covers, ends included */

/** A slider's own units, from 0. */
export const NOTCHES = 1000;
/** A logarithmic slider reaches this factor below and above the default; the whole range can be typed. */
const REACH = 1000;

/**
 * The part of a field's range that a slider covers. Bounds too wide to aim at are narrowed around the default.
 * @param {Field} field
 * @param {number} value the present value, which is always covered
 * @returns {Travel}
 */
export function travelOf(field, value) {
  const fallback = Number(field.default ?? 1) || 1;
  const minimum = field.minimum ?? fallback / REACH;
  const maximum = field.maximum ?? fallback * REACH;
  const logarithmic = field.scale === 'log' && fallback > 0;
  const whole = field.type === 'integer';
  if (!logarithmic) return { low: Math.min(minimum, value), high: Math.max(maximum, value), logarithmic, whole };
  const least = whole ? 1 : fallback / REACH;
  const low = Math.max(minimum, least);
  const high = Math.min(maximum, fallback * REACH);
  return { low: value > 0 ? Math.min(low, value) : low, high: Math.max(high, value), logarithmic, whole };
}

/** @param {Travel} travel @param {number} value @returns {number} 0 … NOTCHES */
export function notchOf({ low, high, logarithmic }, value) {
  if (high === low) return 0;
  const share = logarithmic ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(NOTCHES * Math.max(0, Math.min(1, share)));
}

/** @param {Travel} travel @param {number} notch 0 … NOTCHES @returns {number} a round number that a person would choose */
export function valueAt({ low, high, logarithmic, whole }, notch) {
  const share = notch / NOTCHES;
  if (notch <= 0) return low;
  if (notch >= NOTCHES) return high;
  const exact = logarithmic ? low * (high / low) ** share : low + share * (high - low);
  if (whole) return Math.round(exact);
  return Number(logarithmic ? exact.toPrecision(2) : exact.toFixed(decimals(high - low)));
}

/**
 * The next value of a slider when an arrow key is pressed: at least one whole number on.
 * @param {Travel} travel
 * @param {number} value
 * @param {number} notches signed
 * @returns {number}
 */
export function nextValue(travel, value, notches) {
  const moved = valueAt(travel, Math.max(0, Math.min(NOTCHES, notchOf(travel, value) + notches)));
  if (moved !== value || !travel.whole) return moved;
  return Math.max(travel.low, Math.min(travel.high, value + Math.sign(notches)));
}

/** @param {number} range @returns {number} digits after the point that such a range deserves */
function decimals(range) {
  return Math.max(0, 2 - Math.floor(Math.log10(range)));
}
