/**
 * Play, pause, step, reset, slow motion and the way back through the history.
 *
 * @import { Actions, Experiment, RunView, State, Store } from '../state/types.d.ts'
 * @import { Session } from './session.js'
 * @import { StageWalk } from './stage_walk.js'
 * @import { Autoplay } from './autoplay.js'
 */

import { isLive, withLanes } from '../state/reducer.js';
import { branchesAt, frameAt, lacksLane, remember } from '../state/history.js';
import { withClocksOf } from '../state/derived.js';
import { rollSeeds, sameDocument } from '../state/experiment.js';
import { QUICK, SLOW } from './stages.js';

/** @typedef {Pick<Actions, 'play' | 'pause' | 'toggle' | 'reset' | 'roll' | 'step' | 'setStepSize' | 'setPace' | 'setSlowMotion' | 'scrub' | 'goLive' | 'branch' | 'lookUp' | 'goOn' | 'toggleAutoplay' | 'stopAutoplay'>
 *   & { begin(experiment: Experiment, paused: boolean): void, resend(): void, begun(): Promise<unknown> }} RunActions `begun` settles when the run that was asked for last has begun */

/** @param {State} state @returns {boolean} a live run is moving, on the server's clock or on slow motion's; or a replay is */
export function isPlaying({ run, playback, replay, autoplay }) {
  return replay ? autoplay === 'playing' : isLive(run) && isMeantToPlay(playback);
}

/** @param {State['playback']} playback @returns {boolean} also while the start is still on its way */
export function isMeantToPlay({ playing, walking }) {
  return playing || walking;
}

/**
 * How many updates Play adds to a run that is over, as many as it has; 0 where there is none to go on with.
 * @param {Pick<State, 'run' | 'replay' | 'catalog' | 'experiment'>} state
 * @returns {number}
 */
export function moreUpdates({ run, replay, catalog, experiment }) {
  if (replay || run?.source !== 'live' || run.state !== 'finished') return 0;
  const { steps } = run.experiment;
  const [, most] = /** @type {[number, number]} */ (catalog?.limits.steps ?? [1, steps]);
  const isIts = run.marks.length > 0 || sameDocument(withClocksOf(experiment, run.experiment), run.experiment);
  return isIts ? Math.min(steps, most - steps) : 0;
}

/** @param {unknown} error of a request @returns {boolean} whether the line was cut before the answer came */
export function wasCut(error) {
  const { cause } = /** @type {{ cause?: { type?: string } }} */ (error);
  return cause?.type === 'not_connected';
}

/**
 * @param {Store<State>} store
 * @param {Pick<Session, 'send' | 'request'>} session
 * @param {StageWalk} walk
 * @param {() => Autoplay | null} autoplay
 * @param {{ edit: Actions['edit'], valid: () => Promise<boolean> }} editing `valid` resolves when the last edit has been judged
 * @returns {RunActions}
 */
export function createRunActions(store, session, walk, autoplay, editing) {
  /** A start that waits for the line. @type {Record<string, unknown> | null} */
  let unsent = null;
  /** Settles when the run that was asked for last has begun. @type {Promise<unknown>} */
  let begun = Promise.resolve();
  let stepping = false;
  /** @type {any} */
  let fetching = null;
  /** Frames to be asked for again, and all that were, of the run on show. */
  const [wanting, asked] = [/** @type {number[]} */ ([]), /** @type {Set<string>} */ (new Set())];
  let askedOf = '';
  let looking = false;

  const setPlayback = (/** @type {Partial<State['playback']>} */ patch) => store.set(({ playback }) => ({ playback: { ...playback, ...patch } }));

  /** @param {Experiment} experiment @param {boolean} paused */
  function begin(experiment, paused) {
    beginWith({ type: 'start', experiment }, paused);
  }

  /** @param {Record<string, unknown>} message what begins a run @param {boolean} paused */
  function beginWith(message, paused) {
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
   * @param {(state: State) => boolean} wanted
   * @returns {Promise<boolean>} false when the line was lost meanwhile, or the server has said why it does not come about
   */
  function until(wanted) {
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

  /** @returns {Promise<boolean>} whether there is a good experiment; then its run has begun, unless it waits for the line */
  async function ready() {
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

  /** @param {number} count @returns {Promise<boolean>} whether the run went on to the later step */
  async function applyUpdates(count) {
    const { run } = store.get();
    if (!isLive(run)) return false;
    const { id, step } = /** @type {RunView} */ (run);
    session.send({ type: 'step', count });
    const isNext = (/** @type {RunView | null} */ later) => later?.id === id && (later.frame?.step ?? -1) > step;
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

  /** @param {number} count */
  async function stepOnce(count) {
    stopAutoplay();
    if (!(await ready())) return;
    goLive();
    if (!isLive(store.get().run)) begin(store.get().experiment, true);
    else if (store.get().playback.walking) pause();
    else if (isPlaying(store.get())) pause();
    const atRest = (/** @type {State} */ { run }) => isLive(run) && run?.state === 'paused' && run.frame !== null;
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

  /** @param {number} step */
  function scrub(step) {
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

  /** The server may have kept a frame nearer to the step than the page has. @param {string} id @param {number} step */
  async function fetchFrame(id, step) {
    const frame = await frameOf(step);
    const { run, history, playback } = store.get();
    if (!frame?.lanes || run?.id !== id || playback.following) return;
    const [known, shown] = [frameAt(history, step), withLanes(frame, run.lanes.length)];
    if (known && known.step >= shown.step) return;
    store.set({ history: remember(history, shown), run: { ...run, frame: shown }, playback: { ...playback, shownStep: shown.step } });
  }

  /** Asked again where the line was cut meanwhile, once it is there. @param {number} step @returns {Promise<any>} null where the server has none */
  async function frameOf(step) {
    for (;;) {
      try {
        return await session.request('frame', { step });
      } catch (error) {
        if (!wasCut(error)) return null;
      }
      await lineOpens();
    }
  }

  /** @returns {Promise<void>} */
  function lineOpens() {
    return new Promise((resolve) => {
      const unsubscribe = store.subscribe(({ link }) => {
        if (link.state !== 'open') return;
        unsubscribe();
        resolve();
      });
    });
  }

  /** One at a time, what was wanted last first, and never twice: the server's frames show a branch once it has passed them, and some that the page was too slow for. @type {Actions['lookUp']} */
  function lookUp(steps) {
    const { run } = store.get();
    if (!run) return;
    if (askedOf !== run.id) {
      asked.clear();
      wanting.length = 0;
      askedOf = run.id;
    }
    const keyOf = (/** @type {number} */ step) => `${branchesAt(run, step)} ${step}`;
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

  /** The page goes back to the present, where the branch will join the others. @type {Actions['branch']} */
  function branch(origin, lane) {
    goLive();
    session.send({ type: 'branch', origin, lane: { ...lane, origin: null } });
  }

  /** @type {Actions['goOn']} */
  function goOn(kept, experiment, steps) {
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

  /** Slow motion begins to walk once the run it waits for shows its first step; what was gone back to shows a branch once that has passed it. */
  function onFrames() {
    store.subscribe(({ playback, run }) => {
      if (playback.walking && playback.stage === null && isLive(run) && run?.state === 'paused' && run.frame) walk.start(SLOW, walkOn);
      if (!playback.following && run?.source === 'live' && run.frame && lacksLane(run, run.frame)) lookUp([run.frame.step]);
    });
    return {};
  }
}
