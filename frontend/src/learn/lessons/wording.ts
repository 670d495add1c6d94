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
  const said = Object.entries(params)
    .map(([name, value]) => [name, typeof value === 'string' && value.startsWith('lesson.') ? words(value) : value]);
  return words(key, Object.fromEntries(said));
}

/**
 * What a step says that is done: by its run, or by runs over seeds; first of all, where it is so, that another thing
 * was expected.
 */
export function doneWords(words: Translate, lesson: LessonView, { key = 'said', params, right }: Reading): string {
  const { tried } = lesson.answer;
  if (key !== 'tried' || !tried) return (right === false ? `${words('lessons.surprise')} ` : '')
    + filled(words, stepKey(lesson, key), params);
  return words('lessons.tried', { model: laneLetter(tried.lane), solved: tried.solved, seeds: tried.seeds });
}

/** What a step says of what was answered and of what the run shows by now; '' where there is nothing yet. */
export function resultWords(words: Translate, lesson: LessonView): string {
  const { answer, reading } = lesson;
  const { ask } = LESSONS[lesson.number].steps[lesson.step];
  if (reading?.done) {
    return [voteWords(words, lesson), doneWords(words, lesson, reading)].filter(Boolean).join(' ');
  }
  if (reading?.key && reading.key !== 'said') return filled(words, stepKey(lesson, reading.key), reading.params);
  if (answer.picks?.length) return words(ask.kind === 'pick' && !ask.several ? 'lessons.not_that' : 'lessons.not_yet');
  if (answer.vote === undefined) return '';
  if ('runs' in ask && ask.runs) return words('lessons.run_decides');
  if (ask.kind === 'seeds') return words('lessons.open_seeds');
  return words(reading ? 'lessons.not_that' : 'lessons.measuring');
}

function voteWords(words: Translate, lesson: LessonView): string {
  const { ask } = LESSONS[lesson.number].steps[lesson.step];
  const { vote } = lesson.answer;
  if (vote === undefined) return '';
  const literal = ask.kind === 'vote' && ask.literal;
  return words('lessons.you_said', { vote: literal ? vote : words(stepKey(lesson, `option.${vote}`)) });
}
