/** What every network makes of a sequence, time step by time step. */

import type { Answer, TaskFacts, Tensor } from '../../core/model/types.ts';

export interface LaneReading {
  /** (T, O): probabilities of the classes, or values */ output: Tensor;
  /** (L, T, H) */ hidden: Tensor;
}
export interface Reading {
  /** the training step whose parameters read */ step: number;
  /** (T, I) */ input: Tensor;
  /** T */ count: number;
  /** null: that network has left the finite numbers */ lanes: (LaneReading | null)[];
}
export type Ranked = { label: string, index: number, share: number };

/** How many classes are named one by one. */
export const MOST_CLASSES = 10;

/** @param answer to a question `evaluate` */
export function readingOf({ step, tensors }: Answer, lanes: number): Reading {
  const input = tensors.get('input') as Tensor;
  return {
    step, input, count: input.shape[0],
    lanes: Array.from({ length: lanes }, (_, lane) => {
      const [output, hidden] = [tensors.get(`${lane}/output`), tensors.get(`${lane}/hidden_state`)];
      return output && hidden ? { output, hidden } : null;
    }),
  };
}

/** @param tensor (T, N) */
export function rowAt({ shape: [, width], data }: Tensor, timeStep: number): number[] {
  return Array.from({ length: width }, (_, column) => Number(data[timeStep * width + column]));
}

/** @returns the states of the top layer */
export function topState({ hidden: { shape: [layers, count, units], data } }: LaneReading, timeStep: number): number[] {
  const start = ((layers - 1) * count + timeStep) * units;
  return Array.from({ length: units }, (_, unit) => Number(data[start + unit]));
}

/** @returns place of the largest, of equal ones the first */
export function largest(shares: readonly number[]): number {
  return shares.reduce((best, share, index) => (share > shares[best] ? index : best), 0);
}

/**
 * The classes at one time step, likeliest first where there are too many to name them all.
 * @param most of a longer list
 */
export function ranked(shares: readonly number[], labels: readonly string[], most = 5): Ranked[] {
  const all = shares.map((share, index) => ({ label: labels[index], index, share }));
  return shares.length <= MOST_CLASSES
    ? all
    : all.sort((a, b) => b.share - a.share || a.index - b.index).slice(0, most);
}

/**
 * The classes that are worth a row of their own over the whole sequence: all of a few; of many those that are ever
 * likeliest, then those with the largest share at any time.
 *
 * @param output (T, O)
 * @returns in the order of the task
 */
export function rowsWorthShowing({ shape: [count, width], data }: Tensor): number[] {
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
 * @param input (T, I)
 * @returns places of classes, or values
 */
export function truthOf(
  task: Pick<TaskFacts, 'kind' | 'required_lag' | 'output_labels'>,
  input: Tensor,
): (number | null)[] | null {
  const { shape: [count, width], data } = input;
  const value = (step: number, channel = 0) => Number(data[step * width + channel]);
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
 * @param count time steps
 */
export function stepDuration(count: number) {
  return Math.max(8, Math.min(600, 6000 / count));
}
