/**
 * A lane of a run as the narrator reads it: at the update that is shown. Pure.
 *
 * @import { RunView } from '../state/types.d.ts'
 * @import { Subject } from './note.d.ts'
 */

import { lastScored } from '../layout/brackets.js';
import { reachOf } from '../layout/lane-verdict.js';
import { lengthUntil } from '../layout/verdict.js';
import { laneAt } from '../state/branches.js';

/** @param {RunView} run @param {number} index @returns {Subject | null} null: the lane does not stand at this update */
export function subjectOf(run, index) {
  const { frame, facts, experiment, lanes } = run;
  const shown = frame?.lanes[index];
  if (!frame || !shown || !facts.lanes[index]) return null;
  const { step } = frame;
  const length = facts.task.sequence_length;
  const lastLoss = lastScored(frame.lossMask.data, length);
  return {
    index, step, lastLoss, frame: shown, task: facts.task, facts: facts.lanes[index], lane: laneAt(experiment.lanes[index], step), series: lanes[index].series,
    length: lengthUntil(lanes[index].series, step), reach: reachOf(experiment.lanes[index], shown.memoryHorizon, { step, lastLoss, length }),
  };
}
