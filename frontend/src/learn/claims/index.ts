/** The claims: its card comes when a claim is opened, from the list or by a link. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { readVotes } from './votes.ts';
import { localStore } from '../../core/actions/preferences.ts';
import { watch } from '../../core/model/select.ts';

/** @returns unmount */
export function mountClaims(root: HTMLElement, store: Store<State>, services: Services): () => void {
  store.set({ votes: readVotes(localStore()) });
  let [asked, over] = [false, false];
  let unmount: (() => void) | null = null;

  async function furnish() {
    asked = true;
    const chunk = await services.loadChunk(() => import('./claim_card.ts'), 'claims', 'sketch');
    if (chunk && !over) unmount = await chunk.mountClaimCard(root, store, services);
    asked = unmount !== null;
  }

  const unwatch = watch(store, ({ claim }) => [claim === null], ({ claim }) => void (claim && !asked && furnish()));
  return () => {
    over = true;
    unwatch();
    unmount?.();
  };
}
