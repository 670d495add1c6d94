/**
 * What several rules read off a lane. Pure.
 *
 * @import { Tensor } from '../state/types.d.ts'
 * @import { Subject } from './note.d.ts'
 */

import { gateStatistics, gateStrip } from '../charts/gate_readings.js';

/** Updates over which a rate is taken. */
export const RECENT = 100;
/** Updates before which no rate is taken. */
export const FEWEST = 20;

/** @param {Subject} subject @returns {ArrayLike<number>} the curve of the picture: ‖∂L/∂h‖ of the top layer, or ‖∂L/∂(h, c)‖ where memory lies in c */
export function profileOf({ facts, frame }) {
  return topLayer(facts.carries === 'state' ? frame.stateGradientNorm : frame.hiddenGradientNorm);
}

/** @param {Tensor} tensor (L, T) @returns {ArrayLike<number>} that of the top layer */
export function topLayer({ data, shape: [layers, count] }) {
  return /** @type {Float32Array} */ (data).subarray((layers - 1) * count, layers * count);
}

/**
 * The way back from the last loss: as the frame has measured it.
 * @param {Subject} subject
 * @returns {{ gain: number, halfLife: number, first: number, whole: number } | null} `gain`: the factor of a time step; `halfLife`: steps in which it
 *   halves or doubles; `whole`: what is left at `first`, the first time step that it reaches, of what stands at the loss
 */
export function wayBack(subject) {
  const { frame: { tensors }, lastLoss } = subject;
  const profile = profileOf(subject);
  const first = Array.from(profile).findIndex((norm) => norm > 0);
  const [gain, halfLife] = ['gain_per_step', 'half_life'].map((name) => Number(tensors.get(name)?.data.at(-1) ?? NaN));
  if (!(gain > 0) || first < 0 || first >= lastLoss || !(profile[lastLoss] > 0)) return null;
  return { gain, halfLife, first, whole: profile[first] / profile[lastLoss] };
}

/** @param {ArrayLike<number>} values @param {number} length @param {number} [over] @returns {number[]} the last of them */
export function lastOf(values, length, over = RECENT) {
  return Array.from({ length: Math.min(over, length) }, (_, index) => values[length - Math.min(over, length) + index]);
}

/** @param {readonly number[]} values @returns {number} the middle one, by size */
export function middleOf(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** @param {Subject} subject @returns {number | null} how open the gate that keeps is in the top layer: the mean over time and units; null without one */
export function keptAStep({ facts: { gates, keep }, frame }) {
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
