/** One backward step, opened: the vectors behind an entry of the gain ledger. Pure. */

import type { Answer } from '../../core/model/types.ts';

export interface OpenedStep {
  /** slope, weight, gate, gain in decibels */ ledger: Float32Array;
  /** λ, all tensors of the state one behind the other */ incoming: Float32Array;
  /** δ, of the recurrent pre-activations */ bend: Float32Array;
  /** Wᵀδ */ product: Float32Array;
  /** of what goes on that came through the weights; NaN where nothing does */ share: number;
  /** z of the units */ preActivation: Float32Array;
  /** W; null where there is none, or it is too large */
  matrix: { rows: number, columns: number, data: Float32Array } | null;
  step: number;
}

export function openedStep({ tensors, step }: Answer): OpenedStep {
  const data = (name: string) => tensors.get(name)?.data as Float32Array;
  const matrix = tensors.get('matrix');
  return {
    ledger: data('ledger'), incoming: data('incoming'), bend: data('bend'), product: data('product'),
    share: shareOf(data('product'), data('outgoing')), preActivation: data('pre_activation'), step,
    matrix: matrix ? { rows: matrix.shape[0], columns: matrix.shape[1], data: matrix.data as Float32Array } : null,
  };
}

/** How much of a vector one part of it makes up. */
function shareOf(part: Float32Array, whole: Float32Array) {
  const length = lengthOf(whole);
  return part.reduce((sum, value, place) => sum + (value / length) * (whole[place] / length), 0);
}

/** @returns its length */
export function lengthOf(vector: ArrayLike<number>): number {
  return Math.sqrt(Array.from(vector).reduce((sum, value) => sum + value * value, 0));
}

/**
 * What share of δ each block of gates has, by the square of its length.
 * @returns sums to 1, unless δ is 0
 */
export function blockShares(bend: Float32Array, blocks: number): number[] {
  const size = bend.length / blocks;
  const whole = lengthOf(bend) ** 2;
  return Array.from({ length: blocks }, (_, block) =>
    (whole > 0 ? lengthOf(bend.subarray(block * size, (block + 1) * size)) ** 2 / whole : 0));
}

const ROUNDS = 60;

/**
 * How much longer the matrix can make a direction at the most: its largest singular value, by power iteration
 * from a direction that favours no unit.
 */
export function largestStretch({ rows, columns, data }: { rows: number, columns: number, data: Float32Array }): number {
  let direction = Array.from({ length: columns }, (_, column) => 1 + 0.1 * Math.sin(7 * column));
  let stretch = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const size = lengthOf(direction) || 1;
    const unit = direction.map((value) => value / size);
    const forward = Array.from(
      { length: rows }, (_, row) => unit.reduce((sum, value, column) => sum + value * data[row * columns + column], 0),
    );
    stretch = lengthOf(forward);
    direction =
      unit.map((_, column) => forward.reduce((sum, value, row) => sum + value * data[row * columns + column], 0));
  }
  return stretch;
}
