/**
 * The strip of notes and guesses, fetched when the first run is there that it could speak of.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { mountWhenWanted } from './when_wanted.js';

/** @param {HTMLElement} root @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function mountNotes(root, store, services) {
  return mountWhenWanted(store, ({ run, lesson, claim }) => run !== null && lesson === null && claim === null, async () => {
    const part = await services.part(() => import('./narrator/note_strip.js'), 'narrator', 'narrator', 'sketch');
    return part?.mountNoteStrip(root, store, services);
  });
}
