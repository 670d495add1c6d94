/**
 * The hero folded: one cell with a loop instead of one for every time step, and the way from one picture to the other.
 *
 * @import { HeroLayout } from './hero-layout.js'
 * @import { Stage } from '../state/types.d.ts'
 */

import { heroLayout } from './hero-layout.js';

/** Milliseconds that a time step stays while the folded picture walks by itself. */
const STRIDE = 500;

/**
 * One column in the middle.
 *
 * @param {HeroLayout} flat the unrolled picture
 * @param {Parameters<typeof heroLayout>[0]} shape that it was made of
 * @returns {HeroLayout}
 */
export function foldedLayout(flat, shape) {
  const modality = shape.task.modality === 'image' ? 'values' : shape.task.modality;
  const one = heroLayout({ ...shape, height: flat.height, task: { ...shape.task, sequence_length: 1, modality } });
  return { ...one, phases: { ...one.phases, parts: [] } };
}

/**
 * The axis on which a time step stands where the one column is.
 *
 * @param {HeroLayout} folded
 * @param {number} step
 * @param {number} count time steps of the sequence
 * @returns {HeroLayout}
 */
export function foldedAt(folded, step, count) {
  const { axis } = folded;
  return { ...folded, axis: { ...axis, count, start: axis.start - step * axis.pitch } };
}

/**
 * The time step that the folded cell shows: the chosen one, else where the stage has come to, else it walks by itself.
 *
 * @param {{ count: number, cursor: number | null, stage: Stage | null, progress: number, walking: boolean, now: number, rest: number }} state
 *   `now`: milliseconds; `rest`: the time step of a picture that stands still
 * @returns {number}
 */
export function foldedStep({ count, cursor, stage, progress, walking, now, rest }) {
  if (cursor !== null) return Math.min(cursor, count - 1);
  const swept = Math.max(0, Math.min(count - 1, Math.floor(progress * count)));
  if (stage === 'forward') return swept;
  if (stage === 'backward') return count - 1 - swept;
  if (stage !== null || !walking) return rest;
  return Math.floor(now / STRIDE) % count;
}

/**
 * Where a column of the unrolled picture stands on the way into the fold.
 *
 * @param {number} left of its slot, on the screen
 * @param {number} width of the slot
 * @param {number} centre of the folded cell
 * @param {number} share 0: unrolled; 1: folded
 */
export function slotOnTheWay(left, width, centre, share) {
  return left + (centre - width / 2 - left) * share;
}
