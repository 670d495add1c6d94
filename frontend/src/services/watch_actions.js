/**
 * What a page that watches the run of another one may do: look where that one does, look elsewhere, go on with a copy.
 *
 * @import { Actions, State, Store } from '../state/types.d.ts'
 * @import { RunActions } from './run_actions.js'
 * @import { Session } from './session.js'
 */

import { emptyWall } from '../watching/hung.js';
import { syncAddress } from './address.js';
import { watchMessage } from './watch_panels.js';

/** Milliseconds: a copy may wait for the worker's next update. */
const PATIENCE = 60_000;

/**
 * @param {Store<State>} store
 * @param {Pick<Session, 'send' | 'request' | 'hold'>} session
 * @param {Pick<RunActions, 'scrub' | 'goLive'>} run
 * @param {Actions['warn']} warn
 * @param {() => Actions} actions
 * @returns {{ actions: Pick<Actions, 'followAgain' | 'showLedStep' | 'takeCopy' | 'openWall' | 'closeWall' | 'holdUp' | 'showOnWall'>, lookAround: () => void }}
 */
export function createWatchActions(store, session, run, warn, actions) {
  let copying = false;

  /** @param {boolean} following */
  function follow(following) {
    const { watching } = store.get();
    if (watching && watching.following !== following) store.set({ watching: { ...watching, following } });
  }

  /** The session that comes with the reply is told of in the messages behind it. */
  /** @param {boolean} shown on the wall of copies */
  async function takeCopy(shown) {
    if (copying) return;
    copying = true;
    try {
      const { session: id, key, viewer_key: viewerKey } = await session.request('copy', { shown }, { patience: PATIENCE });
      session.hold({ session: id, key, viewerKey });
      store.set({ watching: null, viewers: 0, classGuesses: null, copies: 0, wall: null, heldCopy: null });
      session.send(watchMessage(store.get()));
      actions().setPace(store.get().playback.pace);
      syncAddress(store, actions());
    } catch (error) {
      warn(/** @type {Error} */ (error));
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
