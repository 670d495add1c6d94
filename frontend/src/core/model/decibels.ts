/**
 * The gain ledger of the backward steps: how the gain of a step is carried through the weights and around them, in
 * decibels. Pure.
 *
 * What a path has of the gain is its share of it: the two add up to the gain, and one that carries little is blamed for
 * little. Where nothing goes around the weights, slope and weights are the whole account.
 */

import type { Tensor } from './types.ts';
import { slice } from './slices.ts';

export interface Entry {
  /** decibels, within the path through the weights; slope + weight is that path's own gain */ slope: number;
  weight: number;
  /** of the step */ gain: number;
  /** share of what goes on that came through the weights; NaN where that is not known */ through: number;
  /** the same of the path around them; the two add up to 1 */ around: number;
  /** decibels of each path by itself */ throughGain: number;
  aroundGain: number;
  /** of the angle between the two */ cosine: number;
}
export type Cause = 'slope' | 'weight' | 'through' | 'around';
/** decibels at both ends */
export type Block = { cause: Cause, from: number, to: number };
/** `lost…`: the parts of the gain, decibels; `plain`: nothing goes around the weights */
export type Mean = {
  slope: number;
  weight: number;
  gain: number;
  through: number;
  around: number;
  lostThrough: number;
  lostAround: number;
  plain: boolean;
};

export const CAUSES: Cause[] = ['slope', 'weight', 'through', 'around'];
/** Decibels: less than this on average is no loss. */
const UNSEEN = 0.05;

/**
 * @param ledger (L, T, 4)
 * @param paths (L, T, 5); older frames have none
 * @returns entry t is the backward step from time step t to t − 1
 */
export function ledgerOf(ledger: Tensor, layer: number, paths: Tensor | null = null): Entry[] {
  const values = slice(ledger, layer);
  const split = paths && slice(paths, layer);
  return Array.from({ length: ledger.shape[1] }, (_, step) => {
    const [slope, weight, gate, gain] = values.subarray(4 * step, 4 * step + 4);
    const [
      through, around, throughGain, aroundGain, cosine,
    ] = split ? split.subarray(5 * step, 5 * step + 5) : pathsOf(gate, gain);
    return { slope, weight, gain, through, around, throughGain, aroundGain, cosine };
  });
}

/** What an older frame tells of the paths: that all goes by one of them, or nothing. */
function pathsOf(gate: number, gain: number) {
  if (Math.abs(gate) < 1e-4) return [1, 0, gain, -Infinity, NaN];
  return gate === Infinity ? [0, 1, -Infinity, gain, NaN] : [NaN, NaN, NaN, NaN, NaN];
}

/** @returns whether nothing goes around the weights */
export function isPlain({ aroundGain }: Entry): boolean {
  return aroundGain === -Infinity;
}

/** What each cause has of the gain, together the whole of it. @returns decibels */
export function partsOf(entry: Entry): [Cause, number][] {
  if (isPlain(entry)) return [['slope', entry.slope], ['weight', entry.weight]];
  return [['through', entry.through * entry.gain], ['around', entry.around * entry.gain]];
}

/** @returns whether there is a gradient whose gain can be told */
export function isTold({ gain }: Entry): boolean {
  return !Number.isNaN(gain);
}

/**
 * Losses stack downwards from 0 dB, gains upwards; what is infinite ends at the limit.
 * @param limit decibels at both ends of the axis
 */
export function stackBlocks(entry: Entry, limit: number): Block[] {
  let [up, down] = [0, 0];
  const bounded = (value: number) => Math.max(-limit, Math.min(limit, value));
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
 * @returns decibels
 */
export function decibelLimit(entries: Entry[]): number {
  const extents = entries.filter(isTold).map((entry) => {
    const parts = partsOf(entry).map(([, value]) => value).filter(Number.isFinite);
    const total = (sign: number) => parts.reduce((sum, value) => sum + Math.max(0, sign * value), 0);
    return Math.max(total(1), total(-1));
  }).sort((a, b) => a - b);
  const wanted = extents[Math.ceil(0.9 * (extents.length - 1))] ?? 0;
  return LIMITS.find((limit) => limit >= wanted) ?? LIMITS[LIMITS.length - 1];
}

/**
 * The means over the steps whose gain and paths are known; those of slope and weight by how much goes through the
 * weights.
 * @returns null where no step can be told
 */
export function meanEntry(entries: Entry[]): Mean | null {
  const told = entries.filter(({ gain, through, around }) => [gain, through, around].every(Number.isFinite));
  if (!told.length) return null;
  const average = (read: (entry: Entry) => number) => told.reduce((sum, entry) => sum + read(entry), 0) / told.length;
  const passed = told.filter(({ slope, weight, through }) =>
    through > 0 && Number.isFinite(slope) && Number.isFinite(weight));
  const whole = passed.reduce((sum, { through }) => sum + through, 0);
  const within = (key: 'slope' | 'weight') =>
    (whole ? passed.reduce((sum, entry) => sum + entry.through * entry[key], 0) / whole : 0);
  return {
    slope: within('slope'), weight: within('weight'), gain: average(({ gain }) => gain),
    through: average(({ through }) => through), around: average(({ around }) => around),
    lostThrough: average(({ gain, through }) => through * gain),
    lostAround: average(({ gain, around }) => around * gain), plain: told.every(isPlain),
  };
}

/** The steps before the last loss enters, which hands nothing on. */
export function handedOn(entries: Entry[]): Entry[] {
  return entries.slice(0, entries.findLastIndex(isTold));
}

/** @param decibels of a ratio of norms @returns the ratio */
export function ratioOf(decibels: number): number {
  return 10 ** (decibels / 20);
}

/**
 * What costs most: the path that has the larger part of the loss, and of the path through the weights what shortens
 * more.
 * @returns null where nothing is lost
 */
export function largestLoss(mean: Mean | null): 'slope' | 'weight' | 'around' | null {
  if (!mean || Math.min(mean.lostThrough, mean.lostAround) > -UNSEEN) return null;
  if (mean.lostAround < mean.lostThrough) return 'around';
  return mean.slope < mean.weight ? 'slope' : 'weight';
}
