/**
 * Lyapunov exponents: how fast directions of the state grow or shrink a time step, sorted, around the line where they
 * would stay. Bars are those of the watched sequence, ticks those of the long run.
 */

import type { Host, Measurement, Subject } from '../../ui/measurement_card.ts';
import { nextLimit, roundLimit, slice } from '../../core/model/slices.ts';
import { signedBar, signedEnds, signedY } from '../signed_axis.ts';
import { knobFigures, threeFigures } from '../../core/text/number.ts';
import { svg } from '../../ui/dom.ts';
import { chartPicture, chartText } from '../../ui/chart_svg.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { markKey } from '../../ui/scale_keys.ts';

/** `error`: standard errors; `steps`: time steps of a run that count */
export type LongRun = { exponents: Float32Array, error: Float32Array, steps: number };

/** In nats a time step. */
const EDGE = 0.01;
const ROOM = { width: 270, height: 148, left: 40, right: 8, top: 10, bottom: 20 };

export const lyapunov: Measurement = {
  kind: 'lyapunov', place: 'side', layered: true, needs: ['lyapunov_exponents'], create,
};

function create({ frame, services: { t } }: Host) {
  const picture = chartPicture(ROOM);
  frame.figure.append(picture);
  let limit = 1;

  return {
    draw(subject: Subject) {
      const exponents = slice(subject.tensor('lyapunov_exponents'), subject.layer);
      const long = longRunOf(subject);
      const known = long ? long.exponents.filter(Number.isFinite) : [];
      const ends = signedEnds(
        Float32Array.of(...exponents, ...known), (magnitude) => (limit = nextLimit(limit, magnitude || roundLimit(1))),
      );
      frame.legend.replaceChildren(...(known.length ? [markKey(t('lyapunov_card.long_run'), 'line')] : []));
      picture.replaceChildren(...drawing(exponents, long?.exponents ?? null, ends, subject.lane, t));
      frame.setCaption([captionOf(exponents, t), ...(long ? [longRunWords(long, t)] : [])].join(' '));
      frame.setTable(() => tableOf([
        'i', 'λ', t('lyapunov_card.factor'), ...(long ? [t('lyapunov_card.long_run'), '±'] : []),
      ], Array.from(exponents, (value, index) => [
        String(index + 1), threeFigures(value), `×${threeFigures(Math.exp(value))}`,
        ...(long ? [threeFigures(long.exponents[index]), threeFigures(long.error[index])] : []),
      ])));
    },
    clear: () => picture.replaceChildren(),
    end: () => {},
  };
}

/** @returns null in a frame of before there were long runs */
function longRunOf(subject: Subject): LongRun | null {
  const [exponents, error, steps] = ['long_run_exponents', 'long_run_error', 'long_run_steps'].map((name) =>
    subject.data.tensors.get(name));
  if (!exponents || !error || !steps) return null;
  return {
    exponents: slice(exponents, subject.layer), error: slice(error, subject.layer), steps: Number(steps.data[1]),
  };
}

function drawing(
  exponents: Float32Array,
  long: Float32Array | null,
  { low, high }: { low: number, high: number },
  lane: number,
  t: Host['services']['t'],
): SVGElement[] {
  const reach = Math.max(-low, high);
  const axis = {
    top: ROOM.top, height: ROOM.height - ROOM.top - ROOM.bottom, low: Math.min(low, -reach / 5),
    high: Math.max(high, reach / 5),
  };
  const pitch = (ROOM.width - ROOM.left - ROOM.right) / exponents.length;
  const width = Math.max(1, Math.min(26, pitch - (pitch > 4 ? 2 : 0)));
  const bars = Array.from(exponents, (value, index) => {
    if (!Number.isFinite(value)) return '';
    const { y, height } = signedBar(axis, value);
    const x = ROOM.left + (index + 0.5) * pitch - width / 2;
    return `M${x.toFixed(1)},${y.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}Z`;
  });
  const ticks = Array.from(long ?? [], (value, index) => (Number.isFinite(value)
    ? `M${(ROOM.left + (index + 0.5) * pitch - width / 2 - 1).toFixed(1)},${signedY(axis, value)
      .toFixed(1)}h${(width + 2).toFixed(1)}`
    : ''));
  const rules = [...new Set([axis.low, 0, axis.high])];
  return [
    svg('path', {
      d: rules.map((value) => `M${ROOM.left},${signedY(axis, value).toFixed(1)}H${ROOM.width - ROOM.right}`).join(''),
      class: 'chart-grid',
    }),
    svg('path', { d: bars.filter((_, index) => exponents[index] < 0).join(''), class: 'bar-negative' }),
    svg('path', { d: bars.filter((_, index) => exponents[index] >= 0).join(''), class: 'bar-positive' }),
    svg('path', {
      d: `M${ROOM.left},${signedY(axis, 0).toFixed(1)}H${ROOM.width - ROOM.right}`, class: 'chart-zero',
      'data-lane': lane,
    }),
    svg('path', { d: ticks.join(''), class: 'long-run' }),
    ...rules.map((value) =>
      chartText(ROOM.left - 5, signedY(axis, value) + 4, knobFigures(value), 'chart-tick', 'end')),
    // The exponents fall from left to right: what grows leaves the upper right free, what shrinks the lower left.
    chartText(ROOM.width - ROOM.right, ROOM.top + 4, t('lyapunov_card.grows'), 'chart-name', 'end'),
    chartText(ROOM.left + 4, ROOM.height - ROOM.bottom - 4, t('lyapunov_card.shrinks'), 'chart-name is-haloed'),
    chartText(
      (ROOM.left + ROOM.width - ROOM.right) / 2, ROOM.height - 3, t('lyapunov_card.axis', { count: exponents.length }),
      'chart-name', 'middle',
    ),
  ];
}

/** @returns what is to be said of the largest */
function longRunWords({ exponents: [largest], error: [error], steps }: LongRun, t: Host['services']['t']): string {
  if (!steps) return t('lyapunov_card.long.none');
  if (Number.isNaN(largest)) return t('lyapunov_card.long.open', { steps });
  const side = Math.abs(largest) < EDGE ? 'edge' : largest > 0 ? 'grows' : 'shrinks';
  return t(`lyapunov_card.long.${side}`, {
    exponent: threeFigures(largest), error: threeFigures(error), factor: threeFigures(Math.exp(largest)), steps,
  });
}

function captionOf(exponents: Float32Array, t: Host['services']['t']) {
  const [largest] = exponents;
  const growing = exponents.reduce((count, value) => count + Number(value > 0), 0);
  const side = Math.abs(largest) < EDGE ? 'edge' : largest > 0 ? 'grows' : 'shrinks';
  const lost = exponents.reduce((count, value) => count + Number(value === -Infinity), 0);
  const words = [t(`lyapunov_card.caption.${side}`, {
    exponent: threeFigures(largest), factor: threeFigures(Math.exp(largest)), growing, count: exponents.length,
  })];
  if (lost) words.push(t('lyapunov_card.lost', { lost, count: exponents.length }));
  return words.join(' ');
}
