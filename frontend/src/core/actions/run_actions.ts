/** Play, pause, step, reset, slow motion and the way back through the history. */

import type { Actions, Experiment, Lane, Origin, RunView, State, Store } from '../model/types.ts';
import type { Autoplay } from './autoplay.ts';
import type { Session } from '../protocol/session.ts';
import type { StageWalk } from './stage_walk.ts';
import { isLive, withLanes } from '../model/reducer.ts';
import { branchesAt, frameAt, lacksLane, remember } from '../model/history.ts';
import { withClocksOf } from '../model/derived.ts';
import { rollSeeds, sameDocument } from '../model/experiment.ts';
import { QUICK, SLOW } from './stages.ts';

/** `begun` settles when the run that was asked for last has begun */
export type RunActions = Pick<Actions, 'play' | 'pause' | 'toggle' | 'reset' | 'roll' | 'step' | 'setStepSize' | 'setPace' | 'setSlowMotion' | 'scrub' | 'goLive' | 'branch' | 'lookUp' | 'goOn' | 'toggleAutoplay' | 'stopAutoplay'> & { begin(experiment: Experiment, paused: boolean): void, resend(): void, begun(): Promise<unknown> };

/** @returns a live run is moving, on the server's clock or on slow motion's; or a replay is */
export function isPlaying({ run, playback, replay, autoplay }: State): boolean {
  return replay ? autoplay === 'playing' : isLive(run) && isMeantToPlay(playback);
}

/** @returns also while the start is still on its way */
export function isMeantToPlay({ playing, walking }: State['playback']): boolean {
  return playing || walking;
}

/** How many updates Play adds to a run that is over, as many as it has; 0 where there is none to go on with. */
export function moreUpdates(
  { run, replay, catalog, experiment }: Pick<State, 'run' | 'replay' | 'catalog' | 'experiment'>,
): number {
  if (replay || run?.source !== 'live' || run.state !== 'finished') return 0;
  const { steps } = run.experiment;
  const [, most] = (catalog?.limits.steps ?? [1, steps]) as [number, number];
  const isIts = run.marks.length > 0 || sameDocument(withClocksOf(experiment, run.experiment), run.experiment);
  return isIts ? Math.min(steps, most - steps) : 0;
}

/** @param error of a request @returns whether the line was cut before the answer came */
export function wasCut(error: unknown): boolean {
  const { cause } = error as { cause?: { type?: string } };
  return cause?.type === 'not_connected';
}

