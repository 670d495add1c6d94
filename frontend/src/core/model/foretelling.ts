/** Whether a network predicts the values that it reads. */

import type { TaskFacts } from './types.ts';

/** @returns whether its answer is the value that comes next, so that it can also go on by itself */
export function foretellsValues({ output_labels: outputs }: Pick<TaskFacts, 'output_labels'>): boolean {
  return outputs[0] === 'next value';
}
