/** What several rules read off a lane. Pure. */

import type { Subject } from './note.ts';
import type { Tensor } from './types.ts';
import { gateStatistics, gateStrip } from './gate_readings.ts';
import { rateOf, type Rate } from '../text/gain.ts';

/** Updates over which a rate is taken. */
export const RECENT = 100;
/** Updates before which no rate is taken. */
export const FEWEST = 20;

/** @returns the curve of the picture: ‖∂L/∂h‖ of the top layer, or ‖∂L/∂(h, c)‖ where memory lies in c */
export function profileOf({ facts, frame }: Subject): ArrayLike<number> {
  return topLayer(facts.carries === 'state' ? frame.stateGradientNorm : frame.hiddenGradientNorm);
}

/** @param tensor (L, T) @returns that of the top layer */
export function topLayer({ data, shape: [layers, count] }: Tensor): ArrayLike<number> {
  return (data as Float32Array).subarray((layers - 1) * count, layers * count);
}

/**
 * The way back of the last loss alone: as the frame has measured it.
 *
 * @returns `whole`: what is left at `first`, the first time step that it reaches, of what the time
 * step before the loss gets
 */
export function wayBack({ frame, lastLoss }: Subject): (Rate & { first: number, whole: number }) | null {
  const rate = rateOf(frame, -1);
  const adjoint = frame.tensors.get('adjoint_norm');
  if (!(rate.gain > 0) || !adjoint) return null;
  const norms = topLayer(adjoint);
  const first = Array.from(norms).findIndex((norm) => norm > 0);
  return { ...rate, first, whole: norms[first] / norms[lastLoss - 1] };
}

/** @returns the last of them */
export function lastOf(values: ArrayLike<number>, length: number, over = RECENT): number[] {
  return Array.from({ length: Math.min(over, length) }, (_, index) => values[length - Math.min(over, length) + index]);
}

/** @returns the middle one, by size */
export function middleOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** @returns how open the gate that keeps is in the top layer: the mean over time and units; null without one */
export function keptAStep({ facts: { gates, keep }, frame }: Subject): number | null {
  const gate = keep ? gates.indexOf(keep) : -1;
  if (gate < 0 || !frame.gates) return null;
  const layer = frame.gates.shape[0] - 1;
  const statistics = frame.tensors.get('gate_statistics');
  if (statistics) return gateStatistics(statistics, layer, gate, null).mean;
  const { count, units, at } = gateStrip(frame.gates, layer, gate);
  let sum = 0;
  for (let step = 0; step < count; step += 1) for (let unit = 0; unit < units; unit += 1) sum += at(step, unit);
  return sum / (count * units);
}
