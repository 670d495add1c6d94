/**
 * Where on the screen a part of the picture lies. Pure.
 *
 * @import { TimeWindow } from '../state/types.d.ts'
 * @import { HeroLayout, LaneLayout } from '../layout/hero-layout.js'
 * @import { Span } from '../layout/stack.js'
 * @import { Row } from './lesson.d.ts'
 *
 * @typedef {{ x: number, y: number, width: number, height: number }} Box in pixels of the picture
 */

/** So much of a bracket's name stands over the brackets. */
const NAME = 5;

/** A row with what is written to it: of a state its name, of a prediction the arrow that leads there. @param {LaneLayout} lane @param {Row} row @returns {Span} */
function spanOf(lane, row) {
  const { title, prediction, readOut, brackets, layers, stateLabel } = lane;
  if (row === 'title') return title;
  if (row === 'bars' || row === 'brackets') return lane[row];
  if (row === 'state') return around([brackets, ...layers, stateLabel]);
  return prediction.height ? around([prediction, readOut]) : title;
}

/** @param {readonly Span[]} spans @returns {Span} from the first to the last, those that have a height */
function around(spans) {
  const seen = spans.filter(({ height }) => height > 0);
  const y = Math.min(...seen.map((span) => span.y));
  return { y, height: Math.max(...seen.map((span) => span.y + span.height)) - y };
}

/** @param {HeroLayout} picture @param {Row} row @param {number | undefined} lane @returns {Span[]} of that lane, where it is in sight, else of all that are */
function spansOf(picture, row, lane) {
  if (row === 'profile') return picture.barred ? spansOf(picture, 'bars', lane) : [picture.profile];
  if (row === 'inputs') return [around([picture.inputs.span, picture.phases.span, picture.times])];
  const named = picture.lanes.filter((each) => each.lane === lane);
  return (named.length ? named : picture.lanes).map((each) => spanOf(each, row));
}

/** @param {TimeWindow} window @param {number | undefined} from @param {number | undefined} to time steps @returns {[left: number, right: number]} */
function columns({ axis, scroll, width, gutter }, from, to) {
  if (from === undefined) return [0, width];
  const edge = (/** @type {number} */ timeStep) => axis.start + timeStep * axis.pitch - scroll;
  return [Math.max(gutter, edge(from)), Math.min(width, edge((to ?? from) + 1))];
}

/**
 * @param {TimeWindow} window
 * @param {{ rows: readonly Row[], lane?: number, from?: number, to?: number }} part
 * @returns {Box | null} around all of it; null where nothing of it is in sight
 */
export function boxOf(window, { rows, lane, from, to }) {
  const { picture } = window;
  const spans = picture ? rows.flatMap((row) => spansOf(picture, row, lane)).filter(({ height }) => height > 0) : [];
  const [left, right] = columns(window, from, to);
  if (!spans.length || right <= left) return null;
  return { x: left, ...around(spans), width: right - left };
}

/**
 * @param {TimeWindow} window
 * @param {readonly Row[]} rows
 * @param {{ lane?: number, from?: number, to?: number }} [part] where it is not all lanes, and not all time steps
 * @returns {Box[]} around these rows of each lane in sight, and around what is below the lanes
 */
export function coversOf(window, rows, { lane: only, ...columns } = {}) {
  const lanes = (window.picture?.lanes ?? []).filter(({ lane }) => only === undefined || lane === only);
  const inLanes = rows.filter((row) => row !== 'profile');
  const boxes = inLanes.length ? lanes.map(({ lane }) => overName(boxOf(window, { rows: inLanes, lane, ...columns }))) : [];
  return [...boxes, ...(rows.includes('profile') ? [boxOf(window, { rows: ['profile'] })] : [])].filter((box) => box !== null);
}

/** What a bracket is called stands on its upper edge. @param {Box | null} box @returns {Box | null} */
function overName(box) {
  return box && { ...box, y: box.y - NAME, height: box.height + NAME };
}
