/** One step of gradient descent on a plane whose error is known on a grid. */

import type { Answer, Tensor } from '../../core/model/types.ts';

export interface LossCliff {
  /** of the rows */ weights: number[];
  /** of the columns */ biases: number[];
  /** (P, P) */ error: Tensor;
  /** (P, P, 2) */ gradient: Tensor;
}
/** on the grid */
export type Place = { row: number, column: number };
/** along the weight, along the bias */
export type Vector = readonly [number, number];
/** `over`: the numbers are not finite any more */
export type Land = 'plain' | 'slope' | 'cliff' | 'over';

/** A gradient below the first is a plain, above the second a cliff. */
const PLAIN = 1e-3;
const CLIFF = 1;

/** @param answer to a question `wall` */
export function lossCliffOf({ tensors }: Answer): LossCliff {
  const tensor = (name: string) => tensors.get(name) as Tensor;
  return {
    weights: Array.from(tensor('weight_axis').data, Number), biases: Array.from(tensor('bias_axis').data, Number),
    error: tensor('wall'), gradient: tensor('gradient'),
  };
}

export function errorAt({ error, biases }: LossCliff, { row, column }: Place) {
  return Number(error.data[row * biases.length + column]);
}

export function gradientAt({ gradient, biases }: LossCliff, { row, column }: Place): Vector {
  const at = 2 * (row * biases.length + column);
  return [Number(gradient.data[at]), Number(gradient.data[at + 1])];
}

/** @returns the nearest */
export function nearestPlace({ weights, biases }: LossCliff, weight: number, bias: number): Place {
  return { row: nearest(weights, weight), column: nearest(biases, bias) };
}

/** @param axis increasing, evenly spaced */
function nearest(axis: readonly number[], value: number) {
  const spacing = (axis[axis.length - 1] - axis[0]) / (axis.length - 1);
  return Math.max(0, Math.min(axis.length - 1, Math.round((value - axis[0]) / spacing)));
}

export function landOf([byWeight, byBias]: Vector): Land {
  const size = Math.hypot(byWeight, byBias);
  if (!Number.isFinite(size)) return 'over';
  if (size < PLAIN) return 'plain';
  return size > CLIFF ? 'cliff' : 'slope';
}

/**
 * Where plain gradient descent goes, before and after clipping by norm.
 * @param threshold of the clip
 */
export function stepsOf(gradient: Vector, learningRate: number, threshold: number): { raw: Vector, clipped: Vector } {
  const size = Math.hypot(...gradient);
  const shrink = size > threshold ? threshold / size : 1;
  const step = (factor: number) =>
    [-learningRate * factor * gradient[0], -learningRate * factor * gradient[1]] as Vector;
  return { raw: step(1), clipped: step(shrink) };
}

/** The place where the gradient is largest: the edge of the cliff. */
export function steepest(cliff: LossCliff): Place {
  let best = { row: 0, column: 0 };
  let largest = -1;
  for (let row = 0; row < cliff.weights.length; row += 1) {
    for (let column = 0; column < cliff.biases.length; column += 1) {
      const size = Math.hypot(...gradientAt(cliff, { row, column }));
      if (Number.isFinite(size) && size > largest) [best, largest] = [{ row, column }, size];
    }
  }
  return best;
}

/**
 * The part of an arrow that lies within a frame, along the arrow.
 * @param from within the frame
 */
export function withinFrame(
  from: Vector,
  step: Vector,
  { x, y }: { x: readonly [number, number], y: readonly [number, number] },
): { to: Vector, leaves: boolean } {
  const room = (start: number, way: number, [low, high]: readonly [number, number]) =>
    (way > 0 ? (high - start) / way : way < 0 ? (low - start) / way : Infinity);
  const share = Math.max(0, Math.min(1, room(from[0], step[0], x), room(from[1], step[1], y)));
  return { to: [from[0] + share * step[0], from[1] + share * step[1]], leaves: share < 1 };
}
