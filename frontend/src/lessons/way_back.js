/**
 * What was on the page before the lessons, and the way back to it: the same document, driven to the same update; or the recorded run
 * that was on show, which trains nothing.
 *
 * @import { Actions, Experiment, State, Store } from '../state/types.d.ts'
 */

import { linkedExperiment, openingOf } from '../services/address.js';
import { isPlaying } from '../services/run_actions.js';
import { sameDocument } from '../state/experiment.js';
import { isPreview } from '../state/reducer.js';

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
    await came(({ run }) => run?.source === 'live' && !isPreview(run) && run.id !== old && run.state === 'paused' && run.frame !== null);
    for (let step = 0; step < update; step += LONGEST) {
      const next = Math.min(update, step + LONGEST);
      actions.step(next - step);
      await came(({ run }) => (run?.step ?? 0) >= next);
    }
  }

  /** Laid over the live run, which waits at its beginning for whoever presses play. @param {State} shown */
  function showRecorded({ run, history, replay, autoplay }) {
    const moves = autoplay === 'playing';
    store.set({ run, history, replay, autoplay: moves ? 'paused' : autoplay });
    if (moves) actions.toggleAutoplay();
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
    /** @param {Experiment} experiment */
    leadsTo: (experiment) => before !== null && sameDocument(before.run?.source === 'live' ? linkedExperiment(before) : before.experiment, experiment),
    async go() {
      const left = before ?? opening();
      const { experiment, run, preset, playback, panels, details, selectedLane, moreControls, cursor, pinned, sample, loss } = left;
      const moving = isPlaying({ ...left, replay: null });
      const recorded = run?.source === 'recording';
      const old = store.get().run?.id;
      if (isPlaying(store.get())) actions.pause();
      actions.goLive();
      actions.setPace(playback.pace);
      actions.setPanels(panels);
      actions.setMoreControls(moreControls);
      store.set({ sample, loss, details });
      actions.edit(run && run.source === 'live' ? linkedExperiment({ ...store.get(), run, experiment }) : experiment, { preset, selectedLane });
      store.set({ cursor, pinned });
      await drive(recorded ? 0 : run?.step ?? 0, old);
      if (store.get().lesson) return;
      if (recorded) return showRecorded(left);
      if (moving) actions.play();
      if (playback.slowMotion) actions.setSlowMotion(true);
    },
  };
}
