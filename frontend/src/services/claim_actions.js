/**
 * A claim is opened, voted on and left by what the store says of it; src/views/claims/ does the rest.
 *
 * @import { Actions, State, Store } from '../state/types.d.ts'
 * @import { Said } from '../claims/claim.d.ts'
 */

import { isPlaying } from './run_actions.js';

/** @typedef {Pick<Actions, 'openClaim' | 'leaveClaim' | 'vote' | 'showReading'>} ClaimActions */

/**
 * @param {Store<State>} store
 * @param {(votes: Record<string, Said>) => void} remember
 * @param {() => void} pause
 * @returns {ClaimActions}
 */
export function createClaimActions(store, remember, pause) {
  /** @param {string} id @param {(said: Said | undefined) => Said | undefined} change */
  function say(id, change) {
    const { votes } = store.get();
    const said = change(votes[id]);
    if (!said) return;
    store.set({ votes: { ...votes, [id]: said } });
    remember(store.get().votes);
  }

  return {
    /** What runs is paused; what somebody starts from then on goes on with the claim's own experiment. */
    openClaim(id) {
      if (isPlaying(store.get())) pause();
      store.set({ claim: { id, given: false }, lesson: null });
    },
    leaveClaim: () => store.set({ claim: null }),
    vote: (id, vote) => say(id, (said) => ({ vote, shown: said?.shown ?? false })),
    showReading: (id) => say(id, (said) => (said && !said.shown ? { ...said, shown: true } : undefined)),
  };
}
