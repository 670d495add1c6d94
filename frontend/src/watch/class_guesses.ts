/** What a class has drawn before the truth was out, as one reading. Pure. */

import type { ClassGuesses } from '../core/model/types.ts';
import { fittedFactor, sketchOf } from '../core/model/sketch.ts';

/** `middle`: the median at each point; `gain`: the median factor of a time step */
export type ClassReading = { lane: number, sketches: readonly number[][], middle: readonly number[], gain: number };

/**
 * The model that most have guessed about; of several the first.
 * @param lanes that there are
 * @param count time steps
 * @returns null where nobody has drawn anything
 */
export function readClass(drawn: ClassGuesses['drawn'], lanes: number, count: number): ClassReading | null {
  const groups = Array.from({ length: lanes }, (_, lane) => sketchesOf(drawn ?? [], lane));
  const lane = groups.reduce((most, group, index) => (group.length > (groups[most]?.length ?? 0) ? index : most), 0);
  const sketches = groups[lane] ?? [];
  if (!sketches.length) return null;
  const middle = sketches[0].map((_, point) => median(sketches.map((sketch) => sketch[point])));
  return { lane, sketches, middle, gain: median(sketches.map((sketch) => fittedFactor(sketch, count))) };
}

/** @returns those that this page could have drawn */
function sketchesOf(drawn: NonNullable<ClassGuesses['drawn']>, lane: number): number[][] {
  return drawn.filter((guess) => guess.lane === lane).map(({ sketch }) => sketchOf(sketch))
    .filter((sketch) => sketch !== null);
}

/** @param values one at least */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
