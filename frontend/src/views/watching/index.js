/**
 * All that a page needs to be watched, or to watch.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { followLook } from '../../watching/follow.js';
import { leadLook } from '../../watching/lead.js';
import { tellGuess } from '../../watching/tell_guess.js';
import { mountClassGuesses } from './class_strip.js';
import { mountCopyBar } from './copy_bar.js';
import { mountViewerCount } from './viewer_count.js';
import { followHeldCopy, mountWallButton } from './wall_button.js';
import { mountWatchBar } from './watch_bar.js';

/** @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function mountWatching(store, services) {
  const mounted = [followLook(store, services.actions), leadLook(store, services.send), mountWatchBar(store, services), mountViewerCount(store, services),
    tellGuess(store, services.send), mountClassGuesses(store, services), mountWallButton(store, services), followHeldCopy(store, services.actions), mountCopyBar(store, services)];
  return () => mounted.forEach((unmount) => unmount());
}
