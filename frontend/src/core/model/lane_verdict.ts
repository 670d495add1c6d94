/** What a lane of a run has come to at the step that is shown. */

import type { Lane, RunView } from './types.ts';
import { bpttAt } from './bptt_in_force.ts';
import { carriedReach, lastScored } from './brackets.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/** How far back the last loss is felt in training: the memory horizon, no further than truncation lets it. */
export function reachOf(
  lane: Lane,
  memoryHorizon: number | null,
  { step, lastLoss, length }: { step: number, lastLoss: number, length: number },
) {
  return memoryHorizon === null ? null : Math.min(memoryHorizon, carriedReach(bpttAt(lane, step), lastLoss, length));
}

/** As in its title. */
export function laneVerdict({ frame, facts: { task }, experiment, lanes }: RunView, lane: number): Verdict {
  const length = task.sequence_length;
  const place = { step: frame?.step ?? 0, lastLoss: lastScored(frame?.lossMask.data ?? null, length), length };
  const reach = reachOf(experiment.lanes[lane], frame?.lanes[lane]?.memoryHorizon ?? null, place);
  return verdictOf(task, lanes[lane], reach, place.step);
}
