/** Which matrix of the run in sight the dial turns, and the experiment in which it is turned. Pure. */

import type { Experiment, LaneFrame, RunView, State, Tensor } from '../../core/model/types.ts';
import { laneSelected } from '../../ui/lane_choice.ts';

/** Of a weight in the experiment. */
const FIGURES = 5;
const MATRIX = 'W_hh.0';

export type Seen = { run: RunView, lane: number, data: LaneFrame };

/** @returns the selected model with what the frame has of it */
export function seenIn(state: State): Seen | null {
  const { run } = state;
  const lane = laneSelected(state);
  const data = run?.frame?.lanes[lane];
  return run && data ? { run, lane, data } : null;
}

/** Whether there is a matrix to turn: some cells make theirs from something else. */
export function hasMatrix({ weights }: LaneFrame): boolean {
  return weights?.[MATRIX]?.shape.length === 2;
}

/**
 * @returns all rows of W_hh; of these, from which on, those that the circle shows: all, or those of the candidate;
 * null where there is none
 */
export function matrixOf({ run, lane, data }: Seen): { all: number[][], from: number, block: number[][] } | null {
  if (!data.weights || !hasMatrix(data)) return null;
  const { shape: [, columns], data: values } = data.weights[MATRIX];
  const all = rowsOf(Array.from(values as Float32Array), columns);
  const { gates, candidate } = run.facts.lanes[lane];
  const from = Math.max(0, gates.indexOf(candidate ?? '')) * columns;
  return { all, from, block: all.slice(from, from + columns) };
}

/** The experiment with that block of W_hh, and beside it, once it has trained, the other weights that are seen. */
export function withBlock(experiment: Experiment, seen: Seen, block: number[][]): Experiment | null {
  const matrix = matrixOf(seen);
  if (!matrix) return null;
  const { run, lane, data } = seen;
  const { lanes } = experiment;
  const trained = (run.frame?.step ?? 0) > 0;
  const entries = Object.entries(data.weights ?? {}).map(([name, tensor]) => [name, documentOf(tensor)]);
  const others = trained ? Object.fromEntries(entries) : (lanes[lane].initial_weights as object | undefined) ?? {};
  const turned = matrix.all.map((row, index) => (block[index - matrix.from] ?? row).map(rounded));
  const changed = { ...lanes[lane], initial_weights: { ...others, [MATRIX]: turned } };
  return { ...experiment, lanes: lanes.map((each, index) => (index === lane ? changed : each)) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(FIGURES));
}

function rowsOf(values: number[], columns: number): number[][] {
  const count = values.length / columns;
  return Array.from({ length: count }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}

/** A tensor as an experiment has it. */
function documentOf({ shape, data }: Tensor): number[] | number[][] {
  const values = Array.from(data as Float32Array, rounded);
  return shape.length === 1 ? values : rowsOf(values, shape[1]);
}
