/**
 * What was on the page before the lessons, and the way back to it: the same document, driven to the same update.
 *
 * @import { Actions, Experiment, State, Store } from '../state/types.d.ts'
 */

import { linkedExperiment, openingOf } from '../services/address.js';
import { isPlaying } from '../services/run_actions.js';

/** The most updates of one order. */
const LONGEST = 10_000;

/**
 * @param {Store<State>} store
 * @param {Actions} actions
 */
export function createReturn(store, actions) {
  /** @type {State | null} */
  let before = null;

  /** The page as it opens without a link. @returns {State} */
  function opening() {
    const state = store.get();
    const { experiment, preset, pace, panels } = openingOf(/** @type {NonNullable<State['catalog']>} */ (state.catalog), '');
    return {
      ...state, experiment: /** @type {Experiment} */ (experiment), preset: preset ?? null, panels: panels ?? [],
      playback: { ...state.playback, pace, playing: false, walking: false }, selectedLane: 0, moreControls: false,
      cursor: null, pinned: false, run: null, sample: 0, details: {}, autoplay: 'off', loss: null
    };
  }

  /** @param {number} update drives the run that begins to that update @param {string | undefined} old the run that it replaces */
  async function drive(update, old) {
    await came(({ run }) => run?.source === 'live' && run.id !== old && run.state === 'paused' && run.frame !== null);
    for (let step = 0; step < update; step += LONGEST) {
      const next = Math.min(update, step + LONGEST);
      actions.step(next - step);
      await came(({ run }) => (run?.step ?? 0) >= next);
    }
  }

  /** @param {(state: State) => boolean} wanted */
  function came(wanted) {
    if (wanted(store.get())) return Promise.resolve();
    return new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
      const stop = store.subscribe((state) => {
        if (!wanted(state) && !state.lesson) return;
        stop();
        resolve();
      });
    });
  }

  return {
    /** @param {boolean} byLink the page was opened in a lesson: nothing was there before @param {boolean} played what was there played until then */
    note(byLink, played) {
      const { playback, ...state } = store.get();
      before = byLink ? null : { ...state, playback: { ...playback, playing: played || playback.playing } };
    },
    async go() {
      const { experiment, run, preset, playback, panels, details, selectedLane, moreControls, cursor, pinned, sample, autoplay, loss } = before ?? opening();
      const moving = isPlaying({ ...store.get(), run, playback }) || autoplay === 'playing';
      const old = store.get().run?.id;
      if (isPlaying(store.get())) actions.pause();
      actions.goLive();
      actions.setPace(playback.pace);
      actions.setPanels(panels);
      actions.setMoreControls(moreControls);
      store.set({ sample, loss, details });
      actions.edit(run && run.source === 'live' ? linkedExperiment({ ...store.get(), run, experiment }) : experiment, { preset, selectedLane });
      store.set({ cursor, pinned });
      await drive(run?.step ?? 0, old);
      if (moving && !store.get().lesson) actions.play();
      if (playback.slowMotion) actions.setSlowMotion(true);
    },
  };
}
