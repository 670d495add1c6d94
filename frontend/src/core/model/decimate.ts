/** Long curves for short screens: fewer points that keep every peak and dip, and a mean that shows the trend. */

/**
 * Indices of at most `limit` points that keep the least and the greatest value of each bucket, and both ends.
 * Values that are not finite are never chosen over finite ones.
 *
 * @param length only the first `length` values count
 * @param limit at least 4
 * @returns in increasing order
 */
export function decimate(values: ArrayLike<number>, length: number, limit = 1500): number[] {
  if (length <= limit) return Array.from({ length }, (_, index) => index);
  const buckets = Math.floor((limit - 2) / 2);
  const chosen = [0];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const begin = 1 + Math.floor((bucket * (length - 2)) / buckets);
    const end = 1 + Math.floor(((bucket + 1) * (length - 2)) / buckets);
    const [least, greatest] = extremes(values, begin, end);
    chosen.push(Math.min(least, greatest));
    if (least !== greatest) chosen.push(Math.max(least, greatest));
  }
  chosen.push(length - 1);
  return chosen;
}

/** @returns indices */
function extremes(values: ArrayLike<number>, begin: number, end: number): [number, number] {
  let first = begin;
  while (first < end - 1 && !Number.isFinite(values[first])) first += 1;
  let least = first;
  let greatest = first;
  for (let index = first + 1; index < end; index += 1) {
    const value = values[index];
    if (value < values[least] && value !== -Infinity) least = index;
    else if (value > values[greatest] && value !== Infinity) greatest = index;
  }
  return [least, greatest];
}

/**
 * Indices of at most `limit` entries at even distances, both ends among them.
 * @param limit at least 2
 */
export function spread(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: limit }, (_, index) => Math.round((index * (length - 1)) / (limit - 1)));
}

/**
 * The mean of the value at each index and the ones before it, `window` of them at most.
 * @returns one mean an index; values that are not finite stay out of it, NaN where there is no other
 */
export function runningMean(values: ArrayLike<number>, indices: readonly number[], window: number): number[] {
  return indices.map((last) => {
    let sum = 0;
    let count = 0;
    for (let index = Math.max(0, last - window + 1); index <= last; index += 1) {
      if (!Number.isFinite(values[index])) continue;
      sum += values[index];
      count += 1;
    }
    return count ? sum / count : NaN;
  });
}

/** Updates in a running mean: a fiftieth of the run, none while it is short. */
export function meanWindow(length: number): number {
  return Math.max(1, Math.min(200, Math.round(length / 50)));
}
