/**
 * Lanes of equal cost: which lane the others are made as large as. The server chooses the sizes. Pure.
 *
 * @import { Experiment } from './types.d.ts'
 */

import { setAt } from './experiment.js';

/**
 * Whoever gives another lane a size of its own makes that lane the measure.
 * @param {Experiment} before
 * @param {Experiment} after an edit
 * @param {number | null} reference number of the lane
 * @returns {number | null}
 */
export function referenceAfter(before, after, reference) {
  if (reference === null) return null;
  const resized = after.lanes.findIndex(({ cell }, lane) => lane !== reference && cell.kind === before.lanes[lane]?.cell.kind && cell.hidden_size !== before.lanes[lane].cell.hidden_size);
  if (resized >= 0 && after.lanes.length === before.lanes.length) return resized;
  const moved = after.lanes.indexOf(before.lanes[reference]);
  return moved >= 0 ? moved : Math.min(reference, after.lanes.length - 1);
}

/** @param {Experiment} experiment @param {Experiment} sized the same, as the server has sized it @returns {Experiment} itself where nothing changes */
export function withSizesOf(experiment, sized) {
  return sized.lanes.reduce((result, { cell }, lane) => (
    result.lanes[lane].cell.hidden_size === cell.hidden_size ? result : setAt(result, ['lanes', lane, 'cell', 'hidden_size'], cell.hidden_size)), experiment);
}
