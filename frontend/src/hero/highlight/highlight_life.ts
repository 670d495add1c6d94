/** The life of what the inspector lights in the hero: fetched when something is first lit, outlined once, and said. */

import type { Context } from '../../draw/pen.ts';
import type { Picture } from '../scene.ts';
import type { Services, State, Store } from '../../core/model/types.ts';

/** Longer than any outlining takes. */
const LONGEST = 900;
const NUDGE = { milliseconds: 300, pixels: 3 };

/** @param world `again`: paint what moves */
export function createHighlight(
  store: Store<State>,
  { loadChunk }: Pick<Services, 'loadChunk'>,
  { again, still }: { again: () => void, still: () => boolean },
) {
  let painter: typeof import('./highlight.ts') | null = null;
  let begun: { source: string, at: number } | null = null;

  const now = () => performance.now();

  async function fetchPainter() {
    painter = await loadChunk(() => import('./highlight.ts'));
    if (painter) again();
  }

  return {
    /** The state has changed. */
    follow() {
      const { highlighted: lit } = store.get();
      if (lit === (begun?.source ?? null)) return;
      begun = lit === null ? null : { source: lit, at: still() ? -Infinity : now() };
      if (lit !== null && !painter) void fetchPainter();
    },
    paint(context: Context, picture: Picture) {
      const { cursor, selectedLane } = store.get();
      if (begun && painter) painter.paintHighlight(
        context, picture, { source: begun.source, lane: cursor?.lane ?? selectedLane, elapsed: now() - begun.at },
      );
    },
    /** @returns pixels by which the checked square stands aside at this moment */
    nudge(): number {
      const { nudgedAt } = store.get();
      const share = nudgedAt === null || still() ? 1 : (now() - nudgedAt) / NUDGE.milliseconds;
      return share < 1 ? NUDGE.pixels * Math.sin(Math.PI * share) : 0;
    },
    travels() {
      const { nudgedAt } = store.get();
      return (begun !== null && now() - begun.at < LONGEST)
        || (nudgedAt !== null && now() - nudgedAt < NUDGE.milliseconds + 34);
    },
  };
}
