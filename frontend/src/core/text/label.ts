/**
 * The names of what goes in and comes out: words of the server ("value", "next value") in the page's language; symbols,
 * digits and signs as they are.
 */

import type { Translate } from './i18n.ts';

/**
 * @param task its facts; the labels of symbols are the symbols themselves
 * @param labels as the server names them
 */
export function labelWords({ modality }: { modality: string }, labels: readonly string[], t: Translate): string[] {
  if (modality === 'symbols') return [...labels];
  return labels.map((label) => {
    const key = `label.${label.replaceAll(' ', '_')}`;
    const words = t(key);
    return words === key ? label : words;
  });
}

/**
 * What each input of a time step is called; x1, x2 … where the task has no names for them.
 * @param task its facts
 */
export function inputNames(
  task: { modality: string, input_size: number, input_labels: readonly string[] },
  t: Translate,
): string[] {
  if (task.input_labels.length) return labelWords(task, task.input_labels, t);
  return Array.from({ length: task.input_size }, (_, place) => (task.input_size > 1 ? `x${place + 1}` : 'x'));
}
