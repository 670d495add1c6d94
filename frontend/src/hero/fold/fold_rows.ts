/** Which time step the folded hero shows. */

import type { Stage } from '../../core/model/types.ts';

/** Milliseconds that a time step stays while the folded picture walks by itself. */
const STRIDE = 500;

/**
 * The time step that the folded cell shows: the chosen one, else where the stage has come to, else it walks by itself.
 * @param state `now`: milliseconds; `rest`: the time step of a picture that stands still
 */
export function foldedStep(
  {
    count, cursor, stage, progress, walking, now, rest,
  }: {
    count: number;
    cursor: number | null;
    stage: Stage | null;
    progress: number;
    walking: boolean;
    now: number;
    rest: number;
  },
): number {
  if (cursor !== null) return Math.min(cursor, count - 1);
  const swept = Math.max(0, Math.min(count - 1, Math.floor(progress * count)));
  if (stage === 'forward') return swept;
  if (stage === 'backward') return count - 1 - swept;
  if (stage !== null || !walking) return rest;
  return Math.floor(now / STRIDE) % count;
}
