/**
 * The way into a lesson: its room, with all that the lessons need, comes when somebody opens one, by the list or by a link.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { localStore } from '../../services/preferences.js';
import { watch } from '../../state/select.js';
import { readProgress } from '../../lessons/progress.js';

/**
 * @param {HTMLElement} card
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountLessons(card, store, services) {
  store.set({ lessonsDone: readProgress(localStore()) });
  let furnished = false;

  /** Once; asked for again where it could not be had. */
  async function furnish() {
    furnished = true;
    const part = await services.part(() => import('./classroom.js'), 'lessons', 'lessons', 'sketch');
    if (part) part.furnish(card, store, services);
    else furnished = false;
  }

  return watch(store, ({ lesson }) => [lesson === null], ({ lesson }) => void (lesson && !furnished && furnish()));
}
