/** A file handed to the browser, under a name that says what is in it. */

/**
 * @import { Experiment } from '../state/types.d.ts'
 */

const KEPT = 10_000;

/**
 * @param {string} name
 * @param {Blob} blob
 */
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}

/**
 * @param {Experiment} experiment
 * @param {string} ending
 * @param {string} [what] a view, where the file shows one alone
 * @returns {string} task, cells, seeds: `adding-rnn-lstm-seed0.csv`
 */
export function fileName({ task, lanes, weight_seed: seed }, ending, what = '') {
  const parts = [task.kind, ...lanes.map(({ cell }) => cell.kind), `seed${seed}`, what];
  return `${parts.filter(Boolean).join('-').replace(/[^\w-]+/g, '-')}.${ending}`;
}
