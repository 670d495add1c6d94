/**
 * Walks the stages of an update on the page's own clock, while the server is paused.
 *
 * @import { State, Store } from '../state/types.d.ts'
 * @import { Timeline } from './stages.js'
 */

import { stageAt } from './stages.js';

/** @typedef {ReturnType<typeof createStageWalk>} StageWalk */

/**
 * @param {Store<State>} store
 * @param {() => boolean} still whether motion is to be reduced: then stages change and nothing travels
 */
export function createStageWalk(store, still) {
  let request = 0;
  let elapsed = 0;

  /** @param {Timeline} timeline @param {() => void} done */
  function walk(timeline, done) {
    cancelAnimationFrame(request);
    let last = performance.now();
    const tick = (/** @type {number} */ now) => {
      elapsed += Math.max(0, now - last);
      last = now;
      const at = stageAt(timeline, elapsed);
      if (!at) {
        elapsed = 0;
        return done();
      }
      show(at.stage, still() ? 1 : at.progress);
      request = requestAnimationFrame(tick);
    };
    request = requestAnimationFrame(tick);
  }

  /** @param {State['playback']['stage']} stage @param {number} progress */
  function show(stage, progress) {
    const { playback } = store.get();
    if (playback.stage === stage && playback.progress === progress) return;
    store.set({ playback: { ...playback, stage, progress } });
  }

  return {
    /** From the first stage on. @param {Timeline} timeline @param {() => void} done called once after the last stage */
    start(timeline, done) {
      elapsed = 0;
      walk(timeline, done);
    },
    /** From where it was frozen. @param {Timeline} timeline @param {() => void} done */
    resume: walk,
    /** The stage stays lit. */
    freeze: () => cancelAnimationFrame(request),
    /** Everything is lit again. */
    stop() {
      cancelAnimationFrame(request);
      elapsed = 0;
      show(null, 1);
    },
  };
}
