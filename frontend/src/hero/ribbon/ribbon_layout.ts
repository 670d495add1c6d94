/** The ribbon of one loss: what it says of every state before it, followed back through the cells. */

import type { LaneFrame } from '../../core/model/types.ts';
import { columnLeft, type TimeAxis } from '../../core/model/time_axis.ts';

export interface Ribbon {
  /** time step of the loss */ loss: number;
  /** ‖∂ℓ_loss/∂h_s‖ for s = 0 … loss; of the whole state where the memory lives there */ norms: Float32Array;
  /** the first time step that truncation lets it reach */ from: number;
}
/** `rail`: between the step's cell and the next one; `fromNorm` at its right end, `toNorm` at its left */
export type Piece = {
  step: number;
  part: 'cell' | 'rail';
  left: number;
  right: number;
  fromNorm: number;
  toNorm: number;
  cut: boolean;
};

/**
 * With one loss a sequence its gradient is the whole profile; with several it is a row of the triangle.
 * @param loss time step
 * @param lane `only`: it is the sequence's only loss; `norms` by time step, of the last layer
 * @returns null where the frame does not carry it
 */
export function ribbonOf(
  data: LaneFrame | null,
  loss: number,
  { only, carries, norms }: { only: boolean, carries: 'h' | 'state', norms: Float32Array | null },
): Ribbon | null {
  if (!data) return null;
  const tensor = data.tensors.get(carries === 'state' ? 'state_triangle' : 'gradient_triangle')
    ?? data.tensors.get('gradient_triangle');
  const mask = data.tensors.get('truncation_mask');
  if (!tensor || loss >= tensor.shape[0]) return only && norms ? fromProfile(norms, loss) : null;
  const count = tensor.shape[0];
  const row = (tensor.data as Float32Array).subarray(loss * count, loss * count + loss + 1);
  const kept = mask ? (mask.data as Uint8Array).subarray(loss * count, loss * count + loss + 1) : null;
  return { loss, norms: row, from: kept ? Math.max(0, kept.indexOf(1)) : 0 };
}

/** The profile is zero where truncation cut it. */
function fromProfile(norms: Float32Array, loss: number): Ribbon {
  let from = loss;
  while (from > 0 && norms[from - 1] > 0) from -= 1;
  return { loss, norms: norms.subarray(0, loss + 1), from };
}

/** @returns how much of what the loss says of its own state it says of the first one that it reaches */
export function shareThatReaches({ norms, loss, from }: Ribbon): number {
  return norms[loss] > 0 ? norms[from] / norms[loss] : 0;
}

/**
 * The pieces of the ribbon from right to left, across cells and rails alike.
 * @param first time step in sight
 */
export function ribbonPieces({ loss, norms, from }: Ribbon, axis: TimeAxis, first: number, last: number): Piece[] {
  const pieces: Piece[] = [];
  for (let step = Math.min(loss, last); step >= Math.max(0, first - 1); step -= 1) {
    const [left, right] = [columnLeft(axis, step), columnLeft(axis, step) + axis.column];
    const cut = step < from;
    if (step < loss) pieces.push({
      step, part: 'rail', left: right, right: columnLeft(axis, step + 1), fromNorm: norms[step + 1],
      toNorm: norms[step], cut,
    });
    pieces.push({ step, part: 'cell', left, right, fromNorm: norms[step], toNorm: norms[step], cut });
  }
  return pieces;
}
