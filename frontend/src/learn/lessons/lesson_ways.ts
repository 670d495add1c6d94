/** The foot of a lesson: the way back, a dot for each step, the way on. */

import type { LessonView } from '../../core/model/lesson.ts';
import type { Catalog, Services, State, Store, Translate } from '../../core/model/types.ts';
import { el, setText } from '../../ui/dom.ts';
import { LESSONS } from './course.ts';
import { besideOn, pathOf } from './path.ts';

/**
 * Its buttons stay where they are from step to step: a second press meets the same button, and goes on from where the
 * first has led, also before that is drawn.
 */
export function createLessonWays(store: Store<State>, { actions }: Services, words: Translate) {
  const back = el('button', { type: 'button', class: 'pill small', onclick: () => here()?.goBack() });
  const dots = el('span', { class: 'lesson-dots', role: 'img' });
  const next = el('button', { type: 'button', class: 'pill small lesson-next', onclick: () => here()?.goOn() });
  const root = el('footer', { class: 'lesson-ways' }, back, dots, next);

  function here() {
    const { lesson, catalog } = store.get();
    return lesson && catalog && waysOf(lesson, catalog);
  }

  function waysOf({ number, step, path = false }: LessonView, catalog: Catalog) {
    const { steps } = LESSONS[number];
    const [before, after] = path ? besides(catalog, number) : [number - 1, number + 1];
    const open = (other: number, at: number) => actions.openLesson(other, at, path);
    const way = wayOn(step < steps.length - 1, path, after);
    const isFirst = step === 0 && !LESSONS[before ?? NaN];
    function goOn() {
      if (way.leaves) actions.leaveLesson();
      else if (way.isStep) open(number, step + 1);
      else open(Number(after), 0);
    }
    function goBack() {
      if (step > 0) open(number, step - 1);
      else if (!isFirst) open(Number(before), LESSONS[Number(before)].steps.length - 1);
    }
    return { way, isFirst, goOn, goBack };
  }

  function show(lesson: LessonView, catalog: Catalog) {
    const { number, step } = lesson;
    const { steps } = LESSONS[number];
    const { way, isFirst } = waysOf(lesson, catalog);
    back.disabled = isFirst;
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
