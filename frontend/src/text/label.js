/**
 * The names of what goes in and comes out: words of the server ("value", "next value") in the page's language; symbols, digits and signs as they are.
 *
 * @import { Translate } from './i18n.js'
 */

/**
 * @param {{ modality: string }} task its facts; the labels of symbols are the symbols themselves
 * @param {readonly string[]} labels as the server names them
 * @param {Translate} t
 * @returns {string[]}
 */
export function labelWords({ modality }, labels, t) {
  if (modality === 'symbols') return [...labels];
  return labels.map((label) => {
    const key = `label.${label.replaceAll(' ', '_')}`;
    const words = t(key);
    return words === key ? label : words;
  });
}

/**
 * What each input of a time step is called; x1, x2 … where the task has no names for them.
 *
 * @param {{ modality: string, input_size: number, input_labels: readonly string[] }} task its facts
 * @param {Translate} t
 * @returns {string[]}
 */
export function inputNames(task, t) {
  if (task.input_labels.length) return labelWords(task, task.input_labels, t);
  return Array.from({ length: task.input_size }, (_, place) => (task.input_size > 1 ? `x${place + 1}` : 'x'));
}
