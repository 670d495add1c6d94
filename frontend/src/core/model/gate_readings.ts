/** What the gates of a layer say: strips, statistics, time constants, the path that they keep open. Pure. */

import type { Tensor } from './types.ts';
import { mean, quantile, slice } from './slices.ts';

/**
 * One gate over time and units.
 * @param gates (L, T, G, H)
 */
export function gateStrip(
  gates: Tensor,
  layer: number,
  gate: number,
): { units: number, count: number, at: (timeStep: number, unit: number) => number } {
  const [, count, size, units] = gates.shape;
  const values = slice(gates, layer);
  return { units, count, at: (timeStep, unit) => values[(timeStep * size + gate) * units + unit] };
}

/** shares of batch and units */
export type GateStatistics = { mean: number, open: number, closed: number };

/**
 * @param statistics (L, T, G, 3)
 * @param timeStep null: over all time steps
 */
export function gateStatistics(
  statistics: Tensor,
  layer: number,
  gate: number,
  timeStep: number | null,
): GateStatistics {
  const [, count, gates] = statistics.shape;
  const values = slice(statistics, layer);
  const steps = timeStep === null ? Array.from({ length: count }, (_, step) => step) : [timeStep];
  const figure = (index: number) => mean(steps.map((step) => values[(step * gates + gate) * 3 + index]));
  return { mean: figure(0), open: figure(1), closed: figure(2) };
}

/**
 * Time steps after which a unit that keeps the share `keep` a step still has 1/e of what it held, to first order.
 * @param keep 0 to 1
 * @returns at least 1; infinite where everything is kept
 */
export function timeConstant(keep: number): number {
  return 1 / Math.max(0, 1 - keep);
}

/**
 * Least, middle and greatest time constant of the units at each time step.
 * @param strip of the keep gate
 * @returns 10 %, 50 % and 90 % of the units
 */
export function timeConstants(
  { count, units, at }: ReturnType<typeof gateStrip>,
): { low: number, median: number, high: number }[] {
  return Array.from({ length: count }, (_, step) => {
    const keeps = Array.from({ length: units }, (_unit, unit) => at(step, unit));
    return {
      low: timeConstant(quantile(keeps, 0.1)), median: timeConstant(quantile(keeps, 0.5)),
      high: timeConstant(quantile(keeps, 0.9)),
    };
  });
}

/**
 * How open the way from each time step to the last one is when only the keep gates count: the product's mean over the
 * units.
 * @param product (L, T, H)
 * @returns 1 at the last time step
 */
export function keptShare(product: Tensor, layer: number): Float64Array {
  const [, count, units] = product.shape;
  const values = slice(product, layer);
  return Float64Array.from({ length: count }, (_, step) => mean(values.subarray(step * units, (step + 1) * units)));
}
