/**
 * Where a loss jumped: the mean of the losses that follow is at least 2.5 times that of those before, or at most 0.4 of
 * it, and the difference is more than noise. Of jumps close together the largest counts. Pure.
 */

import type { Series } from './types.ts';

/** `factor`: the mean after it over the mean before it */
export type Jump = { step: number, factor: number };

const OVER = 12;
const LEAST = Math.log(2.5);
const STANDARD_ERRORS = 4;
const MOST = 4;

/** @returns at most four, the largest of them all, in the order of their steps */
export function lossJumps({ steps, loss, length }: Series): Jump[] {
  const found: { index: number, size: number, factor: number }[] = [];
  const sums = runningSums(loss, length);
  for (let index = OVER; index + OVER <= length; index += 1) {
    const [before, after] = [momentsOf(sums, index - OVER, index), momentsOf(sums, index, index + OVER)];
    const size = Math.abs(Math.log(after.mean / before.mean));
    if (!(size >= LEAST) || Math.abs(after.mean - before.mean) < STANDARD_ERRORS
      * Math.sqrt((before.variance + after.variance) / OVER)) continue;
    const last = found[found.length - 1];
    if (!last || index - last.index >= 2 * OVER) found.push({ index, size, factor: after.mean / before.mean });
    else if (size > last.size) found[found.length - 1] = { index, size, factor: after.mean / before.mean };
  }
  const largest = [...found].sort((a, b) => b.size - a.size).slice(0, MOST);
  return largest.sort((a, b) => a.index - b.index).map(({ index, factor }) => ({ step: steps[index], factor }));
}

/** @param length sums of what is finite, and of its squares, up to each entry */
function runningSums(values: Float32Array, length: number) {
  const [plain, squares] = [new Float64Array(length + 1), new Float64Array(length + 1)];
  for (let index = 0; index < length; index += 1) {
    const value = Number.isFinite(values[index]) ? values[index] : 0;
    plain[index + 1] = plain[index] + value;
    squares[index + 1] = squares[index] + value * value;
  }
  return { plain, squares };
}

function momentsOf({ plain, squares }: ReturnType<typeof runningSums>, from: number, to: number) {
  const mean = (plain[to] - plain[from]) / (to - from);
  return { mean, variance: Math.max(0, (squares[to] - squares[from]) / (to - from) - mean * mean) };
}
