/** Where on the screen a part of the picture lies. Pure. */

import type { HeroLayout, LaneLayout } from '../core/model/hero_layout.ts';
import type { Row } from '../core/model/lesson.ts';
import type { Span } from '../core/model/stack.ts';
import type { TimeWindow } from '../core/model/types.ts';

/** in pixels of the picture */
export type Box = { x: number, y: number, width: number, height: number };

/** So much of a bracket's name stands over the brackets. */
const NAME = 5;

/** A row with what is written to it: of a state its name, of a prediction the arrow that leads there. */
function spanOf(lane: LaneLayout, row: Row): Span {
  const { title, prediction, readOut, brackets, layers, stateLabel } = lane;
  if (row === 'title') return title;
  if (row === 'bars' || row === 'brackets') return lane[row];
  if (row === 'state') return around([brackets, ...layers, stateLabel]);
  return prediction.height ? around([prediction, readOut]) : title;
}

/** @returns from the first to the last, those that have a height */
function around(spans: readonly Span[]): Span {
  const seen = spans.filter(({ height }) => height > 0);
  const y = Math.min(...seen.map((span) => span.y));
  return { y, height: Math.max(...seen.map((span) => span.y + span.height)) - y };
}

/** @returns of that lane, where it is in sight, else of all that are */
function spansOf(picture: HeroLayout, row: Row, lane: number | undefined): Span[] {
  if (row === 'profile') return picture.barred ? spansOf(picture, 'bars', lane) : [picture.profile];
  if (row === 'inputs') return [around([picture.inputs.span, picture.phases.span, picture.times])];
  const named = picture.lanes.filter((each) => each.lane === lane);
  return (named.length ? named : picture.lanes).map((each) => spanOf(each, row));
}

/** @param to time steps */
function columns(
  { axis, scroll, width, gutter }: TimeWindow,
  from: number | undefined,
  to: number | undefined,
): [left: number, right: number] {
  if (from === undefined) return [0, width];
  const edge = (timeStep: number) => axis.start + timeStep * axis.pitch - scroll;
  return [Math.max(gutter, edge(from)), Math.min(width, edge((to ?? from) + 1))];
}

/** @returns around all of it; null where nothing of it is in sight */
export function boxOf(
  window: TimeWindow,
  { rows, lane, from, to }: { rows: readonly Row[], lane?: number, from?: number, to?: number },
): Box | null {
  const { picture } = window;
  const spans = picture ? rows.flatMap((row) => spansOf(picture, row, lane)).filter(({ height }) => height > 0) : [];
  const [left, right] = columns(window, from, to);
  if (!spans.length || right <= left) return null;
  return { x: left, ...around(spans), width: right - left };
}

/**
 * @param part where it is not all lanes, and not all time steps
 * @returns around these rows of each lane in sight, and around what is below the lanes
 */
export function coversOf(
  window: TimeWindow,
  rows: readonly Row[],
  { lane: only, ...columns }: { lane?: number, from?: number, to?: number } = {}
): Box[] {
  const lanes = (window.picture?.lanes ?? []).filter(({ lane }) => only === undefined || lane === only);
  const inLanes = rows.filter((row) => row !== 'profile');
  const boxes =
    inLanes.length ? lanes.map(({ lane }) => overName(boxOf(window, { rows: inLanes, lane, ...columns }))) : [];
  return [...boxes, ...(rows.includes('profile') ? [boxOf(window, { rows: ['profile'] })] : [])].filter((box) =>
    box !== null);
}

/** What a bracket is called stands on its upper edge. */
function overName(box: Box | null): Box | null {
  return box && { ...box, y: box.y - NAME, height: box.height + NAME };
}
