/**
 * A run as the history keeps it: its document, its curves thinned to what a small chart can show, what came of it. Pure.
 *
 * @import { Experiment, RunView, Series } from './types.d.ts'
 * @import { Milestone } from '../layout/milestones.js'
 * @import { Verdict } from '../layout/verdict.js'
 *
 * @typedef {{ cell: Experiment['lanes'][number]['cell'], steps: Float32Array, loss: Float32Array, metric: Float32Array,
 *   milestones: Milestone[], outcome: Verdict['outcome'], divergedAt: number | null }} LaneRecord `loss` and `metric`: running means
 * @typedef {{ id: string, at: number, step: number, preset: string | null, task: RunView['facts']['task'], experiment: Experiment | null, lanes: LaneRecord[] }} RunRecord
 *   `at`: when it was kept, Unix time in milliseconds; `experiment` null: too long to keep
 */

import { meanWindow, runningMean, spread } from '../charts/decimate.js';
import { milestonesOf } from '../layout/milestones.js';
import { verdictOf } from '../layout/verdict.js';

export const MOST_RUNS = 20;
export const MOST_POINTS = 240;
/** Characters of a document that is kept; given weights and long texts may take more. */
export const LONGEST_DOCUMENT = 64 * 1024;
/** A run that was hardly begun is not worth a place. */
export const FEWEST_UPDATES = 10;

/** @param {RunView | null} run @returns {run is RunView} */
export function isWorthKeeping(run) {
  return run !== null && run.source === 'live' && run.lanes.some(({ series }) => series.length > FEWEST_UPDATES);
}

/** @param {RunView} run @param {string | null} preset the story that it belongs to @param {number} at @returns {RunRecord} */
export function recordOf(run, preset, at) {
  const { task } = run.facts;
  const whole = JSON.stringify(run.experiment).length <= LONGEST_DOCUMENT;
  return {
    id: run.id, at, step: run.step, preset, task, experiment: whole ? run.experiment : null,
    lanes: run.lanes.map((lane, index) => ({
      cell: whole ? run.experiment.lanes[index].cell : bare(run.experiment.lanes[index].cell), ...curvesOf(lane.series),
      milestones: milestonesOf(task, lane.series), outcome: verdictOf(task, lane, null, run.step).outcome, divergedAt: lane.divergedAt,
    })),
  };
}

/** What a cell is called by. @param {LaneRecord['cell']} cell @returns {LaneRecord['cell']} */
function bare({ kind, activation, recurrence, layers, hidden_size: size }) {
  return { kind, layers, hidden_size: size, ...(activation !== undefined && { activation }), ...(recurrence !== undefined && { recurrence }) };
}

/** @param {Series} series @returns {Pick<LaneRecord, 'steps' | 'loss' | 'metric'>} */
function curvesOf({ steps, length, loss, metric }) {
  const chosen = spread(length, MOST_POINTS);
  const means = (/** @type {Float32Array} */ values) => Float32Array.from(runningMean(values, chosen, meanWindow(length)));
  return { steps: Float32Array.from(chosen, (index) => steps[index]), loss: means(loss), metric: means(metric) };
}

/**
 * The history with one more run, or with a newer record of one that is there: newest first, no more than the bound.
 * @param {readonly RunRecord[]} runs @param {RunRecord} record @returns {RunRecord[]}
 */
export function withRun(runs, record) {
  return [record, ...runs.filter(({ id }) => id !== record.id)].sort((a, b) => b.at - a.at).slice(0, MOST_RUNS);
}

/** Whether the losses of two runs are of one unit, so that they can share an axis. @param {Pick<RunRecord['task'], 'loss'>} one @param {Pick<RunRecord['task'], 'loss'>} other */
export function isComparable(one, other) {
  return one.loss === other.loss;
}

