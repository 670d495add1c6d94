/**
 * The gradient's norm over the updates, before and after clipping. Pure.
 *
 * @import { Lane, Part, Series } from '../state/types.d.ts'
 */

/** @typedef {{ step: number, least: number, most: number, clipped: number, updates: number, threshold: number | null }} Bin
 *   `least` and `most` norm before clipping, `clipped` of so many `updates`, `threshold` in force */

/**
 * The clip in force at an update: what the lane was given, with the changes up to it.
 *
 * @param {Lane} lane
 * @param {number} step
 * @returns {Part}
 */
export function clipAt({ clip, changes = [] }, step) {
  return changes.reduce((current, change) => (change.step <= step && change.clip ? change.clip : current), clip);
}

/** @param {Part} clip @returns {number | null} the norm above which it shortens the gradient; null where it goes by something else */
export function normThreshold(clip) {
  return clip.kind === 'norm' ? Number(clip.threshold) : null;
}

/**
 * The updates up to a step in at most `most` bins of equal length.
 *
 * @param {Series} series
 * @param {number} length how many entries of the series count
 * @param {Lane} lane
 * @param {number} most
 * @returns {Bin[]}
 */
export function normBins({ steps, gradientNorm }, length, lane, most) {
  if (length === 0) return [];
  const size = Math.max(1, Math.ceil(length / most));
  const clips = clipChanges(lane);
  /** @type {Bin[]} */
  const bins = [];
  for (let start = 0; start < length; start += size) {
    const end = Math.min(length, start + size);
    const bin = { step: steps[end - 1], least: Infinity, most: -Infinity, clipped: 0, updates: end - start, threshold: thresholdAt(clips, steps[end - 1]) };
    for (let index = start; index < end; index += 1) {
      const norm = gradientNorm[index];
      const limit = thresholdAt(clips, steps[index]);
      if (norm < bin.least) bin.least = norm;
      if (norm > bin.most) bin.most = norm;
      if (limit !== null && norm > limit) bin.clipped += 1;
    }
    bins.push(bin);
  }
  return bins;
}

/** @typedef {{ from: number, threshold: number | null }[]} Clips in order of their steps */

/** @param {Lane} lane @returns {Clips} */
function clipChanges(lane) {
  const changes = (lane.changes ?? []).flatMap(({ step, clip }) => (clip ? [{ from: step, threshold: normThreshold(clip) }] : []));
  return [{ from: -Infinity, threshold: normThreshold(lane.clip) }, ...changes.sort((a, b) => a.from - b.from)];
}

/** @param {Clips} clips @param {number} step */
function thresholdAt(clips, step) {
  let found = clips[0].threshold;
  for (const { from, threshold } of clips) if (from <= step) found = threshold;
  return found;
}

/**
 * Exponents of ten at the ends of the norm's axis.
 *
 * @param {Bin[]} bins
 * @returns {[low: number, high: number]}
 */
export function normRange(bins) {
  const values = bins.flatMap(({ least, most, threshold }) => [least, most, threshold ?? most]).filter((value) => value > 0 && Number.isFinite(value));
  if (!values.length) return [-1, 1];
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  return low === high ? [low - 1, high] : [low, high];
}
