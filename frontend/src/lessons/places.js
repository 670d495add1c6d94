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

/** @param {LaneLayout} lane @param {Row} row @returns {Span} */
function spanOf(lane, row) {
  if (row === 'title') return lane.title;
  if (row === 'bars' || row === 'brackets') return lane[row];
  if (row === 'prediction') return lane.prediction.height ? lane.prediction : lane.title;
  const [top, bottom] = [lane.layers[lane.layers.length - 1], lane.layers[0]];
  return { y: top.y, height: bottom.y + bottom.height - top.y };
}

/** @param {HeroLayout} picture @param {Row} row @param {number | undefined} lane @returns {Span[]} of that lane, where it is in sight, else of all that are */
function spansOf(picture, row, lane) {
  if (row === 'profile') return [picture.profile];
  if (row === 'inputs') return [picture.inputs.span];
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
  const top = Math.min(...spans.map(({ y }) => y));
  const bottom = Math.max(...spans.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {TimeWindow} window @param {readonly Row[]} rows @returns {Box[]} around these rows of each lane in sight, and around what is below the lanes */
export function coversOf(window, rows) {
  const lanes = window.picture?.lanes ?? [];
  const inLanes = rows.filter((row) => row !== 'profile');
  const boxes = inLanes.length ? lanes.map(({ lane }) => boxOf(window, { rows: inLanes, lane })) : [];
  return [...boxes, ...(rows.includes('profile') ? [boxOf(window, { rows: ['profile'] })] : [])].filter((box) => box !== null);
}
