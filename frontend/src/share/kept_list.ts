/**
 * The runs that were kept from this browser, newest first. A browser that remembers nothing is told so where it
 * matters: without the secret nobody can rename or delete a kept run.
 */

import type { Curves, OwnKept } from '../core/model/kept.ts';
import type { RunView } from '../core/model/types.ts';
import { spread } from '../core/model/decimate.ts';
import { recordOf } from '../core/model/run_record.ts';

const KEY = 'rnn-playground.kept';
const MOST_POINTS = 40;

export function readKept(storage: Storage | null): OwnKept[] {
  try {
    const found = JSON.parse(storage?.getItem(KEY) ?? '[]');
    return Array.isArray(found)
      ? found.filter((each) => typeof each?.id === 'string' && typeof each.secret === 'string')
      : [];
  } catch {
    return [];
  }
}

/** @returns whether it is remembered */
export function rememberKept(storage: Storage | null, own: OwnKept): boolean {
  return write(storage, [own, ...readKept(storage).filter(({ id }) => id !== own.id)]);
}

export function renameInList(storage: Storage | null, id: string, name: string) {
  write(storage, readKept(storage).map((own) => (own.id === id ? { ...own, name } : own)));
}

export function forgetKept(storage: Storage | null, id: string) {
  write(storage, readKept(storage).filter((own) => own.id !== id));
}

function write(storage: Storage | null, list: OwnKept[]): boolean {
  try {
    storage?.setItem(KEY, JSON.stringify(list));
    return storage !== null;
  } catch {
    return false;
  }
}

/** A few losses of each model, as the small picture of the list wants them. */
export function curvesOf(run: RunView): Curves {
  const { step, task, lanes } = recordOf(run, null, 0);
  return {
    step, task: { chance: task.chance },
    lanes: lanes.map(({ steps, loss }) => {
      const places = spread(loss.length, MOST_POINTS);
      return {
        steps: places.map((place) => steps[place]), loss: places.map((place) => Number(loss[place].toPrecision(4))),
      };
    }),
  };
}
