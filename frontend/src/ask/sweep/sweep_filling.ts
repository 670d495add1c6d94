/** Fills a sweep: one cell at a time is asked for, until every cell has the seeds that are wanted of it. */

import type { Sweep } from '../../core/questions/sweep.ts';
import { nextCell, sweepCellsOf, type SweepCell } from '../../core/questions/sweep_cells.ts';
import { createSpareTime, type Asked, type Request } from '../../core/questions/spare_time.ts';

export function createFilling(request: Request, onChange: () => void) {
  let sweep: Sweep | null = null;
  let cells: SweepCell[] = [];
  let brushed: ReadonlySet<SweepCell> = new Set();
  const spare = createSpareTime(request, next, onChange);

  function next(): Asked | null {
    const cell = sweep && nextCell(cells, brushed);
    if (!cell) return null;
    const { row, column, readings } = cell;
    return {
      kind: 'tile', body: { atlas: sweep, row, column, seed: readings.length },
      take: (reading) => void readings.push(reading),
      fail: (problem) => void (cell.problem = problem),
    };
  }

  return {
    stop: spare.stop,
    fill: spare.work,
    /** Another map: what was there is forgotten. */
    begin(begun: Sweep) {
      spare.stop();
      [sweep, cells, brushed] = [begun, sweepCellsOf(begun), new Set()];
      spare.work();
    },
    /** More seeds for these, before all others. */
    want(chosen: SweepCell[], seeds: number) {
      for (const cell of chosen) cell.wanted = Math.max(cell.wanted, seeds);
      brushed = new Set(chosen);
      spare.work();
    },
    sweep: () => sweep,
    cells: () => cells,
    filling: spare.working,
  };
}
