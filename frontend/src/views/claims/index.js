/**
 * The ledger of claims: its card comes when a claim is opened, from the list or by a link.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { readVotes } from '../../claims/votes.js';
import { localStore } from '../../services/preferences.js';
import { watch } from '../../state/select.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountClaims(root, store, services) {
  store.set({ votes: readVotes(localStore()) });
  let [asked, over] = [false, false];
  /** @type {(() => void) | null} */
  let unmount = null;

  async function furnish() {
    asked = true;
    const part = await services.part(() => import('./claim_card.js'), 'claims', 'sketch');
    if (part && !over) unmount = await part.mountClaimCard(root, store, services);
    asked = unmount !== null;
  }

  const unwatch = watch(store, ({ claim }) => [claim === null], ({ claim }) => void (claim && !asked && furnish()));
  return () => {
    over = true;
    unwatch();
    unmount?.();
  };
}
