/**
 * A lesson is opened, answered and left by what the store says of it; src/lessons/keeper.js does the rest.
 *
 * @import { Actions, State, Store } from '../state/types.d.ts'
 */

import { opened } from './lesson_place.js';

/** @typedef {Pick<Actions, 'openLesson' | 'leaveLesson' | 'answerLesson'>} LessonActions */

/** @param {Store<State>} store @returns {LessonActions} */
export function createLessonActions(store) {
  return {
    openLesson: (number, step = 0) => store.set({ lesson: opened({ number, step }), claim: null }),
    leaveLesson: () => store.set({ lesson: null }),
    answerLesson: (patch) => store.set(({ lesson }) => ({ lesson: lesson && { ...lesson, answer: { ...lesson.answer, ...patch } } })),
  };
}
