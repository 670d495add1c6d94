/** Median and band of a few numbers. Pure. */

/** the 10th, 50th and 90th percentile */
export type Band = { low: number, median: number, high: number };

/** Of fewer numbers the outer tenths are single numbers or none: they are no band. */
export const FEWEST = 5;
const [LOW, HIGH] = [0.1, 0.9];

/**
 * Linear between the two nearest of the ordered numbers, as numpy has it by default: the share q lies at q (n − 1).
 * @param values in any order; infinite ones count, as the largest
 * @param share 0 … 1
 * @returns NaN of none
 */
export function quantile(values: readonly number[], share: number): number {
  if (!values.length) return NaN;
  const ordered = values.toSorted((one, other) => (one === other ? 0 : one - other));
  const place = share * (ordered.length - 1);
  const [lower, upper] = [ordered[Math.floor(place)], ordered[Math.ceil(place)]];
  return lower === upper ? lower : lower + (place - Math.floor(place)) * (upper - lower);
}

/** @returns null of fewer than five */
export function bandOf(values: readonly number[]): Band | null {
  if (values.length < FEWEST) return null;
  return { low: quantile(values, LOW), median: quantile(values, 0.5), high: quantile(values, HIGH) };
}
