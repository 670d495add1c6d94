/**
 * The ledger of the backward steps: how the gain of a step is carried through the weights and around them, in decibels. Pure.
 *
 * What a path has of the gain is its share of it: the two add up to the gain, and one that carries little is blamed for little. Where
 * nothing goes around the weights, slope and weights are the whole account.
 *
 * @import { Tensor } from '../state/types.d.ts'
 *
 * @typedef {object} Entry
 * @property {number} slope decibels, within the path through the weights; slope + weight is that path's own gain
 * @property {number} weight
 * @property {number} gain of the step
 * @property {number} through share of what goes on that came through the weights; NaN where that is not known
 * @property {number} around the same of the path around them; the two add up to 1
 * @property {number} throughGain decibels of each path by itself
 * @property {number} aroundGain
 * @property {number} cosine of the angle between the two
 * @typedef {'slope' | 'weight' | 'through' | 'around'} Cause
 * @typedef {{ cause: Cause, from: number, to: number }} Block decibels at both ends
 * @typedef {{ slope: number, weight: number, gain: number, through: number, around: number, lostThrough: number, lostAround: number, plain: boolean }} Mean
 *   `lost…`: the parts of the gain, decibels; `plain`: nothing goes around the weights
 */

import { slice } from './slices.js';

/** @type {Cause[]} */
export const CAUSES = ['slope', 'weight', 'through', 'around'];
/** Decibels: less than this on average is no loss. */
const UNSEEN = 0.05;

/**
 * @param {Tensor} ledger (L, T, 4)
 * @param {number} layer
 * @param {Tensor | null} [paths] (L, T, 5); older frames have none
 * @returns {Entry[]} entry t is the backward step from time step t to t − 1
 */
export function ledgerOf(ledger, layer, paths = null) {
  const values = slice(ledger, layer);
  const split = paths && slice(paths, layer);
  return Array.from({ length: ledger.shape[1] }, (_, step) => {
    const [slope, weight, gate, gain] = values.subarray(4 * step, 4 * step + 4);
    const [through, around, throughGain, aroundGain, cosine] = split ? split.subarray(5 * step, 5 * step + 5) : pathsOf(gate, gain);
    return { slope, weight, gain, through, around, throughGain, aroundGain, cosine };
  });
}

/** What an older frame tells of the paths: that all goes by one of them, or nothing. @param {number} gate @param {number} gain */
function pathsOf(gate, gain) {
  if (Math.abs(gate) < 1e-4) return [1, 0, gain, -Infinity, NaN];
  return gate === Infinity ? [0, 1, -Infinity, gain, NaN] : [NaN, NaN, NaN, NaN, NaN];
}

/** @param {Entry} entry @returns {boolean} whether nothing goes around the weights */
export function isPlain({ aroundGain }) {
  return aroundGain === -Infinity;
}

/** What each cause has of the gain, together the whole of it. @param {Entry} entry @returns {[Cause, number][]} decibels */
export function partsOf(entry) {
  if (isPlain(entry)) return [['slope', entry.slope], ['weight', entry.weight]];
  return [['through', entry.through * entry.gain], ['around', entry.around * entry.gain]];
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
  return partsOf(entry).filter(([, value]) => Math.abs(value) > 0).map(([cause, value]) => {
    const from = value > 0 ? up : down;
    const to = bounded(from + value);
    if (value > 0) up = to;
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
    const parts = partsOf(entry).map(([, value]) => value).filter(Number.isFinite);
    const total = (/** @type {number} */ sign) => parts.reduce((sum, value) => sum + Math.max(0, sign * value), 0);
    return Math.max(total(1), total(-1));
  }).sort((a, b) => a - b);
  const wanted = extents[Math.ceil(0.9 * (extents.length - 1))] ?? 0;
  return LIMITS.find((limit) => limit >= wanted) ?? LIMITS[LIMITS.length - 1];
}

/**
 * The means over the steps whose gain and paths are known; those of slope and weight by how much goes through the weights.
 *
 * @param {Entry[]} entries
 * @returns {Mean | null} null where no step can be told
 */
export function meanEntry(entries) {
  const told = entries.filter(({ gain, through, around }) => [gain, through, around].every(Number.isFinite));
  if (!told.length) return null;
  const average = (/** @type {(entry: Entry) => number} */ read) => told.reduce((sum, entry) => sum + read(entry), 0) / told.length;
  const passed = told.filter(({ slope, weight, through }) => through > 0 && Number.isFinite(slope) && Number.isFinite(weight));
  const whole = passed.reduce((sum, { through }) => sum + through, 0);
  const within = (/** @type {'slope' | 'weight'} */ key) => (whole ? passed.reduce((sum, entry) => sum + entry.through * entry[key], 0) / whole : 0);
  return {
    slope: within('slope'), weight: within('weight'), gain: average(({ gain }) => gain), through: average(({ through }) => through), around: average(({ around }) => around),
    lostThrough: average(({ gain, through }) => through * gain), lostAround: average(({ gain, around }) => around * gain), plain: told.every(isPlain),
  };
}

/** The steps before the last loss enters, which hands nothing on. @param {Entry[]} entries @returns {Entry[]} */
export function handedOn(entries) {
  return entries.slice(0, entries.findLastIndex(isTold));
}

/** @param {number} decibels of a ratio of norms @returns {number} the ratio */
export function ratioOf(decibels) {
  return 10 ** (decibels / 20);
}

/**
 * What costs most: the path that has the larger part of the loss, and of the path through the weights what shortens more.
 *
 * @param {Mean | null} mean
 * @returns {'slope' | 'weight' | 'around' | null} null where nothing is lost
 */
export function largestLoss(mean) {
  if (!mean || Math.min(mean.lostThrough, mean.lostAround) > -UNSEEN) return null;
  if (mean.lostAround < mean.lostThrough) return 'around';
  return mean.slope < mean.weight ? 'slope' : 'weight';
}
