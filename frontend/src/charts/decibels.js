/**
 * The ledger of the backward steps: how many decibels slope, weight and gate path each add to the gain of a step. Pure.
 *
 * @import { Tensor } from '../state/types.d.ts'
 *
 * @typedef {{ slope: number, weight: number, gate: number, gain: number }} Entry decibels; slope + weight + gate = gain
 * @typedef {'slope' | 'weight' | 'gate'} Cause
 * @typedef {{ cause: Cause, from: number, to: number }} Block decibels at both ends
 */

import { slice } from './slices.js';

/** @type {Cause[]} */
export const CAUSES = ['slope', 'weight', 'gate'];

/**
 * @param {Tensor} ledger (L, T, 4)
 * @param {number} layer
 * @returns {Entry[]} entry t is the backward step from time step t to t − 1
 */
export function ledgerOf(ledger, layer) {
  const values = slice(ledger, layer);
  return Array.from({ length: ledger.shape[1] }, (_, step) => {
    const [slope, weight, gate, gain] = values.subarray(4 * step, 4 * step + 4);
    return { slope, weight, gate, gain };
  });
}

/** @param {Entry} entry @returns {boolean} whether there is a gradient whose gain can be told */
export function isTold({ gain }) {
  return !Number.isNaN(gain);
}

/**
 * Losses stack downwards from 0 dB, gains upwards; what is infinite ends at the limit.
 *
 * @param {Entry} entry
 * @param {number} limit decibels at both ends of the axis
 * @returns {Block[]}
 */
export function stackBlocks(entry, limit) {
  let [up, down] = [0, 0];
  const bounded = (/** @type {number} */ value) => Math.max(-limit, Math.min(limit, value));
  return CAUSES.filter((cause) => Math.abs(entry[cause]) > 0).map((cause) => {
    const from = entry[cause] > 0 ? up : down;
    const to = bounded(from + entry[cause]);
    if (entry[cause] > 0) up = to;
    else down = to;
    return { cause, from, to };
  });
}

const LIMITS = [3, 6, 12, 20, 40, 60, 100, 200];

/**
 * The ends of the axis: what nine steps in ten keep within.
 *
 * @param {Entry[]} entries
 * @returns {number} decibels
 */
export function decibelLimit(entries) {
  const extents = entries.filter(isTold).map((entry) => {
    const parts = CAUSES.map((cause) => entry[cause]).filter(Number.isFinite);
    const total = (/** @type {number} */ sign) => parts.reduce((sum, value) => sum + Math.max(0, sign * value), 0);
    return Math.max(total(1), total(-1));
  }).sort((a, b) => a - b);
  const wanted = extents[Math.ceil(0.9 * (extents.length - 1))] ?? 0;
  return LIMITS.find((limit) => limit >= wanted) ?? LIMITS[LIMITS.length - 1];
}

/**
 * The mean of each part over the steps where all are finite.
 *
 * @param {Entry[]} entries
 * @returns {Entry | null} null where no step can be told
 */
export function meanEntry(entries) {
  const told = entries.filter(({ slope, weight, gate, gain }) => [slope, weight, gate, gain].every(Number.isFinite));
  if (!told.length) return null;
  const average = (/** @type {keyof Entry} */ key) => told.reduce((sum, entry) => sum + entry[key], 0) / told.length;
  return { slope: average('slope'), weight: average('weight'), gate: average('gate'), gain: average('gain') };
}

/** @param {number} decibels of a ratio of norms @returns {number} the ratio */
export function ratioOf(decibels) {
  return 10 ** (decibels / 20);
}

/** @param {Entry} entry @returns {Cause | null} what costs most; null where nothing does */
export function largestLoss(entry) {
  const losing = CAUSES.filter((cause) => entry[cause] < -0.05).sort((a, b) => entry[a] - entry[b]);
  return losing[0] ?? null;
}
