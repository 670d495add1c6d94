/** Whether the run on the page plays, and whether it is to. */

import type { State, Store } from '../model/types.ts';
import { sameDocument } from '../model/experiment.ts';
import { withClocksOf } from '../model/derived.ts';
import { isLive } from '../model/reducer.ts';

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

export function setPlayback(store: Store<State>, patch: Partial<State['playback']>) {
  store.set(({ playback }) => ({ playback: { ...playback, ...patch } }));
}
