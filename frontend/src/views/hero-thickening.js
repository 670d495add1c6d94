/**
 * The horizon's bracket grows thick when it has reached the lag that the task requires, and thin again when it falls short.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { Scene, SceneLane } from './hero-scene.js'
 */

import { eased } from '../layout/easing.js';

const THIN = 2.5;
const THICK = 5;
const MILLISECONDS = 250;

/** @typedef {{ task: string, meets: boolean, at: number }} Standing `at`: when it came to that, in milliseconds */

/**
 * @param {Store<State>} store
 * @param {Pick<Services, 't'>} services
 * @param {() => boolean} still whether motion is to be reduced
 * @param {() => number} [now]
 */
export function createThickening(store, { t }, still, now = () => performance.now()) {
  /** @type {Map<number, Standing>} */
  const standings = new Map();
  let until = -Infinity;

  /** @param {SceneLane} lane @param {Scene} scene */
  function note({ lane, letter, horizon }, { task, lanes }) {
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
    /** @param {Scene} scene */
    follow(scene) {
      for (const lane of scene.lanes) note(lane, scene);
    },
    /** @param {number} lane @returns {number} pixels */
    width(lane) {
      const standing = standings.get(lane);
      if (!standing) return THIN;
      const share = eased((now() - standing.at) / MILLISECONDS);
      return THIN + (THICK - THIN) * (standing.meets ? share : 1 - share);
    },
    /** Whether one is changing: a moment longer, so that the last picture is the settled one. */
    travels: () => now() < until + 34,
  };
}
