/**
 * What every network makes of a sequence, time step by time step.
 *
 * @import { Answer, TaskFacts, Tensor } from '../state/types.d.ts'
 *
 * @typedef {object} LaneReading
 * @property {Tensor} output (T, O): probabilities of the classes, or values
 * @property {Tensor} hidden (L, T, H)
 *
 * @typedef {object} Reading
 * @property {number} step the training step whose parameters read
 * @property {Tensor} input (T, I)
 * @property {number} count T
 * @property {(LaneReading | null)[]} lanes null: that network has left the finite numbers
 *
 * @typedef {{ label: string, index: number, share: number }} Ranked
 */

/** How many classes are named one by one. */
export const MOST_CLASSES = 10;

/** @param {Answer} answer to a question `evaluate` @param {number} lanes @returns {Reading} */
export function readingOf({ step, tensors }, lanes) {
  const input = /** @type {Tensor} */ (tensors.get('input'));
  return {
    step, input, count: input.shape[0],
    lanes: Array.from({ length: lanes }, (_, lane) => {
      const [output, hidden] = [tensors.get(`${lane}/output`), tensors.get(`${lane}/hidden_state`)];
      return output && hidden ? { output, hidden } : null;
    }),
  };
}

/** @param {Tensor} tensor (T, N) @param {number} timeStep @returns {number[]} */
export function rowAt({ shape: [, width], data }, timeStep) {
  return Array.from({ length: width }, (_, column) => Number(data[timeStep * width + column]));
}

/** @param {LaneReading} lane @param {number} timeStep @returns {number[]} the states of the top layer */
export function topState({ hidden: { shape: [layers, count, units], data } }, timeStep) {
  const start = ((layers - 1) * count + timeStep) * units;
  return Array.from({ length: units }, (_, unit) => Number(data[start + unit]));
}

/** @param {readonly number[]} shares @returns {number} place of the largest, of equal ones the first */
export function largest(shares) {
  return shares.reduce((best, share, index) => (share > shares[best] ? index : best), 0);
}

/**
 * The classes at one time step, likeliest first where there are too many to name them all.
 *
 * @param {readonly number[]} shares
 * @param {readonly string[]} labels
 * @param {number} [most] of a longer list
 * @returns {Ranked[]}
 */
export function ranked(shares, labels, most = 5) {
  const all = shares.map((share, index) => ({ label: labels[index], index, share }));
  return shares.length <= MOST_CLASSES ? all : all.sort((a, b) => b.share - a.share || a.index - b.index).slice(0, most);
}

/**
 * The classes that are worth a row of their own over the whole sequence: all of a few; of many those that are ever likeliest,
 * then those with the largest share at any time.
 *
 * @param {Tensor} output (T, O)
 * @returns {number[]} in the order of the task
 */
export function rowsWorthShowing({ shape: [count, width], data }) {
  const classes = Array.from({ length: width }, (_, index) => index);
  if (width <= MOST_CLASSES) return classes;
  const peaks = classes.map((index) => {
    let peak = 0;
    for (let step = 0; step < count; step += 1) peak = Math.max(peak, Number(data[step * width + index]));
    return peak;
  });
  return classes.sort((a, b) => peaks[b] - peaks[a]).slice(0, MOST_CLASSES).sort((a, b) => a - b);
}

/**
 * The right answer at every time step, where the rule of the task tells it from what is read; null where it does not.
 *
 * @param {Pick<TaskFacts, 'kind' | 'required_lag' | 'output_labels'>} task
 * @param {Tensor} input (T, I)
 * @returns {(number | null)[] | null} places of classes, or values
 */
export function truthOf(task, input) {
  const { shape: [count, width], data } = input;
  const value = (/** @type {number} */ step, channel = 0) => Number(data[step * width + channel]);
  const steps = Array.from({ length: count }, (_, step) => step);
  switch (task.kind) {
    case 'parity': {
      let ones = 0;
      return steps.map((step) => (ones += value(step) > 0 ? 1 : 0) % 2);
    }
    case 'echo': {
      const lag = task.required_lag ?? 0;
      return steps.map((step) => (step < lag ? null : value(step - lag) > 0 ? 1 : 0));
    }
    case 'adding': {
      const marked = steps.filter((step) => value(step, 1) > 0.5);
      const sum = marked.reduce((total, step) => total + value(step), 0);
      return steps.map((step) => (step === count - 1 && marked.length === 2 ? sum : null));
    }
    default:
      return null;
  }
}

/**
 * Milliseconds that a time step is shown while a sequence is read aloud: the whole takes six seconds at most.
 *
 * @param {number} count time steps
 */
export function stepDuration(count) {
  return Math.max(8, Math.min(600, 6000 / count));
}
