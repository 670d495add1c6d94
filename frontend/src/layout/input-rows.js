/**
 * Which rows the input of a task is drawn in.
 *
 * @typedef {object} InputRow
 * @property {'onehot' | 'symbol' | 'value' | 'mark'} kind
 * @property {number} channel first channel of the input that the row reads
 * @property {number} height
 */

const ONE_HOT_SQUARE = 15;

/**
 * @param {{ kind: string, input_size: number, input_labels: readonly string[] }} task
 * @param {number} pitch room of one time step
 * @returns {InputRow[]} from top to bottom
 */
export function inputRows(task, pitch) {
  switch (task.kind) {
    case 'hello':
      return letters(task.input_size, pitch);
    case 'temporal_order':
      return [{ kind: 'symbol', channel: 0, height: 22 }];
    case 'adding':
      return [{ kind: 'value', channel: 0, height: 20 }, { kind: 'mark', channel: 1, height: 16 }];
    default:
      return Array.from({ length: Math.min(4, task.input_size) }, (_, channel) => ({ kind: 'value', channel, height: 20 }));
  }
}

/** @param {number} size @param {number} pitch @returns {InputRow[]} */
function letters(size, pitch) {
  /** @type {InputRow} */
  const symbol = { kind: 'symbol', channel: 0, height: 24 };
  return pitch >= size * ONE_HOT_SQUARE + 10 ? [{ kind: 'onehot', channel: 0, height: 28 }, symbol] : [symbol];
}

/**
 * The symbol that is set in a one-hot row: the channel of its largest value.
 *
 * @param {ArrayLike<number | bigint>} input (time_step, channel), row-major
 * @param {number} timeStep
 * @param {number} size channels
 */
export function symbolAt(input, timeStep, size) {
  let best = 0;
  for (let channel = 1; channel < size; channel += 1) if (input[timeStep * size + channel] > input[timeStep * size + best]) best = channel;
  return best;
}

/** A symbol as it is printed: a space is shown as an open box. @param {string} label */
export function visible(label) {
  return label === ' ' ? '␣' : label;
}

/**
 * Whether a symbol is one that the task asks to remember: an A or B among the noise.
 *
 * @param {string} taskKind
 * @param {string} label
 */
export function standsOut(taskKind, label) {
  return taskKind !== 'temporal_order' || label !== label.toLowerCase();
}
