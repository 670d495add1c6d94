/** A claim is opened, voted on and left by what the store says of it; src/learn/claims/ does the rest. */

import type { Actions, State, Store } from '../core/model/types.ts';
import type { Said } from '../core/model/claim.ts';
import { isPlaying } from '../core/actions/playing.ts';

export type ClaimActions = Pick<Actions, 'openClaim' | 'leaveClaim' | 'vote' | 'showReading'>;

export function createClaimActions(
  store: Store<State>,
  remember: (votes: Record<string, Said>) => void,
  pause: () => void,
): ClaimActions {
  function say(id: string, change: (said: Said | undefined) => Said | undefined) {
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
