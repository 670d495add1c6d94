/**
 * What a class has drawn before the truth was out, as one reading. Pure.
 *
 * @import { ClassGuesses } from '../state/types.d.ts'
 */

import { fittedFactor, sketchOf } from '../lessons/sketch.js';

/** @typedef {{ lane: number, sketches: readonly number[][], middle: readonly number[], gain: number }} ClassReading `middle`: the median at each point; `gain`: the median factor of a time step */

/**
 * The model that most have guessed about; of several the first.
 * @param {ClassGuesses['drawn']} drawn
 * @param {number} lanes that there are
 * @param {number} count time steps
 * @returns {ClassReading | null} null where nobody has drawn anything
 */
export function readClass(drawn, lanes, count) {
  const groups = Array.from({ length: lanes }, (_, lane) => sketchesOf(drawn ?? [], lane));
  const lane = groups.reduce((most, group, index) => (group.length > (groups[most]?.length ?? 0) ? index : most), 0);
  const sketches = groups[lane] ?? [];
  if (!sketches.length) return null;
  const middle = sketches[0].map((_, point) => median(sketches.map((sketch) => sketch[point])));
  return { lane, sketches, middle, gain: median(sketches.map((sketch) => fittedFactor(sketch, count))) };
}

/** @param {NonNullable<ClassGuesses['drawn']>} drawn @param {number} lane @returns {number[][]} those that this page could have drawn */
function sketchesOf(drawn, lane) {
  return drawn.filter((guess) => guess.lane === lane).map(({ sketch }) => sketchOf(sketch)).filter((sketch) => sketch !== null);
}

/** @param {readonly number[]} values one at least @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
