/** What the lessons need once somebody opens one: their keeper and the card. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { keepLesson } from './keeper.ts';
import { writeProgress } from './progress.ts';
import { localStore } from '../../core/actions/preferences.ts';
import { mountLessonCard } from './lesson_card.ts';

export function furnish(card: HTMLElement, store: Store<State>, services: Services) {
  keepLesson(store, services, services.t, (done) => writeProgress(localStore(), done));
  mountLessonCard(card, store, services, services.t);
}
