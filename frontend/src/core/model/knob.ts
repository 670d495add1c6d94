/** Where a slider stands for a value, and back. Pure. */

import type { Field } from './types.ts';

/** what a slider covers, ends included */
export type Travel = { low: number, high: number, logarithmic: boolean, whole: boolean };

/** A slider's own units, from 0. */
export const NOTCHES = 1000;
/** A logarithmic slider reaches this factor below and above the default; the whole range can be typed. */
const REACH = 1000;

/**
 * The part of a field's range that a slider covers. Bounds too wide to aim at are narrowed around the default.
 * @param value the present value, which is always covered
 */
export function travelOf(field: Field, value: number): Travel {
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

/** @returns 0 … NOTCHES */
export function notchOf({ low, high, logarithmic }: Travel, value: number): number {
  if (high === low) return 0;
  const share =
    logarithmic ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(NOTCHES * Math.max(0, Math.min(1, share)));
}

/** @param notch 0 … NOTCHES @returns a round number that a person would choose */
export function valueAt({ low, high, logarithmic, whole }: Travel, notch: number): number {
  const share = notch / NOTCHES;
  if (notch <= 0) return low;
  if (notch >= NOTCHES) return high;
  const exact = logarithmic ? low * (high / low) ** share : low + share * (high - low);
  if (whole) return Math.round(exact);
  return Number(logarithmic ? exact.toPrecision(2) : exact.toFixed(decimals(high - low)));
}

/**
 * The next value of a slider when an arrow key is pressed: at least one whole number on.
 * @param notches signed
 */
export function nextValue(travel: Travel, value: number, notches: number): number {
  const moved = valueAt(travel, Math.max(0, Math.min(NOTCHES, notchOf(travel, value) + notches)));
  if (moved !== value || !travel.whole) return moved;
  return Math.max(travel.low, Math.min(travel.high, value + Math.sign(notches)));
}

/** @returns digits after the point that such a range deserves */
function decimals(range: number): number {
  return Math.max(0, 2 - Math.floor(Math.log10(range)));
}
