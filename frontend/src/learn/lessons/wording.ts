/** The ids of a step's words, and what fills their gaps. Pure. */

import type { LessonPlace } from '../../core/model/lesson.ts';
import type { LessonView, Reading } from '../../core/model/lesson.ts';
import type { Translate } from '../../core/model/types.ts';
import { laneLetter } from '../../core/text/lane.ts';
import { LESSONS } from './course.ts';

/** @returns the id of a text of the step */
export function stepKey({ number, step }: LessonPlace, part: string): string {
  const { id, steps } = LESSONS[number];
  return `lesson.${id}.${steps[step].id}.${part}`;
}

/** @param params what is itself the id of a text is said in words */
export function filled(words: Translate, key: string, params: Record<string, string | number> = {}): string {
  const said = Object.entries(params).map(([name, value]) => [name, typeof value === 'string' && value.startsWith('lesson.') ? words(value) : value]);
  return words(key, Object.fromEntries(said));
}

/**
 * What a step says that is done: by its run, or by runs over seeds; first of all, where it is so, that another thing
 * was expected.
 */
export function doneWords(words: Translate, lesson: LessonView, { key = 'said', params, right }: Reading): string {
  const { tried } = lesson.answer;
  if (key !== 'tried' || !tried) return (right === false ? `${words('lessons.surprise')} ` : '') + filled(words, stepKey(lesson, key), params);
  return words('lessons.tried', { model: laneLetter(tried.lane), solved: tried.solved, seeds: tried.seeds });
}
