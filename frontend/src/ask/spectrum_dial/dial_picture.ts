/** The circle of the dial, whose points can be taken hold of, and the needle of the gain. */

import type { Point } from '../../core/model/eigenvalue_trails.ts';
import { svg } from '../../ui/dom.ts';
import { chartText } from '../../ui/chart_svg.ts';

const SIZE = 260;
const MIDDLE = SIZE / 2;
const NEEDLE = { width: 200, height: 120, radius: 88 };
/** Decades of the gain on either side of 1. */
const DECADES = 0.5;

function placing(reach: number): (point: Point) => [x: number, y: number] {
  const unit = (MIDDLE - 6) / reach;
  return ([real, imaginary]) => [MIDDLE + real * unit, MIDDLE - imaginary * unit];
}

/**
 * @param shown.own of the matrix
 * @param shown.steps of every J_t
 * @param shown.here of the J_t that is pointed at
 * @param shown.held which of `own` is held
 * @param shown.reach of the picture
 */
export function circleMarks(
  {
    own, steps, here, held, reach, lane,
  }: {
    own: readonly Point[];
    steps: readonly Point[];
    here: readonly Point[];
    held: number | null;
    reach: number;
    lane: number;
  },
): SVGElement[] {
  const at = placing(reach);
  const dots = (points: readonly Point[], radius: number) => points.map((point) => {
    const [x, y] = at(point);
    return `M${(x - radius).toFixed(1)},${y.toFixed(1)}a${radius},${radius} 0 1 0 ${2
      * radius},0a${radius},${radius} 0 1 0 ${-2 * radius},0`;
  }).join('');
  const [edge] = at([1, 0]);
  return [
    svg('path', { d: `M6,${MIDDLE}H${SIZE - 6}M${MIDDLE},6V${SIZE - 6}`, class: 'spectrum-axis' }),
    svg('circle', { cx: MIDDLE, cy: MIDDLE, r: edge - MIDDLE, class: 'spectrum-circle' }),
    chartText(edge + 3, MIDDLE + 13, '1', 'chart-tick'),
    svg('path', { d: dots(steps, 1.4), class: 'dial-steps', 'data-lane': lane }),
    svg('path', { d: dots(here, 3), class: 'dial-here', 'data-lane': lane }),
    svg('path', { d: dots(own, 4.4), class: 'dial-own', 'data-lane': lane }),
    ...(held === null ? [] : [
      svg('path', { d: `M${MIDDLE},${MIDDLE}L${at(own[held]).join()}`, class: 'dial-ray' }),
      svg('path', { d: dots([own[held]], 7.5), class: 'dial-held' }),
    ]),
  ];
}

export function dialPicture(): SVGElement {
  return svg('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'dial-circle', role: 'application', tabindex: '0' });
}

/** The point of the plane under the pointer. */
export function pointAt(
  picture: Element,
  { clientX, clientY }: { clientX: number, clientY: number },
  reach: number,
): Point {
  const box = picture.getBoundingClientRect();
  const unit = (MIDDLE - 6) / reach;
  return [
    (((clientX - box.left) / box.width) * SIZE - MIDDLE) / unit,
    (MIDDLE - ((clientY - box.top) / box.height) * SIZE) / unit,
  ];
}

/** How far the picture has to reach. */
export function reachOf(points: readonly Point[]): number {
  return Math.max(1.25, 1.08 * Math.max(0, ...points.map((point) => Math.hypot(...point))));
}

/** @param gain a time step; NaN: none */
export function needlePicture(gain: number): SVGElement {
  const [x, y] = [NEEDLE.width / 2, NEEDLE.height - 14];
  const angle = (value: number) => (Math.PI / 2) * (1 - Math.max(-1, Math.min(1, Math.log10(value) / DECADES)));
  const on = (value: number, radius: number) =>
    [x + radius * Math.cos(angle(value)), y - radius * Math.sin(angle(value))].map((each) => each.toFixed(1)).join();
  const ticks = [0.4, 0.6, 0.8, 1, 1.25, 1.7, 2.5];
  const picture = svg(
    'svg', { viewBox: `0 0 ${NEEDLE.width} ${NEEDLE.height}`, class: 'dial-needle', 'aria-hidden': 'true' },
  );
  picture.append(
    svg('path', {
      d:
        `M${on(10 ** -DECADES, NEEDLE.radius)}A${NEEDLE.radius},${NEEDLE.radius} 0 0 1 ${on(10 ** DECADES, NEEDLE.radius)}`,
      class: 'dial-arc',
    }),
    svg('path', {
      d: ticks.map((value) => `M${on(value, NEEDLE.radius - 6)}L${on(value, NEEDLE.radius)}`).join(''),
      class: 'dial-arc',
    }),
    ...ticks.map((value) => {
      const [tx, ty] = on(value, NEEDLE.radius - 16).split(',').map(Number);
      return chartText(tx, ty + 4, String(value), 'chart-tick', 'middle');
    }),
  );
  if (gain > 0) picture.append(
    svg('path', { d: `M${x},${y}L${on(gain, NEEDLE.radius - 26)}`, class: 'dial-hand' }),
    svg('circle', { cx: x, cy: y, r: 5, class: 'dial-hub' }),
  );
  return picture;
}

