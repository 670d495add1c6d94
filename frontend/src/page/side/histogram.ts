/** Counts in equal bins. */

/** @returns (bins); a value beyond an end counts in the bin at that end, NaN nowhere */
export function histogram(values: ArrayLike<number>, low: number, high: number, bins: number): number[] {
  const counts = new Array(bins).fill(0);
  for (let index = 0; index < values.length; index += 1) {
    const bin = Math.floor(((values[index] - low) / (high - low)) * bins);
    if (!Number.isNaN(bin)) counts[Math.max(0, Math.min(bins - 1, bin))] += 1;
  }
  return counts;
}
