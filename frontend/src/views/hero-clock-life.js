/**
 * The painters of clockwork cells, which are fetched when the first such cell is to be drawn.
 *
 * @import { Experiment, Services } from '../state/types.d.ts'
 */

/** @typedef {typeof import('./hero-clock.js')} Clockwork */

/**
 * @param {Pick<Services, 'part'>} services
 * @param {() => void} again what could not be drawn can be drawn now
 */
export function createClockwork({ part }, again) {
  /** @type {Clockwork | null} */
  let painters = null;
  let [asked, settled] = [false, false];

  async function fetchPainters() {
    asked = true;
    painters = await part(() => import('./hero-clock.js'));
    settled = true;
    again();
  }

  return {
    painters: () => painters,
    /** Until then the picture stays what it is: one without the cells would be a wrong one. @param {Pick<Experiment, 'lanes'>} experiment */
    isNeeded({ lanes }) {
      if (settled || !lanes.some(({ cell }) => cell.kind === 'cwrnn')) return false;
      if (!asked) void fetchPainters();
      return true;
    },
  };
}
