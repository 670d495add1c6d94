/**
 * Which cells need another start than the first experiment's, as measured (docs/default-experiment.md). Pure, but for
 * the fetching.
 */

import type { Catalog, Experiment, Part } from '../../core/model/types.ts';
import { partOf, sameDocument } from '../../core/model/experiment.ts';
import { pageFile } from '../../page_file.ts';

/** what is turned, and how many seeds learn then */
export type StartRemedy = { field: string, value: unknown, solved: number };
/** how many seeds learn as the cell is given; null: nothing that was tried helps */
export type Start = { solved: number, remedy: StartRemedy | null };
export type Starts = {
  seeds: number;
  task: Part;
  batch_size: number;
  hidden_size: number;
  optimizer: Part;
  clip: Part;
  cells: Record<string, Start>;
};

let asked: Promise<Starts> | null = null;

export function fetchStarts(): Promise<Starts> {
  asked ??= fetch(pageFile('src/learn/narrator/starts.json')).then((response) => response.json());
  return asked;
}

/** @returns null: nothing is known against this start, or it is not the one that was measured */
export function startOf(starts: Starts, catalog: Catalog, experiment: Experiment, lane: number): Start | null {
  const { cell, optimizer, clip } = experiment.lanes[lane];
  const known = starts.cells[cell.kind];
  if (!known || experiment.batch_size !== starts.batch_size) return null;
  const usual = partOf(catalog, 'cell', cell.kind, { hidden_size: starts.hidden_size } as any);
  const measured = [usual, starts.optimizer, starts.clip, starts.task];
  return sameDocument([cell, optimizer, clip, experiment.task], measured) ? known : null;
}
