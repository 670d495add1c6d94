/** The one logarithmic scale of gradient magnitudes: arrows, bars and profile lines all read it. */

/**
 * exponents of ten at the top and at the printed floor;
 *   `calm`: for how many frames a smaller scale would have done
 */
export type GradientScale = { top: number, floor: number, calm?: number };
export type Grade = 'alive' | 'noise' | 'dead';

/** What shows before anything is measured. */
export const FIRST_SCALE: GradientScale = { top: 0, floor: -4 };
const LOWEST_FLOOR = -16;
const FEWEST_DECADES = 4;
const HEADROOM = 0.3;
const PATIENCE = 45;

/**
 * The scale that holds every magnitude, in steps of two decades (of four when there are many); its floor is 10⁻¹⁶ at
 * the lowest.
 * @returns null: no magnitude is a positive number
 */
export function scaleOf(profiles: Iterable<ArrayLike<number>>): GradientScale | null {
  let [smallest, largest] = [Infinity, 0];
  for (const profile of profiles) {
    for (let index = 0; index < profile.length; index += 1) {
      const value = profile[index];
      if (value > largest && value < Infinity) largest = value;
      if (value > 0 && value < smallest) smallest = value;
    }
  }
  if (largest === 0) return null;
  const top = 2 * Math.ceil(Math.log10(largest) / 2);
  const decades = Math.max(FEWEST_DECADES, top - Math.log10(smallest) + HEADROOM);
  const step = decades > 8 ? 4 : 2;
  return { top, floor: Math.max(Math.min(LOWEST_FLOOR, top - FEWEST_DECADES), top - step * Math.ceil(decades / step)) };
}

/**
 * The scale of a heat map: whole decades around its magnitudes, so that no colour is given away; its floor is 10⁻¹⁶ at
 * the lowest.
 * @returns null: no magnitude is a positive number
 */
export function tightScale(rows: Iterable<ArrayLike<number>>): GradientScale | null {
  let [smallest, largest] = [Infinity, 0];
  for (const row of rows) {
    for (let index = 0; index < row.length; index += 1) {
      const value = row[index];
      if (value > largest && value < Infinity) largest = value;
      if (value > 0 && value < smallest) smallest = value;
    }
  }
  if (largest === 0) return null;
  const top = Math.ceil(Math.log10(largest)) + 0; // Not the minus zero of values just below 1.
  return { top, floor: Math.min(top - 2, Math.max(LOWEST_FLOOR, Math.floor(Math.log10(smallest)))) };
}

/**
 * The scale of the next frame: it grows at once and shrinks only after a smaller one has done for 45 frames, so that
 * the picture does not swim.
 * @param patience frames that a smaller scale must have done for, where 45 are too many
 */
export function nextScale(
  previous: GradientScale,
  wanted: GradientScale | null,
  patience = PATIENCE,
): GradientScale {
  if (!wanted) return previous;
  if (wanted.top === previous.top
    && wanted.floor === previous.floor) return previous.calm ? { ...previous, calm: 0 } : previous;
  const calm = wanted.top <= previous.top && wanted.floor >= previous.floor ? (previous.calm ?? 0) + 1 : 0;
  if (calm > patience) return wanted;
  return { top: Math.max(wanted.top, previous.top), floor: Math.min(wanted.floor, previous.floor), calm };
}

/** @returns 0 at the floor and below, 1 at the top and above */
export function heightOf(scale: GradientScale, value: number): number {
  if (!(value > 0)) return 0;
  const share = (Math.log10(value) - scale.floor) / (scale.top - scale.floor);
  return Math.max(0, Math.min(1, share));
}

/**
 * Below this a magnitude is lost when a float32 sum adds it to the profile's largest: half a unit in its last place.
 */
export function floatNoise(profile: ArrayLike<number>) {
  let largest = 0;
  for (let index = 0; index < profile.length; index += 1) if (profile[index] > largest
    && profile[index] < Infinity) largest = profile[index];
  return largest * 2 ** -24;
}

/** @param noise what `floatNoise` gives for the value's profile */
export function gradeOf(scale: GradientScale, value: number, noise: number): Grade {
  if (!(value > 10 ** scale.floor)) return 'dead';
  return value < noise ? 'noise' : 'alive';
}

/**
 * The exponents that get a printed label, the top and the floor always among them.
 * @param most labels there is room for, at least 2
 * @returns from the top down
 */
export function labelledExponents(scale: GradientScale, most: number): number[] {
  const decades = scale.top - scale.floor;
  let every = 1;
  while (every < decades && (decades % every !== 0 || decades / every > most - 1)) every += 1;
  return Array.from({ length: decades / every + 1 }, (_, index) => scale.top - index * every);
}
