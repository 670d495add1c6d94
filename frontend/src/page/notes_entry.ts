/** The strip of notes and guesses, fetched when the first run is there that it could speak of. */

import type { Services, State, Store } from '../core/model/types.ts';
import { mountWhenWanted } from '../ui/when_wanted.ts';

/** @returns unmount */
export function mountNotes(root: HTMLElement, store: Store<State>, services: Services): () => void {
  return mountWhenWanted(store, ({ run, lesson, claim }) =>
    run !== null && lesson === null && claim === null, async () => {
    const chunk =
      await services.loadChunk(() => import('../learn/narrator/note_strip.ts'), 'narrator', 'narrator', 'sketch');
    return chunk?.mountNoteStrip(root, store, services);
  });
}
