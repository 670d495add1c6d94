/**
 * Which questions a task leaves room for.
 *
 * @import { State, TaskFacts } from '../../state/types.d.ts'
 */

/** @param {TaskFacts} task @returns {boolean} whether the network predicts what it reads next */
export function writes({ kind, modality, input_labels: inputs, output_labels: outputs }) {
  return ['sine', 'waveform', 'hello'].includes(kind) || (modality === 'symbols' && inputs.join('\n') === outputs.join('\n'));
}

/** @param {State} state @returns {boolean} whether some model has a W_hh that can be turned; while that is not known, too */
export function hasRecurrentMatrix({ run, facts }) {
  const lanes = (run?.facts ?? facts)?.lanes;
  return !lanes || lanes.some(({ recurrent }) => recurrent?.includes('W_hh') ?? true);
}

/** @param {State} state @returns {boolean} whether the task has a length */
export function hasLength({ run, experiment }) {
  return 'length' in (run?.experiment ?? experiment).task;
}
