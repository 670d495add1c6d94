/**
 * The wall of copies as it is drawn: in which order the copies hang, and on which scales. Pure.
 *
 * @import { Drawing, Thumbnail, Wall } from '../state/types.d.ts'
 * @import { GradientScale } from '../layout/gradient-scale.js'
 *
 * @typedef {'newest' | 'loss' | 'reach'} Order
 */

import { FIRST_SCALE, nextScale, scaleOf } from '../layout/gradient-scale.js';

/** The number of the run that the copies were taken of. */
export const WATCHED = 0;
/** Words of the server for which a smaller scale must have done. */
const PATIENCE = 8;
/** The least that a loss axis spans, in powers of ten, and the most. */
const [FEWEST_DECADES, MOST_DECADES] = [0.5, 5];

/** @param {Wall} wall @returns {number[]} the numbers of the copies of which there is something to draw */
export function copiesOn({ copies, thumbnails }) {
  return [...copies.keys()].filter((number) => number !== WATCHED && thumbnails.has(number)).sort((a, b) => a - b);
}

/** @param {Wall} wall @param {Order} order @returns {number[]} the numbers as they hang: the newest, the lowest loss, the longest reach first */
export function hung(wall, order) {
  const worth = (/** @type {number} */ number) => worthOf(/** @type {Thumbnail} */ (wall.thumbnails.get(number)), order, number);
  return copiesOn(wall).map((number) => ({ number, worth: worth(number) })).sort((a, b) => b.worth - a.worth || b.number - a.number).map(({ number }) => number);
}

/** Where there is nothing to go by it hangs last. @param {Thumbnail} thumbnail @param {Order} order @param {number} number */
function worthOf({ lanes }, order, number) {
  if (order === 'newest') return number;
  return Math.max(...lanes.map(({ loss, reach, diverged }) => (order === 'reach' ? reach ?? -1 : loss === null || diverged !== null ? -Infinity : -loss)), -1e300);
}

/**
 * The order in which they hang goes on as it was chosen: who comes later hangs in front, so that nothing jumps.
 * @param {readonly number[]} before @param {Wall} wall @returns {number[]}
 */
export function keptOrder(before, wall) {
  const present = copiesOn(wall);
  return [...present.filter((number) => !before.includes(number)).reverse(), ...before.filter((number) => present.includes(number))];
}

/** @param {Drawing | null} drawing @returns {Float64Array} the numbers that it stands for; NaN where there is a gap */
export function numbersOf(drawing) {
  if (!drawing) return new Float64Array(0);
  const [low, high, coded] = drawing;
  return Float64Array.from(atob(coded), (byte) => (byte === '\0' ? NaN : 10 ** (low + ((byte.charCodeAt(0) - 1) / 254) * (high - low))));
}

/** The one scale of all gradients on the wall, which does not swim. @param {Wall} wall @param {GradientScale | null} before @returns {GradientScale} */
export function gradientScaleOf(wall, before) {
  const wanted = scaleOf([...wall.thumbnails.values()].flatMap(({ lanes }) => lanes.map(({ profile }) => numbersOf(profile))));
  return before ? nextScale(before, wanted, PATIENCE) : wanted ?? FIRST_SCALE;
}

/** The one scale of all losses on the wall. @param {Wall} wall @returns {{ low: number, high: number }} exponents of ten */
export function lossScaleOf(wall) {
  const drawings = [...wall.thumbnails.values()].flatMap(({ lanes }) => lanes.flatMap(({ losses }) => (losses ? [losses] : [])));
  if (!drawings.length) return { low: -1, high: 0 };
  // One that explodes leaves the picture at its top: the others are to be seen.
  const begins = Math.max(...drawings.map((drawing) => Math.log10(numbersOf(drawing)[0])).filter(Number.isFinite), -Infinity);
  const high = Math.max(...drawings.map(([, top]) => Math.min(top, Number.isFinite(begins) ? begins + FEWEST_DECADES : top)));
  const low = Math.max(high - MOST_DECADES, Math.min(...drawings.map(([bottom]) => bottom)));
  const missing = Math.max(0, FEWEST_DECADES - (high - low)) / 2;
  return { low: low - missing, high: high + missing };
}
