/** What the lessons need once somebody opens one: their keeper and the card. */

import type { Services, State, Store } from '../../state/types.ts';
import { keepLesson } from '../../lessons/keeper.ts';
import { writeProgress } from '../../lessons/progress.ts';
import { localStore } from '../../services/preferences.ts';
import { mountLessonCard } from './lesson_card.ts';

export function furnish(card: HTMLElement, store: Store<State>, services: Services) {
  keepLesson(store, services, services.t, (done) => writeProgress(localStore(), done));
  mountLessonCard(card, store, services, services.t);
}
