/** The questions by their kinds. */

import type { Asking, AskView } from './ask.ts';
import { createCheck } from './check.ts';
import { createChoose } from './choose.ts';
import { createFollow } from './follow.ts';
import { createPick } from './pick.ts';
import { createPoint } from './point.ts';
import { createSeeds } from './seeds.ts';
import { createSet } from './set.ts';
import { createSketch } from './sketch.ts';
import { createSort } from './sort.ts';
import { createTurn } from './turn.ts';
import { createVote } from './vote.ts';

const ASKS = {
  vote: createVote, pick: createPick, sort: createSort, turn: createTurn, choose: createChoose, check: createCheck,
  sketch: createSketch, point: createPoint, follow: createFollow, seeds: createSeeds, set: createSet,
};

export function createAsk(asking: Asking): AskView {
  return ASKS[asking.step.ask.kind](asking);
}
