/**
 * The recorded run: it moves before the server has answered, in a loop, until somebody touches the page.
 *
 * @import { Experiment, Facts, LaneView, RunView, State, Store } from '../state/types.d.ts'
 * @import { Recording } from '../protocol/recording.js'
 */

import { sameDocument } from '../state/experiment.js';
import { seriesUpTo } from '../state/series.js';

/** @typedef {ReturnType<typeof createAutoplay>} Autoplay */

const LOOP = 16_000;
const HOLD = 3_000;

/**
 * Whether a recording shows that experiment; it may show its beginning only.
 * @param {Recording} recording
 * @param {Experiment} experiment
 * @returns {boolean}
 */
export function records({ experiment: recorded }, experiment) {
  return sameDocument({ ...recorded, steps: 0 }, { ...experiment, steps: 0 });
}

/**
 * The recorded run as it was at one of its frames.
 * @param {Recording} recording
 * @param {Facts} facts
 * @param {number} index
 * @returns {RunView}
 */
export function recordedRun(recording, facts, index) {
  const frame = recording.frames[index];
  /** @type {LaneView[]} */
  const lanes = recording.series.map((series) => ({ state: 'training', divergedAt: null, quantity: null, series: seriesUpTo(series, frame.step) }));
  const finished = index === recording.frames.length - 1;
  return {
    id: frame.run || 'recording', state: finished ? 'finished' : 'running', step: frame.step, reason: null, source: 'recording',
    experiment: recording.experiment, facts, lanes, frame, marks: recording.marks,
  };
}

/**
 * @param {Store<State>} store
 * @param {Recording} recording
 * @param {Facts} facts
 */
export function createAutoplay(store, recording, facts) {
  const pause = Math.max(50, Math.min(200, LOOP / recording.frames.length));
  let index = 0;
  /** @type {any} */
  let timer = null;

  function show() {
    const run = recordedRun(recording, facts, index);
    store.set(({ playback }) => ({ run, playback: { ...playback, following: true, shownStep: run.step } }));
  }

  function advance() {
    if (store.get().run?.source !== 'recording') return stop();
    index = (index + 1) % recording.frames.length;
    show();
    timer = setTimeout(advance, index === recording.frames.length - 1 ? HOLD : pause);
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
  }

  return {
    /** @param {boolean} moving false where motion is to be reduced: the last frame stands still */
    begin(moving) {
      const history = { steps: recording.frames.map(({ step }) => step), frames: recording.frames };
      index = moving ? 0 : recording.frames.length - 1;
      store.set({ history, autoplay: moving ? 'playing' : 'paused' });
      show();
      if (moving) timer = setTimeout(advance, pause);
    },
    pause() {
      stop();
      store.set({ autoplay: 'paused' });
    },
    resume() {
      stop();
      store.set({ autoplay: 'playing' });
      advance();
    },
    /** The frame nearest to a step is shown and held. @param {number} step */
    hold(step) {
      stop();
      const after = recording.frames.findIndex((frame) => frame.step >= step);
      index = after < 0 ? recording.frames.length - 1 : after;
      store.set({ autoplay: 'paused' });
      show();
    },
    end() {
      stop();
      store.set({ autoplay: 'off' });
    },
  };
}
