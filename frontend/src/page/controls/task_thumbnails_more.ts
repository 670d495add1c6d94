/** The thumbnails of the tasks that are not first in sight. */

import { svg } from '../../ui/dom.ts';
import { addThumbnails, bar, dot, INK, label, line, QUIET } from './task_thumbnails.ts';

export const completeThumbnails = () => addThumbnails({
  sine: () =>
    [line('M3 12C7 1 11 1 15 12S23 23 27 12 35 1 39 12'), line(
      'M39 12C43 23 47 23 51 12', { 'stroke-dasharray': '2 4' },
    )],
  waveform: () =>
    [dot(4, 12, 2.2), line('M8 12c2-9 4-9 6 0s3 11 5 3 2-14 5-8 2 15 5 7 2-11 4-5 2 9 4 3 2-8 4-2 2 8 5 3')],
  lorenz: () => [
    line('M28 13C22 2 5 2 6 12s15 11 22 1S49 1 50 12 36 24 28 13 14 6 12 12s9 7 16 1 14-8 16-1-10 7-16 1', { 'stroke-width': 1.4 }),
  ],
  mackey_glass: () => [line('M3 17C6 3 9 3 11 12s4 8 6 1 4-12 7-4 3 13 6 9 2-17 6-13 2 9 5 6 3-9 6 3 2 5 3 6')],
  parity: () => [line('M3 18h7V6h12v12h5V6h6v12h12V6h8')],
  echo: () =>
    [...pulses(4, 1), ...pulses(34, QUIET), line('M23 4c3-2 7-2 9 1M32 1.500v3.800h-3.800', { 'stroke-width': 1.3 })],
  reber: () => [
    line('M8 12L22 5M8 12l14 7M26 5h10M26 19h10M24 7v10M40 5l7 6M40 19l7-6', { 'stroke-width': 1.3, opacity: 0.7 }),
    ...[[6, 12], [24, 5], [24, 19], [38, 5], [38, 19], [49, 12]].map(([x, y]) => dot(x, y, 2.4)),
  ],
  embedded_reber: () => [
    label('T', 6, 17), label('T', 50, 17),
    svg(
      'rect', { ...INK, 'stroke-width': 1.3, 'stroke-dasharray': '2 2.5', x: 14, y: 4, width: 28, height: 16, rx: 3 },
    ),
    line('M20 12l7-4h3l6 4M20 12l7 4h3l6-4', { 'stroke-width': 1.2, opacity: 0.7 }),
    ...[[19, 12], [28.5, 8], [28.5, 16], [37, 12]].map(([x, y]) => dot(x, y, 1.6)),
  ],
  brackets: () =>
    [...'([{}])'].map((sign, index) => label(sign, 8 + index * 8, 17, Math.abs(index - 2.5) < 1 ? QUIET : 1)),
  selective_copy: () => [
    ...[0, 1, 2, 3, 4, 5, 6].map((index) =>
      ([1, 2, 5].includes(index) ? bar(2 + index * 5.4, 9.5, 4, 4.5) : dot(4 + index * 5.4, 12, 0.9, 0.5))),
    ...[0, 1, 2].map((index) =>
      svg('rect', { ...INK, 'stroke-width': 1.3, x: 41 + index * 5, y: 10, width: 3.2, height: 3.6 })),
  ],
  associative_recall: () => [
    label('a3', 9, 17), label('b1', 27, 17, QUIET), label('a', 42, 17), line('M49 18h4', { 'stroke-dasharray': '2 2' }),
  ],
  word_problem: () => [
    ...[0, 1, 2].flatMap((place) => [dot(10, 4 + place * 8, 2), dot(28, 4 + place * 8, 2), dot(46, 4 + place * 8, 2)]),
    line('M12 4l14 8M12 12l14-8M12 20h14M30 4l14 16M30 12L44 4M30 20l14-8', { 'stroke-width': 1.2, opacity: 0.7 }),
  ],
  flip_flop: () => [
    line('M3 17V7h12v10h18V7h20'), ...[[3, 21], [15, 3], [33, 21]].map(([x, y]) => dot(x, y, 1.8, 0.6)),
  ],
  mnist: () => [
    svg('rect', { ...INK, 'stroke-width': 1.1, opacity: 0.5, x: 17, y: 1, width: 22, height: 22, rx: 2 }),
    line('M33 5.500h-8l-1 5.500c7-2 10 2 8.500 5.200-1.400 3.200-6 3.700-9.500 1.300', { 'stroke-width': 2.4 }),
  ],
  seq2seq_reverse: () => [
    label('ab', 11, 17), label('ba', 45, 17), line('M22 9h11m-3-3l3 3-3 3', { 'stroke-width': 1.3 }),
    line('M34 16H23m3-3l-3 3 3 3', { 'stroke-width': 1.3, opacity: QUIET }),
  ],
});

/** The same short pattern, loud or faint. */
function pulses(x: number, opacity: number) {
  return [12, 5, 9].map((height, index) => bar(x + index * 6, 20 - height, 3.6, height, opacity));
}
