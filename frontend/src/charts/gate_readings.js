/**
 * What the gates of a layer say: strips, statistics, time constants, the path that they keep open. Pure.
 *
 * @import { Tensor } from '../state/types.d.ts'
 */

import { mean, quantile, slice } from './slices.js';

/**
 * One gate over time and units.
 *
 * @param {Tensor} gates (L, T, G, H)
 * @param {number} layer
 * @param {number} gate
 * @returns {{ units: number, count: number, at: (timeStep: number, unit: number) => number }}
 */
export function gateStrip(gates, layer, gate) {
  const [, count, size, units] = gates.shape;
  const values = slice(gates, layer);
  return { units, count, at: (timeStep, unit) => values[(timeStep * size + gate) * units + unit] };
}

/** @typedef {{ mean: number, open: number, closed: number }} GateStatistics shares of batch and units */

/**
 * @param {Tensor} statistics (L, T, G, 3)
 * @param {number} layer
 * @param {number} gate
 * @param {number | null} timeStep null: over all time steps
 * @returns {GateStatistics}
 */
export function gateStatistics(statistics, layer, gate, timeStep) {
  const [, count, gates] = statistics.shape;
  const values = slice(statistics, layer);
  const steps = timeStep === null ? Array.from({ length: count }, (_, step) => step) : [timeStep];
  const figure = (/** @type {number} */ index) => mean(steps.map((step) => values[(step * gates + gate) * 3 + index]));
  return { mean: figure(0), open: figure(1), closed: figure(2) };
}

/**
 * Time steps after which a unit that keeps the share `keep` a step still has 1/e of what it held, to first order.
 *
 * @param {number} keep 0 to 1
 * @returns {number} at least 1; infinite where everything is kept
 */
export function timeConstant(keep) {
  return 1 / Math.max(0, 1 - keep);
}

/**
 * Least, middle and greatest time constant of the units at each time step.
 *
 * @param {ReturnType<typeof gateStrip>} strip of the keep gate
 * @returns {{ low: number, median: number, high: number }[]} 10 %, 50 % and 90 % of the units
 */
export function timeConstants({ count, units, at }) {
  return Array.from({ length: count }, (_, step) => {
    const keeps = Array.from({ length: units }, (_unit, unit) => at(step, unit));
    return { low: timeConstant(quantile(keeps, 0.1)), median: timeConstant(quantile(keeps, 0.5)), high: timeConstant(quantile(keeps, 0.9)) };
  });
}

/**
 * How open the way from each time step to the last one is when only the keep gates count: the product's mean over the units.
 *
 * @param {Tensor} product (L, T, H)
 * @param {number} layer
 * @returns {Float64Array} 1 at the last time step
 */
export function keptShare(product, layer) {
  const [, count, units] = product.shape;
  const values = slice(product, layer);
  return Float64Array.from({ length: count }, (_, step) => mean(values.subarray(step * units, (step + 1) * units)));
}
