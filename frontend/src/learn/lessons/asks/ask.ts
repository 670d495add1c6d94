import type { Services, State, Store, Translate } from '../../../core/model/types.ts';
import type { LessonPlace, LessonView, Step } from '../../../core/model/lesson.ts';

/** What a question is drawn with. `key` gives the id of a text of the step. */
export interface Asking {
  step: Step;
  place: LessonPlace;
  store: Store<State>;
  services: Services;
  words: Translate;
  key(part: string): string;
}
export interface AskView { root: HTMLElement; update(lesson: LessonView, state: State): void; end?(): void }
