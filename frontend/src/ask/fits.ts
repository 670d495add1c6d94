/** Which questions a task leaves room for. */

import { foretellsValues } from '../core/model/foretelling.ts';
import type { State, TaskFacts } from '../core/model/types.ts';

/** @returns whether the network predicts what it reads next */
export function writes(task: TaskFacts): boolean {
  const { kind, modality, input_labels: inputs, output_labels: outputs } = task;
  return foretellsValues(task) || ['waveform', 'hello'].includes(kind)
    || (modality === 'symbols' && inputs.join('\n') === outputs.join('\n'));
}

/** @returns whether some model has a W_hh that can be turned; while that is not known, too */
export function hasRecurrentMatrix({ run, facts }: State): boolean {
  const lanes = (run?.facts ?? facts)?.lanes;
  return !lanes || lanes.some(({ recurrent }) => recurrent?.includes('W_hh') ?? true);
}

/** @returns whether the task has a length */
export function hasLength({ run, experiment }: State): boolean {
  return 'length' in (run?.experiment ?? experiment).task;
}
