/** Watching, and being watched: its part of the page comes with the first who watches. */

import type { Services, State, Store } from '../core/model/types.ts';
import { mountWhenWanted } from '../ui/when_wanted.ts';

/** @returns unmount */
export function mountWatching(store: Store<State>, services: Services): () => void {
  return mountWhenWanted(store, ({ watching, viewers, copies, copyPlace }) =>
    watching !== null || viewers > 0 || copies > 0 || copyPlace !== null, async () => {
    const chunk = await services.loadChunk(() => import('../watch/index.ts'), 'watching', 'watching', 'sketch');
    return chunk?.mountWatching(store, services);
  });
}
