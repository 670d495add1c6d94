/** Play, pause, step, reset, slow motion and the way back through the history. */

import type { Actions, Experiment, Lane, Origin, State, Store } from '../model/types.ts';
import type { Autoplay } from './autoplay.ts';
import type { Session } from '../protocol/session.ts';
import type { StageWalk } from './stage_walk.ts';
import { isLive } from '../model/reducer.ts';
import { rollSeeds } from '../model/experiment.ts';
import { isPlaying, moreUpdates, setPlayback } from './playing.ts';
import { createScrubbing } from './scrubbing.ts';
import { createSingleUpdates } from './single_updates.ts';
import { createStarting } from './starting.ts';
import { until } from './waiting.ts';

/** What the visitor may do with a run. */
type OfRun = 'play' | 'pause' | 'toggle' | 'reset' | 'roll' | 'step' | 'setStepSize' | 'setPace' | 'setSlowMotion'
  | 'scrub' | 'goLive' | 'branch' | 'lookUp' | 'goOn' | 'toggleAutoplay' | 'stopAutoplay';
/** `begun` settles when the run that was asked for last has begun */
export type RunActions = Pick<Actions, OfRun> & {
  begin(experiment: Experiment, paused: boolean): void,
  resend(): void,
  begun(): Promise<unknown>,
};

/** @param editing `valid` resolves when the last edit has been judged */
export function createRunActions(
  store: Store<State>,
  session: Pick<Session, 'send' | 'request'>,
  walk: StageWalk,
  autoplay: () => Autoplay | null,
  editing: { edit: Actions['edit'], valid: () => Promise<boolean> },
): RunActions {
  const before = { valid: editing.valid, stopAutoplay };
  const { ready, trainOn, ...starting } = createStarting(store, session, walk, before);
  const updates = createSingleUpdates(store, session, walk);
  const scrubbing = createScrubbing(store, session, walk, autoplay);

  async function play() {
    if (store.get().replay) return autoplay()?.resume();
    stopAutoplay();
    const goesOn = moreUpdates(store.get()) > 0;
    if (!(await ready())) return;
    const { run, experiment, playback } = store.get();
    scrubbing.goLive();
    const more = goesOn ? moreUpdates(store.get()) : 0;
    if (more) return trainOn(Number(store.get().run?.experiment.steps) + more);
    if (!isLive(run)) return starting.begin(experiment, false);
    if (playback.slowMotion) return updates.resume();
    walk.stop();
    if (playback.playing) return;
    setPlayback(store, { playing: true, awaited: 'running' });
    session.send({ type: 'resume' });
  }

  function pause() {
    if (store.get().replay) return stopAutoplay();
    if (store.get().playback.walking) {
      walk.freeze();
      return setPlayback(store, { walking: false });
    }
    setPlayback(store, { playing: false, awaited: 'paused' });
    session.send({ type: 'pause' });
  }

  function step(count = store.get().playback.stepSize) {
    if (store.get().replay) return autoplay()?.move(count);
    void updates.step(count, toRest);
  }

  async function toRest(): Promise<boolean> {
    stopAutoplay();
    if (!(await ready())) return false;
    scrubbing.goLive();
    if (!isLive(store.get().run)) starting.begin(store.get().experiment, true);
    else if (store.get().playback.walking || isPlaying(store.get())) pause();
    return true;
  }

  /** The page goes back to the present, where the branch will join the others. */
  function branch(origin: Origin, lane: Lane) {
    scrubbing.goLive();
    session.send({ type: 'branch', origin, lane: { ...lane, origin: null } });
  }

  function stopAutoplay() {
    if (store.get().autoplay === 'playing') autoplay()?.pause();
  }

  function setSlowMotion(slowMotion: boolean) {
    if (store.get().replay) return;
    const playing = isPlaying(store.get());
    if (playing) pause();
    setPlayback(store, { slowMotion });
    if (!slowMotion) walk.stop();
    if (!playing) return;
    void until(store, ({ run }) => !isLive(run) || run?.state === 'paused').then((came) => {
      if (came && isLive(store.get().run)) void play();
    });
  }

  function reset() {
    if (store.get().replay) return autoplay()?.hold(0);
    starting.begin(store.get().experiment, !isPlaying(store.get()));
  }

  return {
    ...starting, ...scrubbing, step, branch, pause, reset, stopAutoplay, setSlowMotion,
    play: () => void play(),
    toggle: () => (isPlaying(store.get()) ? pause() : void play()),
    roll: () => editing.edit(rollSeeds(store.get().experiment, Math.random)),
    setStepSize: (stepSize) => setPlayback(store, { stepSize }),
    setPace(pace) {
      setPlayback(store, { pace });
      session.send({ type: 'pace', updates_per_second: pace });
    },
    toggleAutoplay() {
      if (store.get().autoplay === 'playing') autoplay()?.pause();
      else autoplay()?.resume();
    },
  };
}
