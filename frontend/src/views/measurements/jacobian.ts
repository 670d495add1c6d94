/**
 * The fan of singular values of ∂s_T/∂s_t: which directions of the state still matter at the end, which have died,
 * which have grown.
 */

import type { Host, Measurement, Subject } from '../measurement_card.ts';
import { fanOf, hundredth, type Fan } from '../../charts/fan.ts';
import { watch } from '../../state/select.ts';
import { threeFigures } from '../../text/number.ts';
import { svg } from '../dom.ts';
import { chartPicture, chartText, logAxis, pathOf } from '../chart_svg.ts';
import { tableOf } from '../panel_frame.ts';

const ROOM = { width: 270, height: 178, left: 34, right: 8, top: 8, bottom: 28 };

export const jacobian: Measurement = { kind: 'jacobian', place: 'side', layered: true, needs: ['jacobian_singular_values'], create };

function create({ frame, store, redraw, services: { t } }: Host) {
  const picture = chartPicture(ROOM);
  frame.figure.append(picture);
  const unwatch = watch(store, ({ cursor }) => [cursor?.timeStep], redraw);

  return {
    draw(subject: Subject) {
      const fan = fanOf(subject.tensor('jacobian_singular_values'), subject.layer);
      const step = subject.state.cursor?.timeStep;
      const distance = step === undefined || step >= fan.count ? null : fan.count - 1 - step;
      frame.legend.replaceChildren();
      picture.replaceChildren(...fanPicture(fan, subject.lane, distance, t));
      frame.setCaption(captionOf(fan, distance, t));
      frame.setTable(() => tableOf([t('jacobian_card.distance'), ...fan.lines.map(({ rank }) => `σ${rank + 1}`)],
        Array.from({ length: fan.count }, (_, back) => [String(back), ...fan.lines.map(({ values }) => threeFigures(values[back]))])));
    },
    clear: () => picture.replaceChildren(),
    end: unwatch,
  };
}

export function fanPicture(
  { count, lines, low, high }: Fan,
  lane: number,
  distance: number | null,
  t: Host['services']['t'],
): SVGElement[] {
  const { y, marks } = logAxis(ROOM, low, high);
  const x = (back: number) => ROOM.width - ROOM.right - (back / Math.max(1, count - 1)) * (ROOM.width - ROOM.left - ROOM.right);
  const floor = ROOM.height - ROOM.bottom;
  const line = ({ rank, values }: Fan['lines'][number], index: number) => svg('path', {
    d: pathOf([...values].map((value, back) => (Number.isFinite(value) && value >= 10 ** low ? [x(back), y(value)] : null))),
    class: index === 0 ? 'fan-line is-largest' : 'fan-line', 'data-lane': lane, 'data-rank': rank,
  });
  return [
    ...marks,
    svg('path', { d: `M${ROOM.left},${y(1)}H${ROOM.width - ROOM.right}`, class: 'chart-one' }),
    ...lines.map(line).reverse(),
    ...(distance === null ? [] : [
      svg('path', { d: `M${x(distance).toFixed(1)},${ROOM.top}V${floor}`, class: 'chart-cursor' }),
      ...lines.filter((_, index) => index === 0 || index === lines.length - 1).map(({ values }) => svg('circle', { cx: x(distance), cy: y(values[distance]), r: 3.2, class: 'chart-dot', 'data-lane': lane })),
    ]),
    chartText(x(count - 1), floor + 13, String(count - 1), 'chart-tick', 'start'),
    ...(count > 8 ? [chartText(x(Math.round((count - 1) / 2)), floor + 13, String(Math.round((count - 1) / 2)), 'chart-tick', 'middle')] : []),
    chartText(x(0), floor + 13, '0', 'chart-tick', 'end'),
    chartText((ROOM.left + ROOM.width - ROOM.right) / 2, ROOM.height - 2, t('jacobian_card.axis'), 'chart-name', 'middle'),
  ];
}

function captionOf(fan: Fan, distance: number | null, t: Host['services']['t']) {
  const [largest, smallest] = [fan.lines[0], fan.lines[fan.lines.length - 1]];
  const back = distance ?? fan.count - 1;
  const words = [t('jacobian_card.caption', { distance: back, largest: threeFigures(largest.values[back]), smallest: threeFigures(smallest.values[back]) })];
  const found = hundredth(fan);
  if (found) words.push(t(found.grows ? 'jacobian_card.grown' : 'jacobian_card.shrunk', { distance: found.distance }));
  else words.push(t('jacobian_card.kept'));
  return words.join(' ');
}
