/** The fan of singular values of ∂s_T/∂s_t over the distance back from T. Pure. */

import type { Tensor } from '../core/model/types.ts';
import { slice } from '../core/model/slices.ts';

/** `rank` 0 is the largest; `values` by distance back, from 0 */
export type FanLine = { rank: number, values: Float64Array };
/** `low` and `high`: exponents of ten at the ends of the axis */
export type Fan = { count: number, lines: FanLine[], low: number, high: number };

const MOST_LINES = 9;
const LOWEST = -16;

/** @param tensor (L, T, H), the largest first */
export function fanOf(tensor: Tensor, layer: number): Fan {
  const [, count, width] = tensor.shape;
  const values = slice(tensor, layer);
  const lines = spread(width, MOST_LINES).map((rank) => ({
    rank, values: Float64Array.from({ length: count }, (_, distance) => values[(count - 1 - distance) * width + rank]),
  }));
  const positive = lines.flatMap((line) => [...line.values].filter((value) => value > 0 && value < Infinity));
  const exponent = (value: number) => Math.log10(value);
  const low = positive.length ? Math.floor(exponent(Math.min(...positive))) : -1;
  const high = positive.length ? Math.ceil(exponent(Math.max(...positive))) : 1;
  return { count, lines, low: Math.max(LOWEST, Math.min(-1, low)), high: Math.max(1, high) };
}

/** Even numbers from 0 to `width` − 1, both ends included. */
export function spread(width: number, most: number): number[] {
  const count = Math.min(width, most);
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, index) => Math.round((index * (width - 1)) / (count - 1)));
}

/**
 * How many time steps back until the largest singular value has left 1 by a factor of a hundred, down or up.
 * @returns null: it stays nearer
 */
export function hundredth({ lines: [largest] }: Fan): { distance: number, grows: boolean } | null {
  const distance = largest.values.findIndex((value) => value <= 0.01 || value >= 100);
  return distance < 0 ? null : { distance, grows: largest.values[distance] >= 100 };
}
