/** Long curves for short screens: fewer points that keep every peak and dip, and a mean that shows the trend. */

/**
 * Indices of at most `limit` points that keep the least and the greatest value of each bucket, and both ends.
 * Values that are not finite are never chosen over finite ones.
 *
 * @param {ArrayLike<number>} values
 * @param {number} length only the first `length` values count
 * @param {number} [limit] at least 4
 * @returns {number[]} in increasing order
 */
export function decimate(values, length, limit = 1500) {
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

/** @param {ArrayLike<number>} values @param {number} begin @param {number} end @returns {[number, number]} indices */
function extremes(values, begin, end) {
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
 *
 * @param {number} length
 * @param {number} limit at least 2
 * @returns {number[]}
 */
export function spread(length, limit) {
  if (length <= limit) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: limit }, (_, index) => Math.round((index * (length - 1)) / (limit - 1)));
}

/**
 * The mean of the value at each index and the ones before it, `window` of them at most.
 *
 * @param {ArrayLike<number>} values
 * @param {readonly number[]} indices
 * @param {number} window
 * @returns {number[]} one mean an index; values that are not finite stay out of it, NaN where there is no other
 */
export function runningMean(values, indices, window) {
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

/** Updates in a running mean: a fiftieth of the run, none while it is short. @param {number} length @returns {number} */
export function meanWindow(length) {
  return Math.max(1, Math.min(200, Math.round(length / 50)));
}
