/**
 * The way into a lesson: its room, with all that the lessons need, comes when somebody opens one, by the list or by a
 * link.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { localStore } from '../../core/actions/preferences.ts';
import { watch } from '../../core/model/select.ts';
import { readProgress } from './progress.ts';

/** @returns unmount */
export function mountLessons(card: HTMLElement, store: Store<State>, services: Services): () => void {
  store.set({ lessonsDone: readProgress(localStore()) });
  let furnished = false;

  /** Once; asked for again where it could not be had. */
  async function furnish() {
    furnished = true;
    const chunk = await services.loadChunk(() => import('./classroom.ts'), 'lessons', 'lessons', 'sketch');
    if (chunk) chunk.furnish(card, store, services);
    else furnished = false;
  }

  return watch(store, ({ lesson }) => [lesson === null], ({ lesson }) => void (lesson && !furnished && furnish()));
}
