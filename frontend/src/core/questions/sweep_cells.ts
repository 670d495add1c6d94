/**
 * The cells of a sweep: in which order they are filled, what several seeds come to, what leaves the page as a file.
 * Pure.
 */

import type { Sweep } from './sweep.ts';
import type { Experiment } from '../model/types.ts';
import { setAt } from '../model/experiment.ts';

export type Outcome = 'solved' | 'learning' | 'chance' | 'diverged';
/** null: not finite; without a gain there is no rate, with one a half-life of null is infinite */
export type Profile = {
  norms: (number | null)[];
  gain_per_step: number | null;
  half_life: number | null;
  horizon: number | null;
};
/** as the server sends it */
export type Reading = {
  row: number;
  column: number;
  seed: number;
  outcome: Outcome;
  solved_at: number | null;
  diverged_at: number | null;
  loss: number | null;
  metric: number | null;
  without_memory: number;
  loss_steps: number[];
  losses: (number | null)[];
  time_steps: number[];
  first: Profile;
  last: Profile | null;
  kernel: string;
  experiment: Experiment;
};
/** `wanted`: seeds */
export type SweepCell = { row: number, column: number, wanted: number, readings: Reading[], problem: Error | null };

export const MOST_SEEDS = 8;
/** from what is hoped for to what is not */
export const OUTCOMES: readonly Outcome[] = ['solved', 'learning', 'chance', 'diverged'];

/** @returns row by row */
export function sweepCellsOf({ x, y }: Sweep): SweepCell[] {
  return y.values.flatMap((_, row) =>
    x.values.map((__, column) => ({ row, column, wanted: 1, readings: [], problem: null })));
}

/**
 * The cell that is trained next: those that somebody has brushed first, then those with the fewest seeds; coarse before
 * fine, so that the whole map is there, roughly, from the beginning.
 */
export function nextCell(cells: SweepCell[], brushed: ReadonlySet<SweepCell>): SweepCell | null {
  const open = cells.filter(({ wanted, readings, problem }) => !problem && readings.length < wanted);
  const rank = (cell: SweepCell) => [brushed.has(cell) ? 0 : 1, cell.readings.length, fineness(cell.row, cell.column)];
  return open.reduce(
    (best: SweepCell | null, cell) => (best && compare(rank(best), rank(cell)) <= 0 ? best : cell), null,
  );
}

function compare(one: number[], other: number[]) {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place < 0 ? 0 : one[place] - other[place];
}

/** @returns low for cells that lie far apart: the bits of both places, mirrored and mixed */
function fineness(row: number, column: number): number {
  let rank = 0;
  for (let bit = 0; bit < 4; bit += 1) rank = (rank << 2) | (((row >> bit) & 1) << 1) | ((column >> bit) & 1);
  return rank;
}

/** What most of the seeds came to; of equals the better one. */
export function outcomeOf({ readings }: SweepCell): Outcome | null {
  const counts = OUTCOMES.map((outcome) => readings.filter((reading) => reading.outcome === outcome).length);
  const most = Math.max(...counts);
  return most ? OUTCOMES[counts.indexOf(most)] : null;
}

/** @returns how many of its seeds solved it */
export function solvedOf({ readings }: SweepCell): number {
  return readings.filter(({ outcome }) => outcome === 'solved').length;
}

/** @returns by what most of the seeds came to */
export function countsOf(cells: SweepCell[]): Record<Outcome, number> & { total: number, done: number, wrong: number } {
  const of = (outcome: Outcome) => cells.filter((cell) => outcomeOf(cell) === outcome).length;
  const wrong = cells.filter(({ problem }) => problem).length;
  return {
    solved: of('solved'), learning: of('learning'), chance: of('chance'), diverged: of('diverged'), wrong,
    total: cells.length, done: wrong + cells.filter(({ readings }) => readings.length).length,
  };
}

/**
 * The experiment of a cell, put into the page's: its lane takes the place of the mapped one, and the run is as long as
 * it was.
 */
export function opened(present: Experiment, lane: number, cell: Experiment): Experiment {
  const place = Math.min(lane, present.lanes.length - 1);
  return setAt({ ...present, ...cell, steps: present.steps, lanes: present.lanes }, ['lanes', place], cell.lanes[0]);
}

/** @returns a line for every seed of every cell */
export function csvOf({ x, y }: Sweep, cells: SweepCell[]): string {
  const lines = cells.flatMap((cell) => cell.readings.map((reading) => [
    x.values[cell.column], y.values[cell.row], reading.seed, reading.outcome, reading.solved_at ?? '',
    reading.diverged_at ?? '', reading.loss ?? '', reading.metric ?? '', reading.first.horizon ?? '',
    reading.last?.horizon ?? ''
  ]));
  return [
    [
      x.field, y.field, 'seed', 'outcome', 'solved_at', 'diverged_at', 'loss', 'metric', 'first_horizon',
      'last_horizon',
    ],
    ...lines,
  ].map((line) => `${line.join(',')}\n`).join('');
}

/** @returns the sweep's document and the answers of the server as they came */
export function jsonOf(sweep: Sweep, cells: SweepCell[]): string {
  return JSON.stringify({
    atlas: sweep, tiles: cells.flatMap(({ readings }) => readings.map(({ experiment: _, ...reading }) => reading)),
  });
}
