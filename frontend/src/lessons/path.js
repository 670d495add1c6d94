/**
 * The path for who is new: five of the lessons, each the next one's ground, told by the catalog. Pure.
 *
 * @import { State } from '../state/types.d.ts'
 */

/** In their order. */
const PATH = ['hand', 'blame', 'fading', 'half', 'gates'];

/** @typedef {{ number: number, done: boolean, step: number }} PathStep `number`: the lesson's, from 0; `step`: its first one that is not done, else its first */

/** @param {Pick<State, 'catalog' | 'lessonsDone'>} state @returns {PathStep[]} */
export function pathOf({ catalog, lessonsDone }) {
  const lessons = catalog?.lessons ?? [];
  return PATH.map((id) => lessons.findIndex((lesson) => lesson.id === id)).filter((number) => number >= 0).map((number) => {
    const open = lessons[number].steps.findIndex((step) => !lessonsDone.includes(`${lessons[number].id}.${step}`));
    return { number, done: open < 0, step: Math.max(0, open) };
  });
}

/** @param {readonly PathStep[]} path @returns {number} where one left: the first step that is not done; after the last the first again */
export function nowOn(path) {
  return Math.max(0, path.findIndex(({ done }) => !done));
}

/** @param {readonly PathStep[]} path @param {number} number of a lesson @param {1 | -1} by @returns {number | null} the lesson after it on the path, or before it; null at its ends */
export function besideOn(path, number, by) {
  return path[path.findIndex((each) => each.number === number) + by]?.number ?? null;
}