/** @param editing `valid` resolves when the last edit has been judged */
export function createRunActions(
  store: Store<State>,
  session: Pick<Session, 'send' | 'request'>,
  walk: StageWalk,
  autoplay: () => Autoplay | null,
  editing: { edit: Actions['edit'], valid: () => Promise<boolean> },
): RunActions {
  /** A start that waits for the line. */
  let unsent: Record<string, unknown> | null = null;
  /** Settles when the run that was asked for last has begun. */
  let begun: Promise<unknown> = Promise.resolve();
  let stepping = false;
  let fetching: any = null;
  /** Frames to be asked for again, and all that were, of the run on show. */
  const [wanting, asked] = [[] as number[], new Set() as Set<string>];
  let askedOf = '';
  let looking = false;

  const setPlayback = (patch: Partial<State['playback']>) => store.set(({ playback }) => ({ playback: { ...playback, ...patch } }));

  function begin(experiment: Experiment, paused: boolean) {
    beginWith({ type: 'start', experiment }, paused);
  }

  /** @param message what begins a run */
  function beginWith(message: Record<string, unknown>, paused: boolean) {
    if (store.get().replay?.alone) return;
    stopAutoplay();
    store.set({ replay: null, kept: null });
    walk.stop();
    const slow = store.get().playback.slowMotion;
    setPlayback({ walking: slow && !paused, playing: !slow && !paused });
    unsent = { ...message, paused: paused || slow };
    const before = store.get().run;
    begun = until(({ run }) => run?.source === 'live' && (before?.source !== 'live' || run.id !== before.id));
    resend();
  }

  function resend() {
    session.send({ type: 'pace', updates_per_second: store.get().playback.pace });
    if (unsent && session.send(unsent)) unsent = null;
  }

  /**
   * However slow the server is.
   * @returns false when the line was lost meanwhile, or the server has said why it does not come about
   */
  function until(wanted: (state: State) => boolean): Promise<boolean> {
    if (wanted(store.get())) return Promise.resolve(true);
    const told = new Set(store.get().cards);
    let open = store.get().link.state === 'open';
    return new Promise((resolve) => {
      const unsubscribe = store.subscribe((state) => {
        const came = wanted(state);
        const refused = state.cards.some((card) => card.kind === 'error' && !told.has(card));
        if (came || refused || (open && state.link.state !== 'open')) {
          unsubscribe();
          resolve(came);
        }
        open ||= state.link.state === 'open';
      });
    });
  }

  /** @returns whether there is a good experiment; then its run has begun, unless it waits for the line */
  async function ready(): Promise<boolean> {
    await until(({ catalog }) => catalog !== null);
    if (!(await editing.valid())) return false;
    if (!unsent) await begun;
    return true;
  }

  async function play() {
    if (store.get().replay) return autoplay()?.resume();
    stopAutoplay();
    const goesOn = moreUpdates(store.get()) > 0;
    if (!(await ready())) return;
    const { run, experiment, playback } = store.get();
    goLive();
    if (goesOn && moreUpdates(store.get())) return trainOn();
    if (!isLive(run)) return begin(experiment, false);
    if (playback.slowMotion) return resumeWalk();
    walk.stop();
    if (playback.playing) return;
    setPlayback({ playing: true, awaited: 'running' });
    session.send({ type: 'resume' });
  }

  /** From where the run ended; the document then has all its updates. */
  function trainOn() {
    const { experiment } = store.get();
    const steps = Number(store.get().run?.experiment.steps) + moreUpdates(store.get());
    store.set({ experiment: { ...experiment, steps } });
    beginWith({ type: 'go_on', steps }, false);
  }

  function pause() {
    if (store.get().replay) return stopAutoplay();
    if (store.get().playback.walking) {
      walk.freeze();
      return setPlayback({ walking: false });
    }
    setPlayback({ playing: false, awaited: 'paused' });
    session.send({ type: 'pause' });
  }

  function resumeWalk() {
    setPlayback({ walking: true });
    if (store.get().playback.stage === null) walk.start(SLOW, walkOn);
    else walk.resume(SLOW, walkOn);
  }

  /** The update stage is over: apply it on the server, then walk through the next one. */
  async function walkOn() {
    if (!store.get().playback.walking || !(await applyUpdates(1))) return setPlayback({ walking: false, stage: null, progress: 1 });
    if (store.get().playback.walking) walk.start(SLOW, walkOn);
  }

  /** @returns whether the run went on to the later step */
  async function applyUpdates(count: number): Promise<boolean> {
    const { run } = store.get();
    if (!isLive(run)) return false;
    const { id, step } = run as RunView;
    session.send({ type: 'step', count });
    const isNext = (later: RunView | null) => later?.id === id && (later.frame?.step ?? -1) > step;
    await until(({ run: later }) => !isLive(later) || later?.id !== id || isNext(later));
    return isNext(store.get().run);
  }

  async function step(count = store.get().playback.stepSize) {
    if (store.get().replay) return autoplay()?.move(count);
    if (stepping) return;
    stepping = true;
    try {
      await stepOnce(count);
    } finally {
      stepping = false;
    }
  }

  async function stepOnce(count: number) {
    stopAutoplay();
    if (!(await ready())) return;
    goLive();
    if (!isLive(store.get().run)) begin(store.get().experiment, true);
    else if (store.get().playback.walking) pause();
    else if (isPlaying(store.get())) pause();
    const atRest = ({ run }: State) => isLive(run) && run?.state === 'paused' && run.frame !== null;
    // Who presses play meanwhile wants something else.
    await until((state) => atRest(state) || isMeantToPlay(state.playback));
    if (!atRest(store.get())) return;
    walk.stop();
    if ((await applyUpdates(count)) && count === 1) walk.start(QUICK, () => walk.stop());
  }

  function goLive() {
    const { playback, history, run } = store.get();
    if (playback.following || !run) return;
    const frame = history.frames[history.frames.length - 1] ?? run.frame;
    store.set({ run: { ...run, frame }, playback: { ...playback, following: true, shownStep: frame?.step ?? null } });
  }

  function scrub(step: number) {
    const { run, history, playback } = store.get();
    if (!run) return;
    if (run.source === 'recording') return void autoplay()?.hold(step);
    walk.freeze();
    const wanted = Math.max(0, Math.min(step, run.step));
    const frame = frameAt(history, wanted);
    store.set({ run: { ...run, frame }, playback: { ...playback, following: false, shownStep: frame?.step ?? wanted, walking: false, stage: null, progress: 1 } });
    clearTimeout(fetching);
    if (frame?.step !== wanted) fetching = setTimeout(() => fetchFrame(run.id, wanted), 120);
  }

  /** The server may have kept a frame nearer to the step than the page has. */
  async function fetchFrame(id: string, step: number) {
    const frame = await frameOf(step);
    const { run, history, playback } = store.get();
    if (!frame?.lanes || run?.id !== id || playback.following) return;
    const [known, shown] = [frameAt(history, step), withLanes(frame, run.lanes.length)];
    if (known && known.step >= shown.step) return;
    store.set({ history: remember(history, shown), run: { ...run, frame: shown }, playback: { ...playback, shownStep: shown.step } });
  }

  /** Asked again where the line was cut meanwhile, once it is there. @returns null where the server has none */
  async function frameOf(step: number): Promise<any> {
    for (;;) {
      try {
        return await session.request('frame', { step });
      } catch (error) {
        if (!wasCut(error)) return null;
      }
      await lineOpens();
    }
  }

  function lineOpens(): Promise<void> {
    return new Promise((resolve) => {
      const unsubscribe = store.subscribe(({ link }) => {
        if (link.state !== 'open') return;
        unsubscribe();
        resolve();
      });
    });
  }

  /**
   * One at a time, what was wanted last first, and never twice: the server's frames show a branch once it has passed
   * them, and some that the page was too slow for.
   */
  function lookUp(steps: readonly number[]) {
    const { run } = store.get();
    if (!run) return;
    if (askedOf !== run.id) {
      asked.clear();
      wanting.length = 0;
      askedOf = run.id;
    }
    const keyOf = (step: number) => `${branchesAt(run, step)} ${step}`;
    const fresh = [...new Set(steps)].filter((step) => !asked.has(keyOf(step)));
    wanting.unshift(...fresh);
    for (const step of fresh) asked.add(keyOf(step));
    if (!looking) void lookOn();
  }

  async function lookOn() {
    looking = true;
    for (let step = wanting.shift(); step !== undefined; step = wanting.shift()) {
      const frame = await frameOf(step);
      const { run, history } = store.get();
      const known = frameAt(history, step);
      if (!run || !frame?.lanes || frame.run !== run.id || frame.step < (known?.step ?? 0)) continue;
      const whole = withLanes(frame, run.lanes.length);
      store.set({ history: remember(history, whole), ...(run.frame === known && { run: { ...run, frame: whole } }) });
    }
    looking = false;
  }

  /** The page goes back to the present, where the branch will join the others. */
  function branch(origin: Origin, lane: Lane) {
    goLive();
    session.send({ type: 'branch', origin, lane: { ...lane, origin: null } });
  }

  function goOn(kept: string, experiment: Experiment, steps: number) {
    store.set({ experiment: { ...experiment, steps }, preset: null });
    beginWith({ type: 'go_on', kept, steps }, false);
  }

  function stopAutoplay() {
    if (store.get().autoplay === 'playing') autoplay()?.pause();
  }

  return {
    begin, resend, step, scrub, goLive, branch, lookUp, goOn, stopAutoplay, pause,
    begun: () => begun,
    play: () => void play(),
    toggle: () => (isPlaying(store.get()) ? pause() : void play()),
    reset: () => (store.get().replay ? autoplay()?.hold(0) : begin(store.get().experiment, !isPlaying(store.get()))),
    roll: () => editing.edit(rollSeeds(store.get().experiment, Math.random)),
    setStepSize: (stepSize) => setPlayback({ stepSize }),
    setPace(pace) {
      setPlayback({ pace });
      session.send({ type: 'pace', updates_per_second: pace });
    },
    setSlowMotion(slowMotion) {
      if (store.get().replay) return;
      const playing = isPlaying(store.get());
      if (playing) pause();
      setPlayback({ slowMotion });
      if (!slowMotion) walk.stop();
      if (!playing) return;
      void until(({ run }) => !isLive(run) || run?.state === 'paused').then((came) => void (came && isLive(store.get().run) && play()));
    },
    toggleAutoplay() {
      if (store.get().autoplay === 'playing') autoplay()?.pause();
      else autoplay()?.resume();
    },
    ...onFrames(),
  };

  /**
   * Slow motion begins to walk once the run it waits for shows its first step; what was gone back to shows a branch
   * once that has passed it.
   */
  function onFrames() {
    store.subscribe(({ playback, run }) => {
      if (playback.walking && playback.stage === null && isLive(run) && run?.state === 'paused' && run.frame) walk.start(SLOW, walkOn);
      if (!playback.following && run?.source === 'live' && run.frame && lacksLane(run, run.frame)) lookUp([run.frame.step]);
    });
    return {};
  }
}
