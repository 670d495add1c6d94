/** The wall of copies as it is drawn: in which order the copies hang, and on which scales. Pure. */

import type { Drawing, Thumbnail, CopyWall } from '../../core/model/types.ts';
import { FIRST_SCALE, nextScale, scaleOf, type GradientScale } from '../../draw/gradient_scale.ts';

export type Order = 'newest' | 'loss' | 'reach';

/** The number of the run that the copies were taken of. */
export const WATCHED = 0;
/** Words of the server for which a smaller scale must have done. */
const PATIENCE = 8;
/** The least that a loss axis spans, in powers of ten, and the most. */
const [FEWEST_DECADES, MOST_DECADES] = [0.5, 5];

/** @returns the numbers of the copies of which there is something to draw */
export function copiesOn({ copies, thumbnails }: CopyWall): number[] {
  return [...copies.keys()].filter((number) => number !== WATCHED && thumbnails.has(number)).sort((a, b) => a - b);
}

/** @returns the numbers as they hang: the newest, the lowest loss, the longest reach first */
export function hung(wall: CopyWall, order: Order): number[] {
  const worth = (number: number) => worthOf(wall.thumbnails.get(number) as Thumbnail, order, number);
  return copiesOn(wall)
    .map((number) => ({ number, worth: worth(number) }))
    .sort((a, b) => b.worth - a.worth || b.number - a.number)
    .map(({ number }) => number);
}

/** Where there is nothing to go by it hangs last. */
function worthOf({ lanes }: Thumbnail, order: Order, number: number) {
  if (order === 'newest') return number;
  return Math.max(
    ...lanes.map(({ loss, reach, diverged }) =>
      (order === 'reach' ? reach ?? -1 : loss === null || diverged !== null ? -Infinity : -loss)),
    -1e300,
  );
}

/** The order in which they hang goes on as it was chosen: who comes later hangs in front, so that nothing jumps. */
export function keptOrder(before: readonly number[], wall: CopyWall): number[] {
  const present = copiesOn(wall);
  return [
    ...present.filter((number) => !before.includes(number)).reverse(),
    ...before.filter((number) => present.includes(number)),
  ];
}

/** @returns all that there is to draw: the one that is held up, the run that was copied, the copies as they hang */
export function numbersShown(wall: CopyWall, copies: readonly number[], heldCopy: number | null): number[] {
  const held = copies.filter((number) => number === heldCopy);
  const watched = wall.thumbnails.has(WATCHED) ? [WATCHED] : [];
  return [...held, ...watched, ...copies.filter((number) => number !== heldCopy)];
}

/** @returns the numbers that it stands for; NaN where there is a gap */
export function numbersOf(drawing: Drawing | null): Float64Array {
  if (!drawing) return new Float64Array(0);
  const [low, high, coded] = drawing;
  return Float64Array.from(
    atob(coded), (byte) => (byte === '\0' ? NaN : 10 ** (low + ((byte.charCodeAt(0) - 1) / 254) * (high - low))),
  );
}

/** The one scale of all gradients on the wall, which does not swim. */
export function gradientScaleOf(wall: CopyWall, before: GradientScale | null): GradientScale {
  const wanted = scaleOf(
    [...wall.thumbnails.values()].flatMap(({ lanes }) => lanes.map(({ profile }) => numbersOf(profile))),
  );
  return before ? nextScale(before, wanted, PATIENCE) : wanted ?? FIRST_SCALE;
}

/** The one scale of all losses on the wall. @returns exponents of ten */
export function lossScaleOf(wall: CopyWall): { low: number, high: number } {
  const drawings = [...wall.thumbnails.values()].flatMap(({ lanes }) =>
    lanes.flatMap(({ losses }) => (losses ? [losses] : [])));
  if (!drawings.length) return { low: -1, high: 0 };
  // One that explodes leaves the picture at its top: the others are to be seen.
  const begins = Math.max(
    ...drawings.map((drawing) => Math.log10(numbersOf(drawing)[0])).filter(Number.isFinite), -Infinity,
  );
  const high = Math.max(
    ...drawings.map(([, top]) => Math.min(top, Number.isFinite(begins) ? begins + FEWEST_DECADES : top)),
  );
  const low = Math.max(high - MOST_DECADES, Math.min(...drawings.map(([bottom]) => bottom)));
  const missing = Math.max(0, FEWEST_DECADES - (high - low)) / 2;
  return { low: low - missing, high: high + missing };
}
