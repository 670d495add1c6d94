/** Walks the stages of an update on the page's own clock, while the server is paused. */

import type { State, Store } from '../model/types.ts';
import { stageAt, type Timeline } from './stages.ts';

export type StageWalk = ReturnType<typeof createStageWalk>;

/** @param still whether motion is to be reduced: then stages change and nothing travels */
export function createStageWalk(store: Store<State>, still: () => boolean) {
  let request = 0;
  let elapsed = 0;

  function walk(timeline: Timeline, done: () => void) {
    cancelAnimationFrame(request);
    let last = performance.now();
    const tick = (now: number) => {
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

  function show(stage: State['playback']['stage'], progress: number) {
    const { playback } = store.get();
    if (playback.stage === stage && playback.progress === progress) return;
    store.set({ playback: { ...playback, stage, progress } });
  }

  return {
    /** From the first stage on. @param done called once after the last stage */
    start(timeline: Timeline, done: () => void) {
      elapsed = 0;
      walk(timeline, done);
    },
    /** From where it was frozen. */
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
