/** The path for who is new: five of the lessons, each the next one's ground, told by the catalog. Pure. */

import type { State } from '../../core/model/types.ts';

/** In their order. */
const PATH = ['hand', 'blame', 'fading', 'half', 'gates'];

/** `number`: the lesson's, from 0; `step`: its first one that is not done, else its first */
export type PathStep = { number: number, done: boolean, step: number };

export function pathOf({ catalog, lessonsDone }: Pick<State, 'catalog' | 'lessonsDone'>): PathStep[] {
  const lessons = catalog?.lessons ?? [];
  return PATH.map((id) => lessons.findIndex((lesson) => lesson.id === id)).filter((number) => number >= 0)
    .map((number) => {
    const open = lessons[number].steps.findIndex((step) => !lessonsDone.includes(`${lessons[number].id}.${step}`));
    return { number, done: open < 0, step: Math.max(0, open) };
  });
}

/** @returns where one left: the first step that is not done; after the last the first again */
export function nowOn(path: readonly PathStep[]): number {
  return Math.max(0, path.findIndex(({ done }) => !done));
}

/** @param number of a lesson @returns the lesson after it on the path, or before it; null at its ends */
export function besideOn(path: readonly PathStep[], number: number, by: 1 | -1): number | null {
  return path[path.findIndex((each) => each.number === number) + by]?.number ?? null;
}
