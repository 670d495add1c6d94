/**
 * The activation curve with the units of one time step on it, each as large as its part of the gradient that comes in.
 */

import type { Curve } from '../../core/model/activation_curves.ts';
import { extent } from '../../draw/axis.ts';
import { samples } from '../../draw/operating_points.ts';
import { svg } from '../../ui/dom.ts';
import { chartText } from '../../ui/chart_svg.ts';

const ROOM = { width: 340, height: 190, left: 30, right: 8, top: 8, bottom: 18 };
const [SMALLEST, LARGEST] = [2, 8];

/**
 * @param sums z of every unit
 * @param weights |λ| of every unit
 */
export function slopePicture(
  curve: Curve,
  sums: ArrayLike<number>,
  weights: ArrayLike<number>,
  lane: number,
): SVGElement {
  const [least, most] = extent(Array.from(sums));
  const reach = Math.min(12, Math.max(3, Math.ceil(Math.max(-least, most) + 0.25)));
  const [line, slope] = [curve.value, curve.slope].map((of) => samples(of, -reach, reach));
  const [floor, roof] = extent([...line, ...slope].map(([, y]) => y));
  const pad = 0.06 * (roof - floor || 1);
  const x = (z: number) =>
    ROOM.left + ((Math.max(-reach, Math.min(reach, z)) + reach) / (2 * reach)) * (ROOM.width - ROOM.left - ROOM.right);
  const y = (h: number) =>
    ROOM.height - ROOM.bottom - ((h - floor + pad) / (roof - floor + 2 * pad)) * (ROOM.height - ROOM.top - ROOM.bottom);
  const path = (points: [number, number][]) =>
    `M${points.map(([z, h]) => `${x(z).toFixed(1)},${y(h).toFixed(1)}`).join('L')}`;
  const heaviest = Math.max(...Array.from(weights)) || 1;
  const picture = svg(
    'svg', { viewBox: `0 0 ${ROOM.width} ${ROOM.height}`, class: 'slope-picture', 'aria-hidden': 'true' },
  );
  picture.append(
    svg('path', {
      d: `M${ROOM.left},${y(0).toFixed(1)}H${ROOM.width
        - ROOM.right}M${x(0).toFixed(1)},${ROOM.top}V${ROOM.height - ROOM.bottom}`,
      class: 'activation-grid',
    }),
    ...[floor, 0, roof].map((h) =>
      chartText(ROOM.left - 5, y(h) + 4, String(Math.round(100 * h) / 100).replace('-', '−'), 'chart-tick', 'end')),
    ...[-reach, 0, reach].map((z) => chartText(
      x(z), ROOM.height - 4, z === 0 ? 'z = 0' : String(z).replace('-', '−'), 'chart-tick',
      z < 0 ? 'start' : z > 0 ? 'end' : 'middle',
    )),
    svg('path', { d: path(slope), class: 'activation-slope' }),
    svg('path', { d: path(line), class: 'activation-curve' }),
    ...Array.from(sums, (z, unit) => svg('circle', {
      cx: x(z).toFixed(1), cy: y(curve.value(z)).toFixed(1),
      r: (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(weights[unit] / heaviest)).toFixed(1), class: 'slope-unit',
      'data-lane': lane,
    })),
  );
  return picture;
}
