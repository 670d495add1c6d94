/**
 * The place of a lesson in a link: "4.2" is the second step of the fourth lesson. Pure.
 *
 * @import { Catalog, Experiment } from '../state/types.d.ts'
 * @import { LessonPlace, LessonView } from '../lessons/lesson.d.ts'
 */

/** @param {LessonPlace | null} place @returns {string | null} */
export function placeText(place) {
  return place && `${place.number + 1}.${place.step + 1}`;
}

/** @param {LessonPlace} place @returns {LessonView} as it is before anything has been said or measured */
export function opened(place) {
  return { ...place, answer: {}, reading: null, before: null };
}

/**
 * The lesson of a link, with the link's own experiment where it tells one; null for a place that there is not.
 * @param {{ experiment: Experiment, page: { lesson?: string | null, path?: boolean }, told: boolean }} link
 * @param {Catalog} catalog
 * @returns {LessonView | null}
 */
export function lessonOf({ experiment, page, told }, { lessons }) {
  if (!page.lesson) return null;
  const [number, step] = page.lesson.split('.').map((text) => Number(text) - 1);
  return step < (lessons[number]?.steps.length ?? 0) ? opened({ number, step, given: told ? experiment : null, ...(page.path && { path: true }) }) : null;
}
