/**
 * How brightly each part of the picture is lit while one update is walked through in slow motion.
 *
 * @typedef {'forward' | 'loss' | 'backward' | 'update'} Stage
 * @typedef {object} Light every level runs from `DIMMED` to 1
 * @property {(timeStep: number) => number} cell
 * @property {(timeStep: number) => number} input
 * @property {(timeStep: number) => number} forwardArrow the arrow that arrives at the time step
 * @property {(timeStep: number) => number} gradient bar, and the arrow that arrives at the time step from its right
 * @property {number} prediction
 * @property {number} weights labels of the weights, and the arrows that carry them
 * @property {number} pulse 0 to 1: how strongly the weights stand out
 */

/** A part that is not being talked about. */
export const DIMMED = 0.3;

/** @type {Light} */
export const ALL_LIT = {
  cell: () => 1, input: () => 1, forwardArrow: () => 1, gradient: () => 1, prediction: 1, weights: 1, pulse: 0,
};

/**
 * @param {Stage | null} stage null: nothing is dimmed
 * @param {number} progress through the stage, 0 to 1
 * @param {number} count time steps
 * @returns {Light}
 */
export function lightOf(stage, progress, count) {
  const dimmed = () => DIMMED;
  const swept = (/** @type {number} */ rank) => between(progress * (count + 1) - rank);
  switch (stage) {
    case null:
      return ALL_LIT;
    case 'forward':
      return { cell: swept, input: swept, forwardArrow: swept, gradient: dimmed, prediction: DIMMED, weights: 1, pulse: 0 };
    case 'loss':
      return { cell: dimmed, input: dimmed, forwardArrow: dimmed, gradient: dimmed, prediction: between(progress * 3), weights: DIMMED, pulse: 0 };
    case 'backward': {
      const gradient = (/** @type {number} */ timeStep) => swept(count - 1 - timeStep);
      return { cell: dimmed, input: dimmed, forwardArrow: dimmed, gradient, prediction: DIMMED, weights: DIMMED, pulse: 0 };
    }
    case 'update':
      return {
        cell: dimmed, input: dimmed, forwardArrow: () => 1, gradient: dimmed, prediction: DIMMED, weights: 1, pulse: Math.sin(Math.PI * progress),
      };
  }
}

/** @param {number} share */
function between(share) {
  return DIMMED + (1 - DIMMED) * Math.max(0, Math.min(1, share));
}
