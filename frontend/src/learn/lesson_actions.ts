/** A lesson is opened, answered and left by what the store says of it; src/learn/lessons/keeper.ts does the rest. */

import type { Actions, State, Store } from '../core/model/types.ts';
import { opened } from '../core/model/lesson_place.ts';
import { isPlaying } from '../core/actions/playing.ts';

export type LessonActions = Pick<Actions, 'openLesson' | 'leaveLesson' | 'answerLesson'>;

export function createLessonActions(store: Store<State>, pause: () => void): LessonActions {
  return {
    /**
     * What runs is paused, unless it is the lesson's own; what somebody starts from then on goes on with what the
     * lesson begins with.
     */
    openLesson(number, step = 0, path = false) {
      const { lesson, watching } = store.get();
      const played = lesson?.number !== number && !watching && isPlaying(store.get());
      if (played) pause();
      store.set({
        lesson: { ...opened({ number, step }), ...(played && { played }), ...(path && { path }) }, claim: null,
      });
    },
    leaveLesson: () => store.set({ lesson: null }),
    answerLesson: (patch) =>
      store.set(({ lesson }) => ({ lesson: lesson && { ...lesson, answer: { ...lesson.answer, ...patch } } })),
  };
}
