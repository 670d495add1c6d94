/**
 * What a lane of a run has come to at the step that is shown.
 *
 * @import { Lane, RunView } from '../state/types.d.ts'
 * @import { Verdict } from './verdict.js'
 */

import { bpttAt } from '../charts/bptt_in_force.js';
import { carriedReach, lastScored } from './brackets.js';
import { expectationOf } from './forecast.js';
import { lengthUntil, verdictOf } from './verdict.js';

/**
 * How far back the last loss is felt in training: the memory horizon, no further than truncation lets it.
 * @param {Lane} lane
 * @param {number | null} memoryHorizon
 * @param {{ step: number, lastLoss: number, length: number }} place
 */
export function reachOf(lane, memoryHorizon, { step, lastLoss, length }) {
  return memoryHorizon === null ? null : Math.min(memoryHorizon, carriedReach(bpttAt(lane, step), lastLoss, length));
}

/** What it is expected to come to before the first update, as in its title. @param {RunView} run @param {number} lane @returns {Verdict} */
export function laneVerdict({ frame, facts: { task }, experiment, lanes }, lane) {
  const [length, lag] = [task.sequence_length, task.required_lag];
  const place = { step: frame?.step ?? 0, lastLoss: lastScored(frame?.lossMask.data ?? null, length), length };
  const reach = reachOf(experiment.lanes[lane], frame?.lanes[lane]?.memoryHorizon ?? null, place);
  const verdict = verdictOf(task, lanes[lane], reach, place.step);
  if (reach === null || !lag || verdict.outcome === 'waiting' || lengthUntil(lanes[lane].series, place.step) > 1) return verdict;
  return { ...verdict, key: `forecast.before.${expectationOf(task, reach)}`, params: { lag, reach } };
}
