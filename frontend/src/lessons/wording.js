/**
 * The ids of a step's words, and what fills their gaps. Pure.
 *
 * @import { Translate } from '../state/types.d.ts'
 * @import { LessonView, Reading } from './lesson.d.ts'
 * @import { LessonPlace } from './lesson.d.ts'
 */

import { laneLetter } from '../text/lane.js';
import { LESSONS } from './course.js';

/** @param {LessonPlace} place @param {string} part @returns {string} the id of a text of the step */
export function stepKey({ number, step }, part) {
  const { id, steps } = LESSONS[number];
  return `lesson.${id}.${steps[step].id}.${part}`;
}

/** @param {Translate} words @param {string} key @param {Record<string, string | number>} [params] what is itself the id of a text is said in words @returns {string} */
export function filled(words, key, params = {}) {
  const said = Object.entries(params).map(([name, value]) => [name, typeof value === 'string' && value.startsWith('lesson.') ? words(value) : value]);
  return words(key, Object.fromEntries(said));
}

/** What a step says that is done: by its run, or by runs over seeds; first of all, where it is so, that another thing was expected. @param {Translate} words @param {LessonView} lesson @param {Reading} reading @returns {string} */
export function doneWords(words, lesson, { key = 'said', params, right }) {
  const { tried } = lesson.answer;
  if (key !== 'tried' || !tried) return (right === false ? `${words('lessons.surprise')} ` : '') + filled(words, stepKey(lesson, key), params);
  return words('lessons.tried', { model: laneLetter(tried.lane), solved: tried.solved, seeds: tried.seeds });
}
