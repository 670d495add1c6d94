/** Where a step begins: an experiment, told as a link tells it, or one of the catalog's own. Pure. */

import type { Experiment } from '../../core/model/types.ts';
import type { Lesson, Start } from '../../core/model/lesson.ts';
import { decodeLink, LINK_VERSION } from '../../core/link.ts';

/** @param pairs as in a link, without its version */
export function linked(
  pairs: string,
  adapt: (experiment: Experiment) => Experiment = (experiment) => experiment,
): Start['document'] {
  return (catalog) => {
    const link = decodeLink(`v=${LINK_VERSION}&${pairs}`, catalog);
    return adapt((link as NonNullable<typeof link>).experiment);
  };
}

export function preset(id: string): Start['document'] {
  return (catalog) => {
    const found = catalog.presets.find((candidate) => candidate.id === id);
    if (!found) {
      throw new Error(
        `The catalog has no preset '${id}'; it has ${catalog.presets.map((each) => each.id).join(', ')}.`,
      );
    }
    return structuredClone(found.experiment);
  };
}

/** What a step begins with for somebody who comes from elsewhere. */
export function startOf(lesson: Lesson, step: number): Start {
  for (let index = step; index >= 0; index -= 1) {
    const { start, cold } = lesson.steps[index];
    if (cold ?? start) return (cold ?? start) as Start;
  }
  throw new Error(`Lesson '${lesson.id}' begins with no experiment; give its first step a start.`);
}
