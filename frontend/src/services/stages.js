/**
 * Slow motion's clock: the stages of one update in order, each with its share of time. Pure.
 *
 * @import { Stage } from '../state/types.d.ts'
 */

/** @typedef {readonly [Stage, number][]} Timeline stages with their durations in milliseconds */

/** Slow motion: one update in 5 s. @type {Timeline} */
export const SLOW = [['forward', 1700], ['loss', 800], ['backward', 1700], ['update', 800]];
/** One press of Step: the new update sweeps by. @type {Timeline} */
export const QUICK = [['forward', 260], ['loss', 120], ['backward', 260]];

/**
 * @param {Timeline} timeline
 * @param {number} elapsed milliseconds since the first stage began
 * @returns {{ stage: Stage, progress: number } | null} progress runs from 0 to 1 within the stage; null: all are over
 */
export function stageAt(timeline, elapsed) {
  let begun = 0;
  for (const [stage, duration] of timeline) {
    if (elapsed < begun + duration) return { stage, progress: Math.max(0, (elapsed - begun) / duration) };
    begun += duration;
  }
  return null;
}
