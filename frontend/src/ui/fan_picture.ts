/** How far each singular value of a product of step Jacobians comes, over the distance. */

import type { Services } from '../core/model/types.ts';
import type { Fan } from '../draw/fan.ts';
import { chartText, logAxis, pathOf } from './chart_svg.ts';
import { svg } from './dom.ts';

export const ROOM = { width: 270, height: 178, left: 34, right: 8, top: 8, bottom: 28 };

export function fanPicture(
  { count, lines, low, high }: Fan,
  lane: number,
  distance: number | null,
  t: Services['t'],
): SVGElement[] {
  const { y, marks } = logAxis(ROOM, low, high);
  const x = (back: number) =>
    ROOM.width - ROOM.right - (back / Math.max(1, count - 1)) * (ROOM.width - ROOM.left - ROOM.right);
  const floor = ROOM.height - ROOM.bottom;
  const line = ({ rank, values }: Fan['lines'][number], index: number) => svg('path', {
    d: pathOf(
      [...values].map((value, back) => (Number.isFinite(value) && value >= 10 ** low ? [x(back), y(value)] : null)),
    ),
    class: index === 0 ? 'fan-line is-largest' : 'fan-line', 'data-lane': lane, 'data-rank': rank,
  });
  return [
    ...marks,
    svg('path', { d: `M${ROOM.left},${y(1)}H${ROOM.width - ROOM.right}`, class: 'chart-one' }),
    ...lines.map(line).reverse(),
    ...(distance === null ? [] : [
      svg('path', { d: `M${x(distance).toFixed(1)},${ROOM.top}V${floor}`, class: 'chart-cursor' }),
      ...lines.filter((_, index) => index === 0 || index === lines.length - 1).map(({ values }) =>
        svg('circle', { cx: x(distance), cy: y(values[distance]), r: 3.2, class: 'chart-dot', 'data-lane': lane })),
    ]),
    chartText(x(count - 1), floor + 13, String(count - 1), 'chart-tick', 'start'),
    ...(count > 8
      ? [chartText(
        x(Math.round((count - 1) / 2)), floor + 13, String(Math.round((count - 1) / 2)), 'chart-tick', 'middle',
      )]
      : []),
    chartText(x(0), floor + 13, '0', 'chart-tick', 'end'),
    chartText(
      (ROOM.left + ROOM.width - ROOM.right) / 2, ROOM.height - 2, t('jacobian_card.axis'), 'chart-name', 'middle',
    ),
  ];
}
