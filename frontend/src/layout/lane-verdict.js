/**
 * What a lane of a run has come to at the step that is shown.
 *
 * @import { Lane, RunView } from '../state/types.d.ts'
 * @import { Verdict } from './verdict.js'
 */

import { bpttAt } from '../charts/bptt_in_force.js';
import { carriedReach, lastScored } from './brackets.js';
import { verdictOf } from './verdict.js';

/**
 * How far back the last loss is felt in training: the memory horizon, no further than truncation lets it.
 * @param {Lane} lane
 * @param {number | null} memoryHorizon
 * @param {{ step: number, lastLoss: number, length: number }} place
 */
export function reachOf(lane, memoryHorizon, { step, lastLoss, length }) {
  return memoryHorizon === null ? null : Math.min(memoryHorizon, carriedReach(bpttAt(lane, step), lastLoss, length));
}

/** As in its title. @param {RunView} run @param {number} lane @returns {Verdict} */
export function laneVerdict({ frame, facts: { task }, experiment, lanes }, lane) {
  const length = task.sequence_length;
  const place = { step: frame?.step ?? 0, lastLoss: lastScored(frame?.lossMask.data ?? null, length), length };
  const reach = reachOf(experiment.lanes[lane], frame?.lanes[lane]?.memoryHorizon ?? null, place);
  return verdictOf(task, lanes[lane], reach, place.step);
}
