/**
 * Where a step begins: an experiment, told as a link tells it, or one of the catalog's own. Pure.
 *
 * @import { Experiment } from '../state/types.d.ts'
 * @import { Lesson, Start } from './lesson.d.ts'
 */

import { decodeLink, LINK_VERSION } from '../link.js';

/** @param {string} pairs as in a link, without its version @param {(experiment: Experiment) => Experiment} [adapt] @returns {Start['document']} */
export function linked(pairs, adapt = (experiment) => experiment) {
  return (catalog) => {
    const link = decodeLink(`v=${LINK_VERSION}&${pairs}`, catalog);
    return adapt(/** @type {NonNullable<typeof link>} */ (link).experiment);
  };
}

/** @param {string} id @returns {Start['document']} */
export function preset(id) {
  return (catalog) => {
    const found = catalog.presets.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`The catalog has no preset '${id}'; it has ${catalog.presets.map((each) => each.id).join(', ')}.`);
    return structuredClone(found.experiment);
  };
}

/**
 * What a step begins with for somebody who comes from elsewhere.
 * @param {Lesson} lesson
 * @param {number} step
 * @returns {Start}
 */
export function startOf(lesson, step) {
  for (let index = step; index >= 0; index -= 1) {
    const { start, cold } = lesson.steps[index];
    if (cold ?? start) return /** @type {Start} */ (cold ?? start);
  }
  throw new Error(`Lesson '${lesson.id}' begins with no experiment; give its first step a start.`);
}
