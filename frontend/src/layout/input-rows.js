/**
 * Which rows the input of a task is drawn in, and which of its symbols the eye should find.
 *
 * @typedef {object} InputRow
 * @property {'onehot' | 'symbol' | 'value' | 'mark' | 'bit' | 'nothing' | 'picture'} kind
 * @property {number} channel first channel of the input that the row reads
 * @property {number} height
 *
 * @typedef {'strong' | 'plain' | 'faint'} Emphasis
 */

const ONE_HOT_SQUARE = 15;
const MOST_CHANNELS = 4;

/**
 * @param {{ kind: string, input_size: number, modality: string, required_lag?: number | null }} task its facts
 * @param {number} pitch room of one time step
 * @param {boolean} [compact] several lanes share the screen
 * @returns {InputRow[]} from top to bottom
 */
export function inputRows(task, pitch, compact = false) {
  switch (task.modality) {
    case 'symbols':
      return symbols(task.input_size, pitch);
    case 'image':
      return [{ kind: 'value', channel: 0, height: 16 }, { kind: 'picture', channel: 0, height: compact ? 58 : 78 }];
    default:
      return values(task);
  }
}

/** @param {number} size @param {number} pitch @returns {InputRow[]} a letter; above it, where there is room, all ones and zeros that spell it */
function symbols(size, pitch) {
  /** @type {InputRow} */
  const symbol = { kind: 'symbol', channel: 0, height: 24 };
  return pitch >= size * ONE_HOT_SQUARE + 10 ? [{ kind: 'onehot', channel: 0, height: 28 }, symbol] : [symbol];
}

/** @param {{ kind: string, input_size: number, required_lag?: number | null }} task @returns {InputRow[]} */
function values({ kind, input_size: size, required_lag: lag }) {
  switch (kind) {
    case 'adding':
      return [{ kind: 'value', channel: 0, height: 20 }, { kind: 'mark', channel: 1, height: 16 }];
    case 'parity':
    case 'echo':
      return [{ kind: 'bit', channel: 0, height: 20 }];
    case 'waveform':
      return [{ kind: lag ? 'value' : 'nothing', channel: 0, height: 20 }];
    default:
      return Array.from({ length: Math.min(MOST_CHANNELS, size) }, (_, channel) => ({ kind: 'value', channel, height: 20 }));
  }
}

/**
 * The channel of the largest value in a row.
 *
 * @param {ArrayLike<number | bigint>} values (time_step, channel), row-major
 * @param {number} timeStep
 * @param {number} size channels
 */
export function symbolAt(values, timeStep, size) {
  let best = 0;
  for (let channel = 1; channel < size; channel += 1) if (values[timeStep * size + channel] > values[timeStep * size + best]) best = channel;
  return best;
}

/**
 * The symbol that is read; null where the row is all zeros: nothing is.
 *
 * @param {ArrayLike<number | bigint>} input (time_step, channel), row-major
 * @param {number} timeStep
 * @param {number} size channels
 */
export function symbolRead(input, timeStep, size) {
  const symbol = symbolAt(input, timeStep, size);
  return Number(input[timeStep * size + symbol]) > 0 ? symbol : null;
}

/** A symbol as it is printed: a space is shown as an open box. @param {string} label */
export function visible(label) {
  return label === ' ' ? '␣' : label;
}

/**
 * How much a symbol matters to the task: what must be remembered is strong, what only passes the time is faint.
 *
 * @param {string} taskKind
 * @param {string} label
 * @param {number} timeStep
 * @returns {Emphasis}
 */
export function emphasisOf(taskKind, label, timeStep) {
  switch (taskKind) {
    case 'temporal_order':
      return label === label.toLowerCase() ? 'faint' : 'strong';
    case 'copy':
    case 'seq2seq_reverse':
      return /\p{L}/u.test(label) ? 'strong' : 'faint';
    case 'embedded_reber':
      return timeStep === 1 ? 'strong' : 'plain';
    default:
      return 'plain';
  }
}
