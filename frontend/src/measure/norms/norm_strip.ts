/** The gradient's norm over the updates, before and after clipping. Pure. */

import type { Lane, Part, Series } from '../../core/model/types.ts';

/** `least` and `most` norm before clipping, `clipped` of so many `updates`, `threshold` in force */
export type Bin = {
  step: number;
  least: number;
  most: number;
  clipped: number;
  updates: number;
  threshold: number | null;
};

/** The clip in force at an update: what the lane was given, with the changes up to it. */
export function clipAt({ clip, changes = [] }: Lane, step: number): Part {
  return changes.reduce((current, change) => (change.step <= step && change.clip ? change.clip : current), clip);
}

/** @returns the norm above which it shortens the gradient; null where it goes by something else */
export function normThreshold(clip: Part): number | null {
  return clip.kind === 'norm' ? Number(clip.threshold) : null;
}

/**
 * The updates up to a step in at most `most` bins of equal length.
 * @param length how many entries of the series count
 */
export function normBins({ steps, gradientNorm }: Series, length: number, lane: Lane, most: number): Bin[] {
  if (length === 0) return [];
  const size = Math.max(1, Math.ceil(length / most));
  const clips = clipChanges(lane);
  const bins: Bin[] = [];
  for (let start = 0; start < length; start += size) {
    const end = Math.min(length, start + size);
    const bin = {
      step: steps[end - 1], least: Infinity, most: -Infinity, clipped: 0, updates: end - start,
      threshold: thresholdAt(clips, steps[end - 1]),
    };
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

/** in order of their steps */
export type Clips = { from: number, threshold: number | null }[];

function clipChanges(lane: Lane): Clips {
  const changes = (lane.changes ?? []).flatMap(({ step, clip }) =>
    (clip ? [{ from: step, threshold: normThreshold(clip) }] : []));
  return [{ from: -Infinity, threshold: normThreshold(lane.clip) }, ...changes.sort((a, b) => a.from - b.from)];
}

function thresholdAt(clips: Clips, step: number) {
  let found = clips[0].threshold;
  for (const { from, threshold } of clips) if (from <= step) found = threshold;
  return found;
}

/** Exponents of ten at the ends of the norm's axis. */
export function normRange(bins: Bin[]): [low: number, high: number] {
  const values = bins.flatMap(({ least, most, threshold }) => [least, most, threshold ?? most])
    .filter((value) => value > 0 && Number.isFinite(value));
  if (!values.length) return [-1, 1];
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  return low === high ? [low - 1, high] : [low, high];
}
