/** Which rows the input of a task is drawn in, and which of its symbols the eye should find. */

import type { TaskFacts } from './types.ts';

export interface InputRow {
  kind: 'onehot' | 'symbol' | 'value' | 'mark' | 'bit' | 'nothing' | 'picture';
  /** first channel of the input that the row reads */ channel: number;
  height: number;
}
export type Emphasis = 'strong' | 'plain' | 'faint';

const ONE_HOT_SQUARE = 15;
const MOST_CHANNELS = 4;
/** Characters of a label that is no letter or sign, and the width of one in its smallest type. */
const LONG_LABEL = 3;
const LABEL_CHARACTER = 7.5;

/**
 * @param task its facts
 * @param pitch room of one time step
 * @param compact several lanes share the screen
 * @returns from top to bottom
 */
export function inputRows(
  task: Pick<TaskFacts, 'kind' | 'input_size' | 'modality' | 'levels'> & { required_lag?: number | null },
  pitch: number,
  compact = false,
): InputRow[] {
  switch (task.modality) {
    case 'symbols':
      return symbols(task.input_size, pitch);
    case 'image':
      return [{ kind: 'value', channel: 0, height: 16 }, { kind: 'picture', channel: 0, height: compact ? 58 : 78 }];
    default:
      return values(task);
  }
}

/** @returns a letter; above it, where there is room, all ones and zeros that spell it */
function symbols(size: number, pitch: number): InputRow[] {
  const symbol: InputRow = { kind: 'symbol', channel: 0, height: 24 };
  return pitch >= size * ONE_HOT_SQUARE + 10 ? [{ kind: 'onehot', channel: 0, height: 28 }, symbol] : [symbol];
}

function values(
  { kind, input_size: size, levels, required_lag: lag }: Parameters<typeof inputRows>[0],
): InputRow[] {
  if (levels) return channels('bit', size);
  switch (kind) {
    case 'adding':
      return [{ kind: 'value', channel: 0, height: 20 }, { kind: 'mark', channel: 1, height: 16 }];
    case 'waveform':
      return [{ kind: lag ? 'value' : 'nothing', channel: 0, height: 20 }];
    default:
      return channels('value', size);
  }
}

function channels(kind: 'bit' | 'value', size: number): InputRow[] {
  return Array.from({ length: Math.min(MOST_CHANNELS, size) }, (_, channel) => ({ kind, channel, height: 20 }));
}

/**
 * The channel of the largest value in a row.
 * @param values (time_step, channel), row-major
 * @param size channels
 */
export function symbolAt(values: ArrayLike<number | bigint>, timeStep: number, size: number) {
  let best = 0;
  for (let channel = 1; channel < size; channel += 1) {
    if (values[timeStep * size + channel] > values[timeStep * size + best]) best = channel;
  }
  return best;
}

/**
 * The symbol that is read; null where the row is all zeros: nothing is.
 * @param input (time_step, channel), row-major
 * @param size channels
 */
export function symbolRead(input: ArrayLike<number | bigint>, timeStep: number, size: number) {
  const symbol = symbolAt(input, timeStep, size);
  return Number(input[timeStep * size + symbol]) > 0 ? symbol : null;
}

/**
 * @param labels of all symbols that may stand there
 * @param pitch room of one time step
 * @returns every how many time steps a label has room; letters have it everywhere
 */
export function labelEvery(labels: readonly string[], pitch: number): number {
  const longest = Math.max(...labels.map((label) => label.length));
  return longest < LONG_LABEL ? 1 : Math.max(1, Math.ceil((longest * LABEL_CHARACTER + 4) / pitch));
}

/** A symbol as it is printed: a space is shown as an open box. */
export function visible(label: string) {
  return label === ' ' ? '␣' : label;
}

/** How much a symbol matters to the task: what must be remembered is strong, what only passes the time is faint. */
export function emphasisOf(
  { kind, remembered = [] }: Pick<TaskFacts, 'kind' | 'remembered'>,
  label: string,
  timeStep: number,
): Emphasis {
  if (kind === 'embedded_reber') return timeStep === 1 ? 'strong' : 'plain';
  if (remembered.length === 0) return 'plain';
  return remembered.includes(label) ? 'strong' : 'faint';
}
