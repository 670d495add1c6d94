/**
 * The life of what the inspector lights in the hero: fetched when something is first lit, outlined once, and said.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { Context } from './hero-pen.js'
 * @import { Picture } from './hero-scene.js'
 */

/** Longer than any outlining takes. */
const LONGEST = 900;
const NUDGE = { milliseconds: 300, pixels: 3 };

/** @param {Store<State>} store @param {Pick<Services, 'part'>} services @param {{ again: () => void, still: () => boolean }} world `again`: paint what moves */
export function createLit(store, { part }, { again, still }) {
  /** @type {typeof import('./hero-lit.js') | null} */
  let painter = null;
  /** @type {{ source: string, at: number } | null} */
  let begun = null;

  const now = () => performance.now();

  async function fetchPainter() {
    painter = await part(() => import('./hero-lit.js'));
    if (painter) again();
  }

  return {
    /** The state has changed. */
    follow() {
      const { lit } = store.get();
      if (lit === (begun?.source ?? null)) return;
      begun = lit === null ? null : { source: lit, at: still() ? -Infinity : now() };
      if (lit !== null && !painter) void fetchPainter();
    },
    /** @param {Context} context @param {Picture} picture */
    paint(context, picture) {
      const { cursor, selectedLane } = store.get();
      if (begun && painter) painter.paintLit(context, picture, { source: begun.source, lane: cursor?.lane ?? selectedLane, elapsed: now() - begun.at });
    },
    /** @returns {number} pixels by which the checked square stands aside at this moment */
    nudge() {
      const { nudgedAt } = store.get();
      const share = nudgedAt === null || still() ? 1 : (now() - nudgedAt) / NUDGE.milliseconds;
      return share < 1 ? NUDGE.pixels * Math.sin(Math.PI * share) : 0;
    },
    travels() {
      const { nudgedAt } = store.get();
      return (begun !== null && now() - begun.at < LONGEST) || (nudgedAt !== null && now() - nudgedAt < NUDGE.milliseconds + 34);
    },
  };
}
