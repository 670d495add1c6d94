/**
 * The horizon's bracket grows thick when it has reached the lag that the task requires, and thin again when it falls
 * short.
 */

import type { Scene, SceneLane } from './scene.ts';
import type { Services, State, Store } from '../core/model/types.ts';
import { eased } from './layout/easing.ts';

const THIN = 2.5;
const THICK = 5;
const MILLISECONDS = 250;

/** `at`: when it came to that, in milliseconds */
export type Standing = { task: string, meets: boolean, at: number };

/** @param still whether motion is to be reduced */
export function createBracketAnimation(
  store: Store<State>,
  { t }: Pick<Services, 't'>,
  still: () => boolean,
  now: () => number = () => performance.now(),
) {
  const standings = new Map<number, Standing>();
  let until = -Infinity;

  function note({ lane, letter, horizon }: SceneLane, { task, lanes }: Scene) {
    if (horizon === null || !task.required_lag) return void standings.delete(lane);
    const meets = horizon >= task.required_lag;
    const known = standings.get(lane);
    if (known?.task === task.kind && known.meets === meets) return;
    const turned = known?.task === task.kind;
    standings.set(lane, { task: task.kind, meets, at: turned && !still() ? now() : -Infinity });
    if (turned && !still()) until = now() + MILLISECONDS;
    if (!turned || !meets) return;
    const reach = t('hero.meets', { reach: task.required_lag, lag: task.required_lag });
    store.set({ announcement: { text: lanes.length > 1 ? `${letter}: ${reach}` : reach, assertive: false } });
  }

  return {
    follow(scene: Scene) {
      for (const lane of scene.lanes) note(lane, scene);
    },
    /** @returns pixels */
    width(lane: number): number {
      const standing = standings.get(lane);
      if (!standing) return THIN;
      const share = eased((now() - standing.at) / MILLISECONDS);
      return THIN + (THICK - THIN) * (standing.meets ? share : 1 - share);
    },
    /** Whether one is changing: a moment longer, so that the last picture is the settled one. */
    travels: () => now() < until + 34,
  };
}
