/** A lane's sign in a legend: its letter, a stroke of its line or the marker of its points. */

import { el, svg } from './dom.ts';
import { LANE_DASHES, LANE_LETTERS } from '../draw/tokens.ts';

/** Corners of the lanes' point markers around the origin; lane A is a circle. */
const CORNERS = [
  null,
  [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
  [[0, -1.15], [1.05, 0.75], [-1.05, 0.75]],
  [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
];

const tenth = (value: number) => Math.round(value * 10) / 10;

/** @returns path data */
export function markerPath(lane: number, x: number, y: number, radius: number): string {
  const corners = CORNERS[lane];
  if (corners) {
    return `M${corners.map(([right, down]) => `${tenth(x + right * radius)},${tenth(y + down * radius)}`).join('L')}Z`;
  }
  const [left, right, r] = [tenth(x - radius), tenth(x + radius), tenth(radius)];
  return `M${right},${tenth(y)}A${r},${r},0,1,1,${left},${tenth(y)}A${r},${r},0,1,1,${right},${tenth(y)}Z`;
}

/** @param reading what stands behind the letter */
export function laneKey(lane: number, kind: 'line' | 'marker', ...reading: ((Node | string))[]): HTMLElement {
  const sample = kind === 'line'
    ? svg('path', { d: 'M0,6H18', class: 'lane-key-line', 'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none' })
    : svg('path', { d: markerPath(lane, 9, 6, 4), class: 'lane-key-marker' });
  const picture = svg('svg', { viewBox: '0 0 18 12', width: 18, height: 12, 'aria-hidden': 'true' }, sample);
  return el(
    'span', { class: 'lane-key', 'data-lane': String(lane) }, picture, el('b', {}, LANE_LETTERS[lane]), ...reading,
  );
}
