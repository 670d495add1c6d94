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
  let least = begin;
  let greatest = begin;
  for (let index = begin + 1; index < end; index += 1) {
    if (values[index] < values[least] || !Number.isFinite(values[least])) least = index;
    if (values[index] > values[greatest] || !Number.isFinite(values[greatest])) greatest = index;
  }
  return [least, greatest];
}

/**
 * The mean of each value and the ones before it, `window` of them at most.
 *
 * @param {ArrayLike<number>} values
 * @param {number} length only the first `length` values count
 * @param {number} window
 * @returns {Float64Array} (length); values that are not finite stay out of every mean
 */
export function runningMean(values, length, window) {
  const means = new Float64Array(length);
  let sum = 0;
  let count = 0;
  for (let index = 0; index < length; index += 1) {
    if (Number.isFinite(values[index])) {
      sum += values[index];
      count += 1;
    }
    const gone = index - window;
    if (gone >= 0 && Number.isFinite(values[gone])) {
      sum -= values[gone];
      count -= 1;
    }
    means[index] = count ? sum / count : NaN;
  }
  return means;
}

/** Updates in a running mean: a fiftieth of the run, none while it is short. @param {number} length @returns {number} */
export function meanWindow(length) {
  return Math.max(1, Math.min(200, Math.round(length / 50)));
}
