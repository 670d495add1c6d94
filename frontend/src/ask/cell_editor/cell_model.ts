/** What the bench asks of an equation, and what a measured step says of it. Pure. */

import type { Catalog, Experiment, Lane, LaneFrame, Problem, State } from '../../core/model/types.ts';
import type { Point } from '../../core/model/eigenvalue_trails.ts';
import { stepEigenvalues } from '../../core/model/step_spectrum.ts';
import { slice } from '../../core/model/slices.ts';
import { setAt, withCell } from '../../core/model/experiment.ts';
import { formulaOf } from '../../core/model/formula_presets.ts';
import { rateOf, type Rate } from '../../core/text/gain.ts';

/**
 * of one distance back: the largest and the smallest singular value of ∂s_T/∂s_t, ‖∂ℓ/∂h_t‖, and the largest |λ| of J_t
 */
export type Kept = { distance: number, largest: number, smallest: number, gradient: number, radius: number };
export type CellReading = { rate: Rate, eigenvalues: Point[], rows: Kept[] };

export const CELL_PANELS = ['jacobian', 'step_spectrum'];
const PLACE = ['lanes', 0, 'cell', 'formula'].join('.');

/** The equation that is typed, or else that of the selected model. */
export function formulaIn({ details, experiment, selectedLane }: State): string {
  const lane = experiment.lanes[Math.min(selectedLane, experiment.lanes.length - 1)];
  return details.bench ?? (lane ? formulaOf(lane.cell) : '');
}

/** The lane as it would be with that equation. */
export function laneWith(catalog: Catalog, lane: Lane, formula: string): Lane {
  const { origin: _origin, changes: _changes, ...rest } = withCell(catalog, lane, 'formula');
  return setAt(rest as Lane, ['cell', 'formula'], formula);
}

/** A document with the equation in its first lane, and in the second the lane that it is measured beside. */
export function cellDocument(catalog: Catalog, experiment: Experiment, selected: number, formula: string): Experiment {
  const lane = experiment.lanes[selected];
  const beside = lane.origin || lane.clamps ? [] : [{ ...lane, changes: [] }];
  return { ...experiment, kernel: 'auto', lanes: [laneWith(catalog, lane, formula), ...beside] };
}

/**
 * Which characters of the equation a problem is about.
 * @returns null: it is about something else
 */
export function markedPlace(
  problems: readonly Problem[],
): { problem: Problem, place: { start: number, end: number } } | null {
  const problem = problems.find(({ path }) => path.join('.') === PLACE);
  const { start, end } = (problem?.cause?.parameters ?? {}) as { start?: number, end?: number };
  return problem && typeof start === 'number' && typeof end === 'number' ? { problem, place: { start, end } } : null;
}

/** @returns of the first layer, rows from the last time step back */
export function cellReading(lane: LaneFrame): CellReading {
  const products = lane.tensors.get('jacobian_singular_values');
  const count = lane.hiddenGradientNorm.shape[1];
  const gradients = slice(lane.hiddenGradientNorm, 0);
  const values = products && slice(products, 0);
  const width = products?.shape[2] ?? 0;
  const rows = Array.from({ length: count }, (_, distance) => {
    const timeStep = count - 1 - distance;
    const eigenvalues = stepEigenvalues(lane, 0, timeStep) ?? [];
    return {
      distance, gradient: gradients[timeStep], radius: Math.max(0, ...eigenvalues.map((point) => Math.hypot(...point))),
      largest: values ? values[timeStep * width] : NaN, smallest: values ? values[(timeStep + 1) * width - 1] : NaN,
    };
  });
  return { rate: rateOf(lane, 0), eigenvalues: stepEigenvalues(lane, 0, count - 1) ?? [], rows };
}
