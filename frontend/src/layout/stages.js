/**
 * How brightly each part of the picture is lit while one update is walked through in slow motion.
 *
 * @typedef {'forward' | 'loss' | 'backward' | 'update'} Stage
 * @typedef {object} Light every level runs from `DIMMED` to 1
 * @property {(timeStep: number) => number} cell
 * @property {(timeStep: number) => number} input
 * @property {(timeStep: number) => number} forwardArrow the arrows that arrive at the time step's state
 * @property {(timeStep: number) => number} gradient bar, and the arrow that arrives at the time step from its right
 * @property {number} prediction
 * @property {number} readOut the arrows from the states to the predictions
 * @property {number} weights labels of the weights, and the arrows that carry them
 * @property {number} pulse 0 to 1: how strongly the weights stand out
 */

/** A part that is not being talked about. */
export const DIMMED = 0.3;

/** @type {Light} */
export const ALL_LIT = {
  cell: () => 1, input: () => 1, forwardArrow: () => 1, gradient: () => 1, prediction: 1, readOut: 1, weights: 1, pulse: 0,
};

const dimmed = () => DIMMED;
/** @type {Light} */
const NOTHING_LIT = {
  cell: dimmed, input: dimmed, forwardArrow: dimmed, gradient: dimmed, prediction: DIMMED, readOut: DIMMED, weights: DIMMED, pulse: 0,
};

/**
 * @param {Stage | null} stage null: nothing is dimmed
 * @param {number} progress through the stage, 0 to 1
 * @param {number} count time steps
 * @returns {Light}
 */
export function lightOf(stage, progress, count) {
  const swept = (/** @type {number} */ rank) => between(progress * (count + 1) - rank);
  switch (stage) {
    case null:
      return ALL_LIT;
    case 'forward':
      return { ...NOTHING_LIT, cell: swept, input: swept, forwardArrow: swept, weights: 1 };
    case 'loss': {
      const lit = between(progress * 3);
      return { ...NOTHING_LIT, prediction: lit, readOut: lit };
    }
    case 'backward': {
      const gradient = (/** @type {number} */ timeStep) => swept(count - 1 - timeStep);
      return { ...NOTHING_LIT, gradient };
    }
    case 'update': {
      const lit = between(progress * 5);
      return { ...NOTHING_LIT, forwardArrow: () => lit, readOut: lit, weights: lit, pulse: Math.sin(Math.PI * progress) };
    }
  }
}

/** @param {number} share */
function between(share) {
  return DIMMED + (1 - DIMMED) * Math.max(0, Math.min(1, share));
}
