/**
 * Why a frame has nothing of a lane: it has diverged, or it is a branch that does not stand at that update.
 *
 * @import { RunView } from '../state/types.d.ts'
 */

/** @param {RunView} run @param {number} lane @returns {'diverged' | 'not_begun'} the ending of a text id */
export function absence({ lanes, frame }, lane) {
  const { divergedAt, origin } = lanes[lane];
  const gone = divergedAt !== null && divergedAt <= (frame?.step ?? 0);
  return gone || (origin ?? null) === null ? 'diverged' : 'not_begun';
}
