/**
 * Which cells need another start than the first experiment's, as measured (docs/default-experiment.md). Pure, but for the fetching.
 *
 * @import { Catalog, Experiment, Part } from '../state/types.d.ts'
 */

import { partOf, sameDocument } from '../state/experiment.js';
import { pageFile } from '../page_file.js';

/** @typedef {{ field: string, value: unknown, solved: number }} StartRemedy what is turned, and how many seeds learn then */
/** @typedef {{ solved: number, remedy: StartRemedy | null }} Start how many seeds learn as the cell is given; null: nothing that was tried helps */
/** @typedef {{ seeds: number, task: Part, batch_size: number, hidden_size: number, optimizer: Part, clip: Part, cells: Record<string, Start> }} Starts */

/** @type {Promise<Starts> | null} */
let asked = null;

/** @returns {Promise<Starts>} */
export function fetchStarts() {
  asked ??= fetch(pageFile('src/narrator/starts.json')).then((response) => response.json());
  return asked;
}

/**
 * @param {Starts} starts
 * @param {Catalog} catalog
 * @param {Experiment} experiment
 * @param {number} lane
 * @returns {Start | null} null: nothing is known against this start, or it is not the one that was measured
 */
export function startOf(starts, catalog, experiment, lane) {
  const { cell, optimizer, clip } = experiment.lanes[lane];
  const known = starts.cells[cell.kind];
  if (!known || experiment.batch_size !== starts.batch_size) return null;
  const usual = partOf(catalog, 'cell', cell.kind, /** @type {any} */ ({ hidden_size: starts.hidden_size }));
  const measured = [usual, starts.optimizer, starts.clip, starts.task];
  return sameDocument([cell, optimizer, clip, experiment.task], measured) ? known : null;
}
