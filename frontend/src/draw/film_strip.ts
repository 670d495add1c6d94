/**
 * The film strip over the scrubber: which recorded frame stands in which place, and what is seen of it that small.
 * Pure.
 */

import type { Frame, LaneFrame, Tensor } from '../core/model/types.ts';

export interface Still {
  left: number;
  width: number;
  /** null: the run has not come there */ frame: Frame | null;
  /** whether none is at hand of its updates, so that it goes on showing the one before it */ held: boolean;
  /** the last of its updates */ until: number;
}

export const STILL_WIDTH = 46;
const FEWEST = 4;
/** Decades of a gradient's magnitude that a strip tells apart, down from 1. */
const DECADES = 8;

/**
 * Stills side by side, each of the last frame in its part of the run: what the scrubber shows at its end.
 * @param steps how many updates the whole run has
 */
export function stillsOf(
  { steps: kept, frames }: { steps: readonly number[], frames: readonly Frame[] },
  steps: number,
  width: number,
): Still[] {
  const count = Math.max(FEWEST, Math.floor(width / STILL_WIDTH));
  const last = Math.max(1, steps - 1);
  const edge = (place: number) => (last * place) / count;
  let next = 0;
  return Array.from({ length: count }, (_, place) => {
    const before = next;
    while (next < kept.length && (kept[next] < edge(place + 1) || place === count - 1)) next += 1;
    const held = next === before && next > 0 && next < kept.length;
    return {
      left: (width * place) / count, width: width / count, frame: held || next > before ? frames[next - 1] : null, held,
      until: place === count - 1 ? last : Math.ceil(edge(place + 1)) - 1,
    };
  });
}

/**
 * Values of a layer picked evenly over time steps and units: none is made up, most are left out.
 * @param tensor (L, T, H), or (L, T, H, 2) of which the real part counts
 * @returns column by column, of the top layer
 */
export function pickedStates(
  { shape, data }: Tensor,
  columns: number,
  rows: number,
): { columns: number, rows: number, values: Float32Array } {
  const [layers, times, units, parts = 1] = shape;
  const [across, down] = [Math.min(columns, times), Math.min(rows, units)];
  const values = new Float32Array(across * down);
  const first = (layers - 1) * times * units * parts;
  for (let column = 0; column < across; column += 1) {
    const time = picked(column, across, times);
    for (let row = 0; row < down; row += 1) {
      values[column * down + row] = Number(data[first + (time * units + picked(row, down, units)) * parts]);
    }
  }
  return { columns: across, rows: down, values };
}

/** How strong a gradient is at evenly picked time steps, in decades: 0 for 10⁻⁸ and less, 1 for 1 and more. */
export function pickedGradient({ hiddenGradientNorm: { shape, data } }: LaneFrame, columns: number): Float32Array {
  const [layers, times] = shape;
  const across = Math.min(columns, times);
  return Float32Array.from({ length: across }, (_, column) => {
    const norm = Number(data[(layers - 1) * times + picked(column, across, times)]);
    return norm > 0 ? Math.max(0, Math.min(1, 1 + Math.log10(norm) / DECADES)) : 0;
  });
}

/** @returns ends included */
function picked(place: number, count: number, all: number): number {
  return count < 2 ? all - 1 : Math.round((place * (all - 1)) / (count - 1));
}
