/** The way back through the history, and the frames of it that the server may have kept and the page has not. */

import type { State, Store } from '../model/types.ts';
import type { Session } from '../protocol/session.ts';
import type { Autoplay } from './autoplay.ts';
import type { StageWalk } from './stage_walk.ts';
import { branchesAt, frameAt, lacksLane, remember } from '../model/history.ts';
import { withLanes } from '../model/reducer.ts';
import { lineOpens, wasCut } from './waiting.ts';

/** Milliseconds at a step that has no frame, before the server is asked for one. */
const LINGER = 120;

export function createScrubbing(
  store: Store<State>,
  session: Pick<Session, 'request'>,
  walk: StageWalk,
  autoplay: () => Autoplay | null,
) {
  let fetching: any = null;
  /** Frames to be asked for again, and all that were, of the run on show. */
  const [wanting, asked] = [[] as number[], new Set() as Set<string>];
  let askedOf = '';
  let looking = false;

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
    const shownStep = frame?.step ?? wanted;
    store.set({
      run: { ...run, frame },
      playback: { ...playback, following: false, shownStep, walking: false, stage: null, progress: 1 },
    });
    clearTimeout(fetching);
    if (frame?.step !== wanted) fetching = setTimeout(() => fetchFrame(run.id, wanted), LINGER);
  }

  /** The server may have kept a frame nearer to the step than the page has. */
  async function fetchFrame(id: string, step: number) {
    const frame = await frameOf(step);
    const { run, history, playback } = store.get();
    if (!frame?.lanes || run?.id !== id || playback.following) return;
    const [known, shown] = [frameAt(history, step), withLanes(frame, run.lanes.length)];
    if (known && known.step >= shown.step) return;
    store.set({
      history: remember(history, shown),
      run: { ...run, frame: shown },
      playback: { ...playback, shownStep: shown.step },
    });
  }

  /** Asked again where the line was cut meanwhile, once it is there. @returns null where the server has none */
  async function frameOf(step: number): Promise<any> {
    for (;;) {
      try {
        return await session.request('frame', { step });
      } catch (error) {
        if (!wasCut(error)) return null;
      }
      await lineOpens(store);
    }
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

  // What was gone back to shows a branch once that has passed it.
  store.subscribe(({ playback, run }) => {
    if (playback.following || run?.source !== 'live' || !run.frame) return;
    if (lacksLane(run, run.frame)) lookUp([run.frame.step]);
  });

  return { goLive, scrub, lookUp };
}
