/** The foot of a lesson: the way back, a dot for each step, the way on. */

import type { LessonView } from '../../core/model/lesson.ts';
import type { Catalog, Services, Translate } from '../../core/model/types.ts';
import { el } from '../../ui/dom.ts';
import { LESSONS } from './course.ts';
import { besideOn, pathOf } from './path.ts';

type Way = { text: string, go: () => void };

export function lessonWays(
  lesson: LessonView,
  catalog: Catalog,
  { actions }: Services,
  words: Translate,
): HTMLElement {
  const { number, step, path = false } = lesson;
  const { steps } = LESSONS[number];
  const [before, after] = path ? besides(catalog, number) : [number - 1, number + 1];
  const open = (other: number, at: number) => actions.openLesson(other, at, path);

  function wayOn(): Way {
    if (step < steps.length - 1) return { text: words('lessons.next'), go: () => open(number, step + 1) };
    const next = LESSONS[after ?? NaN];
    if (!next) return { text: words('lessons.finish'), go: () => actions.leaveLesson() };
    const named = () => words('lessons.next_named', { title: words(`lesson.${next.id}.title`) });
    return { text: path ? named() : words('lessons.next_lesson'), go: () => open(Number(after), 0) };
  }

  function goBack() {
    if (step > 0) open(number, step - 1);
    else open(Number(before), LESSONS[Number(before)].steps.length - 1);
  }

  const isFirst = step === 0 && !LESSONS[before ?? NaN];
  const onward = wayOn();
  const button = { type: 'button' };
  const here = words('lessons.step_of', { step: step + 1, steps: steps.length });
  const dots = steps.map((_, index) => el('span', { class: `lesson-dot${index === step ? ' is-here' : ''}` }));
  return el(
    'footer', { class: 'lesson-ways' },
    el('button', { ...button, class: 'pill small', disabled: isFirst, onclick: goBack }, words('lessons.back')),
    el('span', { class: 'lesson-dots', role: 'img', 'aria-label': here }, ...dots),
    el('button', { ...button, class: 'pill small lesson-next', onclick: onward.go }, onward.text),
  );
}

/** @returns the lessons beside it on the path */
function besides(catalog: Catalog, number: number): [before: number | null, after: number | null] {
  const path = pathOf({ catalog, lessonsDone: [] }); // Its order is the same for everybody.
  return [besideOn(path, number, -1), besideOn(path, number, 1)];
}
