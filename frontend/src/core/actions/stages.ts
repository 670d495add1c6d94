/** Slow motion's clock: the stages of one update in order, each with its share of time. Pure. */

import type { Stage } from '../model/types.ts';

/** stages with their durations in milliseconds */
export type Timeline = readonly [Stage, number][];

/** Slow motion: one update in 5 s. */
export const SLOW: Timeline = [['forward', 1700], ['loss', 800], ['backward', 1700], ['update', 800]];
/** One press of Step: the new update sweeps by. */
export const QUICK: Timeline = [['forward', 260], ['loss', 120], ['backward', 260]];

/**
 * @param elapsed milliseconds since the first stage began
 * @returns progress runs from 0 to 1 within the stage; null: all are over
 */
export function stageAt(timeline: Timeline, elapsed: number): { stage: Stage, progress: number } | null {
  let begun = 0;
  for (const [stage, duration] of timeline) {
    if (elapsed < begun + duration) return { stage, progress: Math.max(0, (elapsed - begun) / duration) };
    begun += duration;
  }
  return null;
}
