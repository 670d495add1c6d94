/**
 * Watching, and being watched: its part of the page comes with the first who watches.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { mountWhenWanted } from './when_wanted.js';

/** @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function mountWatching(store, services) {
  return mountWhenWanted(store, ({ watching, viewers, copies, copyPlace }) => watching !== null || viewers > 0 || copies > 0 || copyPlace !== null, async () => {
    const part = await services.part(() => import('./watching/index.js'), 'watching', 'watching', 'sketch');
    return part?.mountWatching(store, services);
  });
}
