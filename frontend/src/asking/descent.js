/**
 * One step of gradient descent on a plane whose error is known on a grid.
 *
 * @import { Answer, Tensor } from '../state/types.d.ts'
 *
 * @typedef {object} Wall
 * @property {number[]} weights of the rows
 * @property {number[]} biases of the columns
 * @property {Tensor} error (P, P)
 * @property {Tensor} gradient (P, P, 2)
 *
 * @typedef {{ row: number, column: number }} Place on the grid
 * @typedef {readonly [number, number]} Vector along the weight, along the bias
 * @typedef {'plain' | 'slope' | 'cliff' | 'over'} Land `over`: the numbers are not finite any more
 */

/** A gradient below the first is a plain, above the second a cliff. */
const PLAIN = 1e-3;
const CLIFF = 1;

/** @param {Answer} answer to a question `wall` @returns {Wall} */
export function wallOf({ tensors }) {
  const tensor = (/** @type {string} */ name) => /** @type {Tensor} */ (tensors.get(name));
  return { weights: Array.from(tensor('weight_axis').data, Number), biases: Array.from(tensor('bias_axis').data, Number), error: tensor('wall'), gradient: tensor('gradient') };
}

/** @param {Wall} wall @param {Place} place */
export function errorAt({ error, biases }, { row, column }) {
  return Number(error.data[row * biases.length + column]);
}

/** @param {Wall} wall @param {Place} place @returns {Vector} */
export function gradientAt({ gradient, biases }, { row, column }) {
  const at = 2 * (row * biases.length + column);
  return [Number(gradient.data[at]), Number(gradient.data[at + 1])];
}

/** @param {Wall} wall @param {number} weight @param {number} bias @returns {Place} the nearest */
export function nearestPlace({ weights, biases }, weight, bias) {
  return { row: nearest(weights, weight), column: nearest(biases, bias) };
}

/** @param {readonly number[]} axis increasing, evenly spaced @param {number} value */
function nearest(axis, value) {
  const spacing = (axis[axis.length - 1] - axis[0]) / (axis.length - 1);
  return Math.max(0, Math.min(axis.length - 1, Math.round((value - axis[0]) / spacing)));
}

/** @param {Vector} gradient @returns {Land} */
export function landOf([byWeight, byBias]) {
  const size = Math.hypot(byWeight, byBias);
  if (!Number.isFinite(size)) return 'over';
  if (size < PLAIN) return 'plain';
  return size > CLIFF ? 'cliff' : 'slope';
}

/**
 * Where plain gradient descent goes, before and after clipping by norm.
 *
 * @param {Vector} gradient
 * @param {number} learningRate
 * @param {number} threshold of the clip
 * @returns {{ raw: Vector, clipped: Vector }}
 */
export function stepsOf(gradient, learningRate, threshold) {
  const size = Math.hypot(...gradient);
  const shrink = size > threshold ? threshold / size : 1;
  const step = (/** @type {number} */ factor) => /** @type {Vector} */ ([-learningRate * factor * gradient[0], -learningRate * factor * gradient[1]]);
  return { raw: step(1), clipped: step(shrink) };
}

/**
 * The place where the gradient is largest: the edge of the cliff.
 *
 * @param {Wall} wall
 * @returns {Place}
 */
export function steepest(wall) {
  let best = { row: 0, column: 0 };
  let largest = -1;
  for (let row = 0; row < wall.weights.length; row += 1) {
    for (let column = 0; column < wall.biases.length; column += 1) {
      const size = Math.hypot(...gradientAt(wall, { row, column }));
      if (Number.isFinite(size) && size > largest) [best, largest] = [{ row, column }, size];
    }
  }
  return best;
}

/**
 * The part of an arrow that lies within a frame, along the arrow.
 *
 * @param {Vector} from within the frame
 * @param {Vector} step
 * @param {{ x: readonly [number, number], y: readonly [number, number] }} frame
 * @returns {{ to: Vector, leaves: boolean }}
 */
export function withinFrame(from, step, { x, y }) {
  const room = (/** @type {number} */ start, /** @type {number} */ way, /** @type {readonly [number, number]} */ [low, high]) => (way > 0 ? (high - start) / way : way < 0 ? (low - start) / way : Infinity);
  const share = Math.max(0, Math.min(1, room(from[0], step[0], x), room(from[1], step[1], y)));
  return { to: [from[0] + share * step[0], from[1] + share * step[1]], leaves: share < 1 };
}
