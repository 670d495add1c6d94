/** A lane of a run as the narrator reads it: at the update that is shown. Pure. */

import type { RunView } from './types.ts';
import type { Subject } from './note.ts';
import { lastScored } from './brackets.ts';
import { reachOf } from './lane_verdict.ts';
import { lengthUntil } from './verdict.ts';
import { laneAt } from './branches.ts';

/** @returns null: the lane does not stand at this update */
export function subjectOf(run: RunView, index: number): Subject | null {
  const { frame, facts, experiment, lanes } = run;
  const shown = frame?.lanes[index];
  if (!frame || !shown || !facts.lanes[index]) return null;
  const { step } = frame;
  const length = facts.task.sequence_length;
  const lastLoss = lastScored(frame.lossMask.data, length);
  return {
    index, step, lastLoss, frame: shown, task: facts.task,
    facts: facts.lanes[index], lane: laneAt(experiment.lanes[index], step), series: lanes[index].series,
    length: lengthUntil(lanes[index].series, step),
    reach: reachOf(experiment.lanes[index], shown.memoryHorizon, { step, lastLoss, length }),
  };
}
