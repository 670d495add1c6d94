/** The foot of a lesson: the way back, a dot for each step, the way on. */

import type { LessonView } from '../../core/model/lesson.ts';
import type { Catalog, Services, Translate } from '../../core/model/types.ts';
import { el, setText } from '../../ui/dom.ts';
import { LESSONS } from './course.ts';
import { besideOn, pathOf } from './path.ts';

/** Its buttons stay where they are from step to step: a second press meets the same button. */
export function createLessonWays({ actions }: Services, words: Translate) {
  let [goBack, goOn] = [() => {}, () => {}];
  const back = el('button', { type: 'button', class: 'pill small', onclick: () => goBack() });
  const dots = el('span', { class: 'lesson-dots', role: 'img' });
  const next = el('button', { type: 'button', class: 'pill small lesson-next', onclick: () => goOn() });
  const root = el('footer', { class: 'lesson-ways' }, back, dots, next);

  function show(lesson: LessonView, catalog: Catalog) {
    const { number, step, path = false } = lesson;
    const { steps } = LESSONS[number];
    const [before, after] = path ? besides(catalog, number) : [number - 1, number + 1];
    const open = (other: number, at: number) => actions.openLesson(other, at, path);
    const way = wayOn(step < steps.length - 1, path, after);
    goOn = way.leaves ? actions.leaveLesson : way.isStep ? () => open(number, step + 1) : () => open(Number(after), 0);
    goBack = step > 0
      ? () => open(number, step - 1)
      : () => open(Number(before), LESSONS[Number(before)].steps.length - 1);
    back.disabled = step === 0 && !LESSONS[before ?? NaN];
    setText(back, words('lessons.back'));
    setText(next, way.text);
    dots.setAttribute('aria-label', words('lessons.step_of', { step: step + 1, steps: steps.length }));
    dots.replaceChildren(
      ...steps.map((_, index) => el('span', { class: `lesson-dot${index === step ? ' is-here' : ''}` })),
    );
  }

  function wayOn(isStep: boolean, path: boolean, after: number | null) {
    const lesson = LESSONS[after ?? NaN];
    if (isStep) return { isStep, leaves: false, text: words('lessons.next') };
    if (!lesson) return { isStep, leaves: true, text: words('lessons.finish') };
    const named = () => words('lessons.next_named', { title: words(`lesson.${lesson.id}.title`) });
    return { isStep, leaves: false, text: path ? named() : words('lessons.next_lesson') };
  }

  return { root, show };
}

/** @returns the lessons beside it on the path */
function besides(catalog: Catalog, number: number): [before: number | null, after: number | null] {
  const path = pathOf({ catalog, lessonsDone: [] }); // Its order is the same for everybody.
  return [besideOn(path, number, -1), besideOn(path, number, 1)];
}
