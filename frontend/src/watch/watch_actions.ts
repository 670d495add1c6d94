/**
 * What a page that watches the run of another one may do: look where that one does, look elsewhere, go on with a copy.
 */

import type { Actions, State, Store } from '../core/model/types.ts';
import type { RunActions } from '../core/actions/run_actions.ts';
import type { Session } from '../core/protocol/session.ts';
import { emptyWall } from '../core/model/hung.ts';
import { syncAddress } from '../core/actions/address.ts';
import { watchMessage } from '../core/actions/watch_panels.ts';

/** Milliseconds: a copy may wait for the worker's next update. */
const PATIENCE = 60_000;

export function createWatchActions(
  store: Store<State>,
  session: Pick<Session, 'send' | 'request' | 'hold'>,
  run: Pick<RunActions, 'scrub' | 'goLive'>,
  warn: Actions['warn'],
  actions: () => Actions,
): { actions: Pick<Actions, 'followAgain' | 'showLedStep' | 'takeCopy' | 'openWall' | 'closeWall' | 'holdUp'
  | 'showOnWall'>, lookAround: () => void } {
  let copying = false;

  function follow(following: boolean) {
    const { watching } = store.get();
    if (watching && watching.following !== following) store.set({ watching: { ...watching, following } });
  }

  /** The session that comes with the reply is told of in the messages behind it. */
  /** @param shown on the wall of copies */
  async function takeCopy(shown: boolean) {
    if (copying) return;
    copying = true;
    try {
      const {
        session: id, key, viewer_key: viewerKey,
      } = await session.request('copy', { shown }, { patience: PATIENCE });
      session.hold({ session: id, key, viewerKey });
      store.set({ watching: null, viewers: 0, classGuesses: null, copies: 0, wall: null, heldCopy: null });
      session.send(watchMessage(store.get()));
      actions().setPace(store.get().playback.pace);
      syncAddress(store, actions());
    } catch (error) {
      warn(error as Error);
    } finally {
      copying = false;
    }
  }

  return {
    lookAround: () => follow(false),
    actions: {
      takeCopy,
      openWall: () => store.set({ wall: emptyWall() }),
      closeWall() {
        store.set(({ watching }) => ({ wall: null, ...(watching === null && { heldCopy: null }) }));
        session.send({ type: 'copy_wall', open: false });
      },
      holdUp: (heldCopy) => store.set({ heldCopy }),
      showOnWall: (shown) => void session.send({ type: 'on_wall', shown }),
      followAgain: () => follow(true), showLedStep: (step) => (step === null ? run.goLive() : run.scrub(step)),
    },
  };
}
