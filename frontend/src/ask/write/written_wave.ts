/** A wave that a network goes on drawing by itself, beside the true one. */

import type { RunView, Translate } from '../../core/model/types.ts';
import { threeFigures, whole } from '../../core/text/number.ts';
import { chartPicture, chartText, pathOf } from '../../ui/chart_svg.ts';
import { el, setText, svg } from '../../ui/dom.ts';
import { laneKey } from '../../ui/lane_key.ts';
import { tableOf } from '../../ui/panel_frame.ts';
import { LANE_DASHES, LANE_LETTERS } from '../../draw/tokens.ts';

const ROOM = { width: 560, height: 190, left: 40, right: 8, top: 10, bottom: 24 };

export function showWave(
  frame: ReturnType<typeof import('../../ui/answer_frame.ts').createAnswerFrame>,
  { reply, run, lane, asked, truth }: { reply: {
    values: (number | null)[][];
  }, run: RunView, lane: number, asked: { values?: number[][] }, truth: number[] },
  t: Translate,
) {
  const begun = (asked.values ?? []).map(([value]) => value);
  const values = reply.values.map(([value]) => value);
  const all = [...begun, ...values, ...truth].flatMap((value) => (value === null ? [] : [value]));
  const reach = Math.max(1, ...truth.map(Math.abs)) * 1.6;
  const [low, high] = [Math.max(-reach, Math.min(...all)), Math.min(reach, Math.max(...all))];
  const count = begun.length + values.length;
  const x = (step: number) => ROOM.left + ((ROOM.width - ROOM.left - ROOM.right) * (step + 0.5)) / count;
  const y = (value: number) => ROOM.top
    + (ROOM.height - ROOM.top - ROOM.bottom) * (1 - (Math.max(low, Math.min(high, value)) - low) / (high - low || 1));
  const path = (line: (number | null)[], from: number): string =>
    pathOf(line.map((value, index) => (value === null ? null : [x(from + index), y(value)])));
  const picture = chartPicture(ROOM);
  picture.setAttribute('class', 'chart-picture wave-picture');
  picture.append(
    svg('path', {
      d: [high, 0, low].map((value) => `M${ROOM.left},${y(value).toFixed(1)}H${ROOM.width - ROOM.right}`).join(''),
      class: 'chart-grid',
    }),
    ...[high, 0, low].map((value) => chartText(ROOM.left - 6, y(value) + 4, threeFigures(value), 'chart-tick', 'end')),
    ...(begun.length
      ? [svg('path', { d: `M${x(begun.length - 0.5)},${ROOM.top}V${ROOM.height - ROOM.bottom}`, class: 'chart-one' })]
      : []),
    svg('path', { d: path(truth, begun.length), class: 'wave-truth' }),
    svg('path', { d: path(begun, 0), class: 'wave-begun' }),
    svg('path', {
      d: path([begun[begun.length - 1] ?? null, ...values], begun.length - 1), class: 'wave-written',
      'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none',
    }),
    ...[0, Math.floor(count / 2), count - 1].map((step, place) =>
      chartText(
        x(step), ROOM.height - 8, String(step + 1), 'chart-tick', (['start', 'middle', 'end'] as const)[place],
      )),
  );
  frame.figure.className = 'try-figure wave';
  frame.figure.dataset.lane = String(lane);
  frame.figure.replaceChildren(picture);
  frame.legend.replaceChildren(
    laneKey(lane, 'line', t('try.write.wave.written')),
    el(
      'span', { class: 'scale-key' }, el('span', { class: 'key-mark key-line wave-truth-key' }),
      t('try.write.wave.truth')
    ),
    begun.length > 0 ? el(
      'span', { class: 'scale-key' }, el('span', { class: 'key-mark key-line' }), t('try.write.wave.begun')
    ) : ''
  );
  const known = truth.filter((_, index) => values[index] !== null && values[index] !== undefined);
  const error = known.length
    ? known.reduce((sum, value, index) => sum + (value - Number(values[index])) ** 2, 0) / known.length
    : NaN;
  setText(frame.caption, t('try.write.wave.caption', {
    lane: LANE_LETTERS[lane], count: whole(values.length), known: whole(known.length), error: threeFigures(error),
    chance: threeFigures(run.facts.task.chance),
  }));
  frame.setTable(() => tableOf([t('try.read.table.time'), t('try.write.wave.written'), t('try.write.wave.truth')],
    values.map((value, index) => [
      whole(begun.length + index + 1), value === null ? '–' : threeFigures(value),
      index < truth.length ? threeFigures(truth[index]) : '–',
    ])));
}
