/** All that a page needs to be watched, or to watch. */

import type { Services, State, Store } from '../core/model/types.ts';
import { followLook } from './follow.ts';
import { leadLook } from './lead.ts';
import { tellGuess } from './tell_guess.ts';
import { mountClassGuesses } from './class_strip.ts';
import { mountCopyBar } from './copy_wall/copy_bar.ts';
import { mountViewerCount } from './viewer_count.ts';
import { followHeldCopy, mountWallButton } from './copy_wall/wall_button.ts';
import { mountWatchBar } from './watch_bar.ts';

/** @returns unmount */
export function mountWatching(store: Store<State>, services: Services): () => void {
  const mounted = [
    followLook(store, services.actions), leadLook(store, services.send), tellGuess(store, services.send),
    mountWatchBar(store, services), mountViewerCount(store, services), mountClassGuesses(store, services),
    mountWallButton(store, services), followHeldCopy(store, services.actions), mountCopyBar(store, services),
  ];
  return () => mounted.forEach((unmount) => unmount());
}
