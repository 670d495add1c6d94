/**
 * The runs that were kept from this browser, newest first. A browser that remembers nothing is told so where it matters: without the
 * secret nobody can rename or delete a kept run.
 *
 * @import { RunView } from '../state/types.d.ts'
 * @import { Curves, OwnKept } from './kept.d.ts'
 */

import { spread } from '../charts/decimate.js';
import { recordOf } from '../state/run_record.js';

const KEY = 'rnn-playground.kept';
const MOST_POINTS = 40;

/** @param {Storage | null} storage @returns {OwnKept[]} */
export function readKept(storage) {
  try {
    const found = JSON.parse(storage?.getItem(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter((each) => typeof each?.id === 'string' && typeof each.secret === 'string') : [];
  } catch {
    return [];
  }
}

/** @param {Storage | null} storage @param {OwnKept} own @returns {boolean} whether it is remembered */
export function rememberKept(storage, own) {
  return write(storage, [own, ...readKept(storage).filter(({ id }) => id !== own.id)]);
}

/** @param {Storage | null} storage @param {string} id @param {string} name */
export function renameInList(storage, id, name) {
  write(storage, readKept(storage).map((own) => (own.id === id ? { ...own, name } : own)));
}

/** @param {Storage | null} storage @param {string} id */
export function forgetKept(storage, id) {
  write(storage, readKept(storage).filter((own) => own.id !== id));
}

/** @param {Storage | null} storage @param {OwnKept[]} list @returns {boolean} */
function write(storage, list) {
  try {
    storage?.setItem(KEY, JSON.stringify(list));
    return storage !== null;
  } catch {
    return false;
  }
}

/** A few losses of each model, as the small picture of the list wants them. @param {RunView} run @returns {Curves} */
export function curvesOf(run) {
  const { step, task, lanes } = recordOf(run, null, 0);
  return {
    step, task: { chance: task.chance },
    lanes: lanes.map(({ steps, loss }) => {
      const places = spread(loss.length, MOST_POINTS);
      return { steps: places.map((place) => steps[place]), loss: places.map((place) => Number(loss[place].toPrecision(4))) };
    }),
  };
}
