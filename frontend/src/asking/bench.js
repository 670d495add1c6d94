/**
 * What the bench asks of an equation, and what a measured step says of it. Pure.
 *
 * @import { Catalog, Experiment, Lane, LaneFrame, Problem } from '../state/types.d.ts'
 * @import { Point } from '../charts/eigenvalue_trails.js'
 * @import { Rate } from '../text/gain.js'
 *
 * @typedef {{ distance: number, largest: number, smallest: number, gradient: number, radius: number }} Kept
 *   of one distance back: the largest and the smallest singular value of ∂s_T/∂s_t, ‖∂ℓ/∂h_t‖, and the largest |λ| of J_t
 * @typedef {{ rate: Rate, eigenvalues: Point[], rows: Kept[] }} BenchReading
 */

import { stepEigenvalues } from '../charts/step_spectrum.js';
import { slice } from '../charts/slices.js';
import { setAt, withCell } from '../state/experiment.js';
import { rateOf } from '../text/gain.js';

export const BENCH_PANELS = ['jacobian', 'step_spectrum'];
const PLACE = ['lanes', 0, 'cell', 'formula'].join('.');

/** The lane as it would be with that equation. @param {Catalog} catalog @param {Lane} lane @param {string} formula @returns {Lane} */
export function laneWith(catalog, lane, formula) {
  const { origin: _origin, changes: _changes, ...rest } = withCell(catalog, lane, 'formula');
  return setAt(/** @type {Lane} */ (rest), ['cell', 'formula'], formula);
}

/**
 * A document with the equation in its first lane, and in the second the lane that it is measured beside.
 * @param {Catalog} catalog @param {Experiment} experiment @param {number} selected @param {string} formula @returns {Experiment}
 */
export function benchDocument(catalog, experiment, selected, formula) {
  const lane = experiment.lanes[selected];
  const beside = lane.origin || lane.clamps ? [] : [{ ...lane, changes: [] }];
  return { ...experiment, kernel: 'auto', lanes: [laneWith(catalog, lane, formula), ...beside] };
}

/**
 * Which characters of the equation a problem is about.
 * @param {readonly Problem[]} problems @returns {{ problem: Problem, place: { start: number, end: number } } | null} null: it is about something else
 */
export function markedPlace(problems) {
  const problem = problems.find(({ path }) => path.join('.') === PLACE);
  const { start, end } = /** @type {{ start?: number, end?: number }} */ (problem?.cause?.parameters ?? {});
  return problem && typeof start === 'number' && typeof end === 'number' ? { problem, place: { start, end } } : null;
}

/** @param {LaneFrame} lane @returns {BenchReading} of the first layer, rows from the last time step back */
export function benchReading(lane) {
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
