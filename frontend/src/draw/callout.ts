/**
 * Where the one prediction of a sequence that is scored at its end stands: in the title row, as far right as its last
 * cell.
 */

import type { HeroLayout, LaneLayout } from '../core/model/hero_layout.ts';
import { columnCentre } from '../core/model/time_axis.ts';

/** on the screen, not in the sequence */
export type CalloutRoom = { x: number, y: number, width: number, height: number };

/** Pixels at the right end of the title row that the callout takes. */
export const CALLOUT_WIDTH = 156;
const ELBOW = 12;
const MOST_HEIGHT = 66;

export function calloutRoom(
  { axis, width, touch }: HeroLayout,
  { title }: LaneLayout,
  lastLoss: number,
  scroll: number,
): CalloutRoom {
  const right = Math.min(width - 6, columnCentre(axis, lastLoss) - scroll + 7);
  return {
    x: right - CALLOUT_WIDTH, y: title.y + 4, width: CALLOUT_WIDTH - ELBOW - 4,
    height: Math.min(MOST_HEIGHT, title.height - 6, touch ? 58 : MOST_HEIGHT),
  };
}
