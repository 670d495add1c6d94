/** All that a page needs to be watched, or to watch. */

import type { Services, State, Store } from '../../state/types.ts';
import { followLook } from '../../watching/follow.ts';
import { leadLook } from '../../watching/lead.ts';
import { tellGuess } from '../../watching/tell_guess.ts';
import { mountClassGuesses } from './class_strip.ts';
import { mountCopyBar } from './copy_bar.ts';
import { mountViewerCount } from './viewer_count.ts';
import { followHeldCopy, mountWallButton } from './wall_button.ts';
import { mountWatchBar } from './watch_bar.ts';

/** @returns unmount */
export function mountWatching(store: Store<State>, services: Services): () => void {
  const mounted = [followLook(store, services.actions), leadLook(store, services.send), mountWatchBar(store, services), mountViewerCount(store, services),
    tellGuess(store, services.send), mountClassGuesses(store, services), mountWallButton(store, services), followHeldCopy(store, services.actions), mountCopyBar(store, services)];
  return () => mounted.forEach((unmount) => unmount());
}
