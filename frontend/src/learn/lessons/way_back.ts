/**
 * What was on the page before the lessons, and the way back to it: the same document, driven to the same update; or the
 * recorded run that was on show, which trains nothing.
 */

import type { Actions, Experiment, State, Store } from '../../core/model/types.ts';
import { linkedExperiment, openingOf } from '../../core/actions/address.ts';
import { isPlaying } from '../../core/actions/playing.ts';
import { sameDocument } from '../../core/model/experiment.ts';
import { isPreview } from '../../core/model/reducer.ts';

/** The most updates of one order. */
const LONGEST = 10_000;

export function createReturn(store: Store<State>, actions: Actions) {
  let before: State | null = null;

  /** The page as it opens without a link. */
  function opening(): State {
    const state = store.get();
    const { experiment, preset, pace, panels } = openingOf(state.catalog as NonNullable<State['catalog']>, '');
    return {
      ...state, experiment: experiment as Experiment, preset: preset ?? null, panels: panels ?? [],
      playback: { ...state.playback, pace, playing: false, walking: false }, selectedLane: 0, moreControls: false,
      cursor: null, pinned: false, run: null, sample: 0, details: {}, autoplay: 'off', lossTimeStep: null
    };
  }

  /** @param update drives the run that begins to that update @param old the run that it replaces */
  async function drive(update: number, old: string | undefined) {
    await came(({ run }) =>
      run?.source === 'live' && !isPreview(run) && run.id !== old && run.state === 'paused' && run.frame !== null);
    for (let step = 0; step < update; step += LONGEST) {
      const next = Math.min(update, step + LONGEST);
      actions.step(next - step);
      await came(({ run }) => (run?.step ?? 0) >= next);
    }
  }

  /** Laid over the live run, which waits at its beginning for whoever presses play. */
  function showRecorded({ run, history, replay, autoplay }: State) {
    const moves = autoplay === 'playing';
    store.set({ run, history, replay, autoplay: moves ? 'paused' : autoplay });
    if (moves) actions.toggleAutoplay();
  }

  function came(wanted: (state: State) => boolean) {
    if (wanted(store.get())) return Promise.resolve();
    return new Promise((resolve: (value?: unknown) => void) => {
      const stop = store.subscribe((state) => {
        if (!wanted(state) && !state.lesson) return;
        stop();
        resolve();
      });
    });
  }

  return {
    /**
     * @param byLink the page was opened in a lesson: nothing was there before
     * @param played what was there played until then
     */
    note(byLink: boolean, played: boolean) {
      const { playback, ...state } = store.get();
      before = byLink ? null : { ...state, playback: { ...playback, playing: played || playback.playing } };
    },
    leadsTo: (experiment: Experiment) => before !== null
      && sameDocument(before.run?.source === 'live' ? linkedExperiment(before) : before.experiment, experiment),
    async go() {
      const left = before ?? opening();
      const {
        experiment, run, preset, playback, panels, details, selectedLane, moreControls, cursor, pinned, sample,
        lossTimeStep: loss,
      } = left;
      const moving = isPlaying({ ...left, replay: null });
      const recorded = run?.source === 'recording';
      const old = store.get().run?.id;
      if (isPlaying(store.get())) actions.pause();
      actions.goLive();
      actions.setPace(playback.pace);
      actions.setPanels(panels);
      actions.setMoreControls(moreControls);
      store.set({ sample, lossTimeStep: loss, details });
      actions.edit(
        run && run.source === 'live' ? linkedExperiment({ ...store.get(), run, experiment }) : experiment,
        { preset, selectedLane },
      );
      store.set({ cursor, pinned });
      await drive(recorded ? 0 : run?.step ?? 0, old);
      if (store.get().lesson) return;
      if (recorded) return showRecorded(left);
      if (moving) actions.play();
      if (playback.slowMotion) actions.setSlowMotion(true);
    },
  };
}
