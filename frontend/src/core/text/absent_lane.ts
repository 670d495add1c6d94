/** Why a frame has nothing of a lane: it has diverged, or it is a branch that does not stand at that update. */

import type { RunView } from '../model/types.ts';

/** @returns the ending of a text id */
export function absence({ lanes, frame }: RunView, lane: number): 'diverged' | 'not_begun' {
  const { divergedAt, origin } = lanes[lane];
  const gone = divergedAt !== null && divergedAt <= (frame?.step ?? 0);
  return gone || (origin ?? null) === null ? 'diverged' : 'not_begun';
}
