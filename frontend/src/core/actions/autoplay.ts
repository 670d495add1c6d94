/**
 * A recorded run on the page. The first visit's moves before the server has answered, in a loop, until somebody touches
 * the page; one that somebody opened is played to its end.
 */

import type { Experiment, Facts, LaneView, RunView, Series, State, Store } from '../model/types.ts';
import type { Recording } from '../protocol/recording.ts';
import { sameDocument } from '../model/experiment.ts';
import { lastStep, seriesUpTo } from '../model/series.ts';

export type Autoplay = ReturnType<typeof createAutoplay>;

const LOOP = 16_000;
const HOLD = 3_000;
/** Of a recording with so few frames each is looked at so long. */
const [FEW, LOOK] = [10, 800];

/** Whether a recording shows that experiment; it may show its beginning only. */
export function records({ experiment: recorded }: Recording, experiment: Experiment): boolean {
  return sameDocument({ ...recorded, steps: 0 }, { ...experiment, steps: 0 });
}

/**
 * The recorded run as it was at one of its frames.
 * @param whole whether its last frame is that of the run, too
 */
export function recordedRun(recording: Recording, facts: Facts, index: number, whole = true): RunView {
  const frame = recording.frames[index];
  const lanes: LaneView[] = recording.series.map((series) => laneUpTo(series, frame.step));
  const finished = whole && index === recording.frames.length - 1;
  return {
    id: frame.run || 'recording',
    state: finished ? 'finished' : 'running', step: frame.step, reason: null, source: 'recording',
    experiment: recording.experiment, facts, lanes, frame, marks: recording.marks,
  };
}

/** A lane whose scalars end before the frame, or in what is not finite, has diverged. */
function laneUpTo(series: Series, step: number): LaneView {
  const known = seriesUpTo(series, step);
  const last = lastStep(known);
  const gone = known.length > 0 && (last < step || !Number.isFinite(known.loss[known.length - 1]));
  return {
    state: gone ? 'diverged' : 'training', divergedAt: gone ? last : null, quantity: gone ? 'loss' : null,
    series: known,
  };
}

/** @param manner not whole: its first frames, the rest comes by `complete` */
export function createAutoplay(
  store: Store<State>,
  opening: Recording,
  facts: Facts,
  { once = false, whole = true }: { once?: boolean, whole?: boolean } = {},
) {
  let recording = opening;
  let index = 0;
  let moves = false;
  let timer: any = null;

  function show() {
    const run = recordedRun(recording, facts, index, whole);
    store.set(({ playback }) => ({ run, playback: { ...playback, following: true, shownStep: run.step } }));
  }

  function advance() {
    if (store.get().run?.source !== 'recording') return stop();
    const last = recording.frames.length - 1;
    if (whole || index < last) {
      index = index < last ? index + 1 : 0;
      show();
    }
    if (once && index === last) return rest();
    timer = setTimeout(advance, whole && index === last ? HOLD : pause());
  }

  /** Between two frames. */
  function pause() {
    if (once && recording.frames.length <= FEW) return LOOK;
    return Math.max(50, Math.min(200, LOOP / recording.frames.length));
  }

  function history() {
    return { steps: recording.frames.map(({ step }) => step), frames: recording.frames };
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
  }

  function rest() {
    stop();
    store.set({ autoplay: 'paused' });
  }

  return {
    /** @param moving false where motion is to be reduced: the last frame stands still */
    begin(moving: boolean) {
      moves = moving;
      index = moving ? 0 : recording.frames.length - 1;
      store.set({ history: history(), autoplay: moving ? 'playing' : 'paused' });
      show();
      if (moving) timer = setTimeout(advance, pause());
    },
    /** The rest has come. @param all the opening's frames first; the opening itself where no more can be had */
    complete(all: Recording) {
      recording = all;
      whole = true;
      if (store.get().run?.source !== 'recording') return;
      store.set({ history: history() });
      if (!moves && index === opening.frames.length - 1) index = recording.frames.length - 1;
      show();
    },
    pause: rest,
    resume() {
      stop();
      store.set({ autoplay: 'playing' });
      advance();
    },
    /** The next frame, or one further on, is shown and held. */
    move(by: number) {
      stop();
      index = Math.max(0, Math.min(recording.frames.length - 1, index + by));
      store.set({ autoplay: 'paused' });
      show();
    },
    /** The frame nearest to a step is shown and held. */
    hold(step: number) {
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
