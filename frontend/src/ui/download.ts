/** A file handed to the browser, under a name that says what is in it. */

import type { Experiment } from '../core/model/types.ts';

const KEPT = 10_000;

export function download(name: string, blob: Blob) {
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
 * @param what a view, where the file shows one alone
 * @returns task, cells, seeds: `adding-rnn-lstm-seed0.csv`
 */
export function fileName({ task, lanes, weight_seed: seed }: Experiment, ending: string, what = ''): string {
  const parts = [task.kind, ...lanes.map(({ cell }) => cell.kind), `seed${seed}`, what];
  return `${parts.filter(Boolean).join('-').replace(/[^\w-]+/g, '-')}.${ending}`;
}
