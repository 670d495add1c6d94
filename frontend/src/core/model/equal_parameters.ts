/** Lanes of equal cost: which lane the others are made as large as. The server chooses the sizes. Pure. */

import type { Experiment } from './types.ts';
import { setAt } from './experiment.ts';

/**
 * Whoever gives another lane a size of its own makes that lane the measure.
 * @param after an edit
 * @param reference number of the lane
 */
export function referenceAfter(before: Experiment, after: Experiment, reference: number | null): number | null {
  if (reference === null) return null;
  const resized = after.lanes.findIndex(({ cell }, lane) => lane !== reference
    && cell.kind === before.lanes[lane]?.cell.kind && cell.hidden_size !== before.lanes[lane].cell.hidden_size);
  if (resized >= 0 && after.lanes.length === before.lanes.length) return resized;
  const moved = after.lanes.indexOf(before.lanes[reference]);
  return moved >= 0 ? moved : Math.min(reference, after.lanes.length - 1);
}

/** @param sized the same, as the server has sized it @returns itself where nothing changes */
export function withSizesOf(experiment: Experiment, sized: Experiment): Experiment {
  return sized.lanes.reduce((result, { cell }, lane) => (
    result.lanes[lane].cell.hidden_size === cell.hidden_size
      ? result
      : setAt(result, ['lanes', lane, 'cell', 'hidden_size'], cell.hidden_size)), experiment);
}
