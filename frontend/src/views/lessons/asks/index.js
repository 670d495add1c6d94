/**
 * The questions by their kinds.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { createCheck } from './check.js';
import { createChoose } from './choose.js';
import { createFollow } from './follow.js';
import { createPick } from './pick.js';
import { createPoint } from './point.js';
import { createSeeds } from './seeds.js';
import { createSet } from './set.js';
import { createSketch } from './sketch.js';
import { createSort } from './sort.js';
import { createTurn } from './turn.js';
import { createVote } from './vote.js';

const ASKS = { vote: createVote, pick: createPick, sort: createSort, turn: createTurn, choose: createChoose, check: createCheck, sketch: createSketch, point: createPoint, follow: createFollow, seeds: createSeeds, set: createSet };

/** @param {Asking} asking @returns {AskView} */
export function createAsk(asking) {
  return ASKS[asking.step.ask.kind](asking);
}
