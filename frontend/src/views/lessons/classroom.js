/**
 * What the lessons need once somebody opens one: their keeper and the card.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { keepLesson } from '../../lessons/keeper.js';
import { writeProgress } from '../../lessons/progress.js';
import { localStore } from '../../services/preferences.js';
import { mountLessonCard } from './lesson_card.js';

/** @param {HTMLElement} card @param {Store<State>} store @param {Services} services */
export function furnish(card, store, services) {
  keepLesson(store, services, services.t, (done) => writeProgress(localStore(), done));
  mountLessonCard(card, store, services, services.t);
}
