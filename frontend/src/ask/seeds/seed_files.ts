/** What leaves the page of the runs over seeds: a table with a line for each, and all that the server said. Pure. */

import type { Profile } from '../../core/questions/sweep_cells.ts';
import type { Reading } from '../../core/questions/seed_readings.ts';
import type { Trained } from '../../core/questions/seed_runs.ts';
import { laneLetter } from '../../core/text/lane.ts';

const SEEDS = ['model', 'cell', 'seed', 'weight_seed', 'data_seed', 'steps'];
const CAME_TO = ['outcome', 'solved_at', 'diverged_at', 'loss', 'metric'] as const;
const GRADIENT = ['gain_per_step', 'half_life', 'horizon'] as const;

/** @returns a line for every run; empty: null on the wire */
export function csvOf(models: Trained[]): string {
  const gradients = ['first', 'last'].flatMap((when) => GRADIENT.map((name) => `${when}_${name}`));
  const head = [...SEEDS, ...CAME_TO, ...gradients, 'kernel'];
  const lines = models.flatMap(({ lane, readings }) => readings.map((run) => [laneLetter(lane), ...cellsOf(run)]));
  return [head, ...lines].map((line) => `${line.map((value) => value ?? '').join(',')}\n`).join('');
}

function cellsOf({ experiment, first, last, ...reading }: Reading) {
  const { weight_seed: weights, data_seed: data, steps, lanes } = experiment;
  const gradient = (profile: Profile | null) => GRADIENT.map((name) => profile?.[name]);
  const seeds = [lanes[0].cell.kind, reading.seed, weights, data, steps];
  const cameTo = CAME_TO.map((name) => reading[name]);
  return [...seeds, ...cameTo, ...gradient(first), ...gradient(last), reading.kernel];
}

/** @returns the answers of the server as they came, each with its document */
export function jsonOf(models: Trained[]): string {
  const said = models.map(({ lane, vary, steps, readings: runs }) => ({ model: laneLetter(lane), vary, steps, runs }));
  return JSON.stringify({ models: said });
}
