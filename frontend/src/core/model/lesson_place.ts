/** The place of a lesson in a link: "4.2" is the second step of the fourth lesson. Pure. */

import type { Catalog, Experiment } from './types.ts';
import type { LessonPlace, LessonView } from './lesson.ts';

export function placeText(place: LessonPlace | null): string | null {
  return place && `${place.number + 1}.${place.step + 1}`;
}

/** @returns as it is before anything has been said or measured */
export function opened(place: LessonPlace): LessonView {
  return { ...place, answer: {}, reading: null, before: null };
}

/** The lesson of a link, with the link's own experiment where it tells one; null for a place that there is not. */
export function lessonOf(
  { experiment, page, told }: {
    experiment: Experiment;
    page: { lesson?: string | null, path?: boolean };
    told: boolean;
  },
  { lessons }: Catalog,
): LessonView | null {
  if (!page.lesson) return null;
  const [number, step] = page.lesson.split('.').map((text) => Number(text) - 1);
  return step < (lessons[number]?.steps.length ?? 0)
    ? opened({ number, step, given: told ? experiment : null, ...(page.path && { path: true }) })
    : null;
}
