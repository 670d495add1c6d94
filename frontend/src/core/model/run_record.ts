/**
 * A run as the history keeps it: its document, its curves thinned to what a small chart can show, what came of it.
 * Pure.
 */

import type { Experiment, RunView, Series } from './types.ts';
import { meanWindow, runningMean, spread } from './decimate.ts';
import { milestonesOf, type Milestone } from './milestones.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/** `loss` and `metric`: running means */
export type LaneRecord = {
  cell: Experiment['lanes'][number]['cell'];
  steps: Float32Array;
  loss: Float32Array;
  metric: Float32Array;
  milestones: Milestone[];
  outcome: Verdict['outcome'];
  divergedAt: number | null;
};
/** `at`: when it was kept, Unix time in milliseconds; `experiment` null: too long to keep */
export type RunRecord = {
  id: string;
  at: number;
  step: number;
  preset: string | null;
  task: RunView['facts']['task'];
  experiment: Experiment | null;
  lanes: LaneRecord[];
};

export const MOST_RUNS = 20;
export const MOST_POINTS = 240;
/** Characters of a document that is kept; given weights and long texts may take more. */
export const LONGEST_DOCUMENT = 64 * 1024;
/** A run that was hardly begun is not worth a place. */
export const FEWEST_UPDATES = 10;

export function isWorthKeeping(run: RunView | null): run is RunView {
  return run !== null && run.source === 'live' && run.lanes.some(({ series }) => series.length > FEWEST_UPDATES);
}

/** @param preset the story that it belongs to */
export function recordOf(run: RunView, preset: string | null, at: number): RunRecord {
  const { task } = run.facts;
  const whole = JSON.stringify(run.experiment).length <= LONGEST_DOCUMENT;
  return {
    id: run.id, at, step: run.step, preset, task, experiment: whole ? run.experiment : null,
    lanes: run.lanes.map((lane, index) => ({
      cell: whole ? run.experiment.lanes[index].cell : bare(run.experiment.lanes[index].cell), ...curvesOf(lane.series),
      milestones: milestonesOf(task, lane.series),
      outcome: verdictOf(task, lane, null, run.step).outcome, divergedAt: lane.divergedAt,
    })),
  };
}

/** What a cell is called by. */
function bare({ kind, activation, recurrence, layers, hidden_size: size }: LaneRecord['cell']): LaneRecord['cell'] {
  return {
    kind, layers, hidden_size: size, ...(activation !== undefined && { activation }),
    ...(recurrence !== undefined && { recurrence }),
  };
}

function curvesOf({ steps, length, loss, metric }: Series): Pick<LaneRecord, 'steps' | 'loss' | 'metric'> {
  const chosen = spread(length, MOST_POINTS);
  const means = (values: Float32Array) => Float32Array.from(runningMean(values, chosen, meanWindow(length)));
  return { steps: Float32Array.from(chosen, (index) => steps[index]), loss: means(loss), metric: means(metric) };
}

/** The history with one more run, or with a newer record of one that is there: newest first, no more than the bound. */
export function withRun(runs: readonly RunRecord[], record: RunRecord): RunRecord[] {
  return [record, ...runs.filter(({ id }) => id !== record.id)].sort((a, b) => b.at - a.at).slice(0, MOST_RUNS);
}

/** Whether the losses of two runs are of one unit, so that they can share an axis. */
export function isComparable(one: Pick<RunRecord['task'], 'loss'>, other: Pick<RunRecord['task'], 'loss'>) {
  return one.loss === other.loss;
}

