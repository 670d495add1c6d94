/**
 * The two brackets over the cells: how far the task needs the memory to reach, and how far it reaches.
 * time steps, both included
 */
export type Bracket = { from: number, to: number };

/**
 * @param lag time steps back from the last loss
 * @param lastLoss the time step of the last loss
 */
export function bracketOf(lag: number, lastLoss: number): Bracket {
  return { from: Math.max(0, lastLoss - lag), to: lastLoss };
}

/**
 * How many time steps back the gradient of a loss is carried by the BPTT of a lane; without end by the full one.
 * @param lossStep time step of the loss
 * @param length of the sequence
 */
export function carriedReach(
  bptt: { kind?: string, window?: number, shift?: number } | undefined,
  lossStep: number,
  length: number,
) {
  if (bptt?.kind !== 'truncated' || !bptt.window || !bptt.shift) return Infinity;
  const chunkEnd = Math.min(length, Math.ceil((lossStep + 1) / bptt.shift) * bptt.shift);
  return lossStep - Math.max(0, chunkEnd - bptt.window);
}

/** The last time step that is scored; without a mask the last of all. */
export function lastScored(lossMask: ArrayLike<number | bigint> | null, count: number) {
  if (lossMask) for (let step = lossMask.length - 1; step >= 0; step -= 1) if (Number(lossMask[step]) > 0) return step;
  return count - 1;
}

/**
 * Where the words of a bracket stand: before it, or, where it begins at the edge, in a gap in its middle.
 * @param bracket pixels
 * @param width of the words
 * @param edge nothing stands left of it
 * @returns `x`: left end of the words
 */
export function placeOfLabel(
  { left, right }: { left: number, right: number },
  width: number,
  edge: number,
): { x: number, within: boolean } {
  const before = left - 6 - width;
  return before >= edge
    ? { x: before, within: false }
    : { x: Math.max(edge, (left + right - width) / 2), within: true };
}
