/** The start of a run: said to the server, kept while there is no line, on its way until the run is there. */

import type { Experiment, State, Store } from '../model/types.ts';
import type { Session } from '../protocol/session.ts';
import { setPlayback } from './playing.ts';
import type { StageWalk } from './stage_walk.ts';
import { until } from './waiting.ts';

/** @param before `valid` resolves when the last edit has been judged, to whether the experiment is good */
export function createStarting(
  store: Store<State>,
  session: Pick<Session, 'send'>,
  walk: StageWalk,
  before: { valid: () => Promise<boolean>, stopAutoplay: () => void },
) {
  /** A start that waits for the line. */
  let unsent: Record<string, unknown> | null = null;
  /** Settles when the run that was asked for last has begun. */
  let begun: Promise<unknown> = Promise.resolve();

  function begin(experiment: Experiment, paused: boolean) {
    beginWith({ type: 'start', experiment }, paused);
  }

  /** @param message what begins a run */
  function beginWith(message: Record<string, unknown>, paused: boolean) {
    if (store.get().replay?.alone) return;
    before.stopAutoplay();
    store.set({ replay: null, kept: null });
    walk.stop();
    const slow = store.get().playback.slowMotion;
    setPlayback(store, { walking: slow && !paused, playing: !slow && !paused });
    unsent = { ...message, paused: paused || slow };
    const former = store.get().run;
    begun = until(store, ({ run }) => (
      run?.source === 'live' && (former?.source !== 'live' || run.id !== former.id)
    ));
    resend();
  }

  function resend() {
    session.send({ type: 'pace', updates_per_second: store.get().playback.pace });
    if (unsent && session.send(unsent)) unsent = null;
  }

  /** From where the run on the page ended; the document then has all its updates. */
  function trainOn(steps: number) {
    const { experiment } = store.get();
    store.set({ experiment: { ...experiment, steps } });
    beginWith({ type: 'go_on', steps }, false);
  }

  /** From where a kept run ended. */
  function goOn(kept: string, experiment: Experiment, steps: number) {
    store.set({ experiment: { ...experiment, steps }, preset: null });
    beginWith({ type: 'go_on', kept, steps }, false);
  }

  /** @returns whether there is a good experiment; then its run has begun, unless it waits for the line */
  async function ready(): Promise<boolean> {
    await until(store, ({ catalog }) => catalog !== null);
    if (!(await before.valid())) return false;
    if (!unsent) await begun;
    return true;
  }

  return { begin, resend, trainOn, goOn, ready, begun: () => begun };
}
