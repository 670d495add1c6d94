/**
 * The two brackets over the cells: how far the task needs the memory to reach, and how far it reaches.
 *
 * @typedef {{ from: number, to: number }} Bracket time steps, both included
 */

/**
 * @param {number} lag time steps back from the last loss
 * @param {number} lastLoss the time step of the last loss
 * @returns {Bracket}
 */
export function bracketOf(lag, lastLoss) {
  return { from: Math.max(0, lastLoss - lag), to: lastLoss };
}

/**
 * How many time steps back the gradient of a loss is carried by the BPTT of a lane; without end by the full one.
 *
 * @param {{ kind?: string, window?: number, shift?: number } | undefined} bptt
 * @param {number} lossStep time step of the loss
 * @param {number} length of the sequence
 */
export function carriedReach(bptt, lossStep, length) {
  if (bptt?.kind !== 'truncated' || !bptt.window || !bptt.shift) return Infinity;
  const chunkEnd = Math.min(length, Math.ceil((lossStep + 1) / bptt.shift) * bptt.shift);
  return lossStep - Math.max(0, chunkEnd - bptt.window);
}

/**
 * The last time step that is scored; without a mask the last of all.
 *
 * @param {ArrayLike<number | bigint> | null} lossMask
 * @param {number} count
 */
export function lastScored(lossMask, count) {
  if (lossMask) for (let step = lossMask.length - 1; step >= 0; step -= 1) if (Number(lossMask[step]) > 0) return step;
  return count - 1;
}

/**
 * Where the words of a bracket stand: before it, or, where it begins at the edge, in a gap in its middle.
 *
 * @param {{ left: number, right: number }} bracket pixels
 * @param {number} width of the words
 * @param {number} edge nothing stands left of it
 * @returns {{ x: number, within: boolean }} `x`: left end of the words
 */
export function placeOfLabel({ left, right }, width, edge) {
  const before = left - 6 - width;
  return before >= edge ? { x: before, within: false } : { x: Math.max(edge, (left + right - width) / 2), within: true };
}
