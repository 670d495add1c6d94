/** One update after the other, each walked through: slow motion, and a step by hand. */

import type { RunView, State, Store } from '../model/types.ts';
import type { Session } from '../protocol/session.ts';
import { isLive } from '../model/reducer.ts';
import { isMeantToPlay, setPlayback } from './playing.ts';
import type { StageWalk } from './stage_walk.ts';
import { QUICK, SLOW } from './stages.ts';
import { until } from './waiting.ts';

/** Whether the run is paused and shows a step. */
function isAtRest(run: RunView | null): boolean {
  return isLive(run) && run?.state === 'paused' && run.frame !== null;
}

export function createSingleUpdates(store: Store<State>, session: Pick<Session, 'send'>, walk: StageWalk) {
  /** Whether a step by hand is on its way. */
  let stepping = false;

  /** From the first stage on. */
  function start() {
    walk.start(SLOW, walkOn);
  }

  function resume() {
    setPlayback(store, { walking: true });
    if (store.get().playback.stage === null) start();
    else walk.resume(SLOW, walkOn);
  }

  /** The update stage is over: apply it on the server, then walk through the next one. */
  async function walkOn() {
    if (!store.get().playback.walking || !(await applyUpdates(1))) {
      return setPlayback(store, { walking: false, stage: null, progress: 1 });
    }
    if (store.get().playback.walking) start();
  }

  /** @returns whether the run went on to the later step */
  async function applyUpdates(count: number): Promise<boolean> {
    const { run } = store.get();
    if (!isLive(run)) return false;
    const { id, step } = run as RunView;
    session.send({ type: 'step', count });
    const isNext = (later: RunView | null) => later?.id === id && (later.frame?.step ?? -1) > step;
    await until(store, ({ run: later }) => !isLive(later) || later?.id !== id || isNext(later));
    return isNext(store.get().run);
  }

  /** @param toRest sees to it that the run comes to rest, and says whether it can */
  async function step(count: number, toRest: () => Promise<boolean>) {
    if (stepping) return;
    stepping = true;
    try {
      if (await toRest()) await stepAtRest(count);
    } finally {
      stepping = false;
    }
  }

  async function stepAtRest(count: number) {
    // Who presses play meanwhile wants something else.
    await until(store, ({ run, playback }) => isAtRest(run) || isMeantToPlay(playback));
    if (!isAtRest(store.get().run)) return;
    walk.stop();
    if ((await applyUpdates(count)) && count === 1) walk.start(QUICK, () => walk.stop());
  }

  // Slow motion begins to walk once the run it waits for shows its first step.
  store.subscribe(({ playback, run }) => {
    if (playback.walking && playback.stage === null && isAtRest(run)) start();
  });

  return { resume, step };
}
