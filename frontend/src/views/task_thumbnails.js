/** What each task looks like, on a 56 × 24 grid, in the ink of its surroundings. */

import { svg } from './dom.js';

const INK = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.7, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
const SOLID = { fill: 'currentColor' };
const QUIET = 0.35;

/** @param {string} task a task's kind @returns {SVGElement} decoration: the label carries the words */
export function taskThumbnail(task) {
  const shapes = (THUMBNAILS[task] ?? unknown)();
  return svg('svg', { viewBox: '0 0 56 24', class: 'thumbnail', 'aria-hidden': 'true', focusable: 'false' }, ...shapes);
}

/** @type {Record<string, () => SVGElement[]>} */
const THUMBNAILS = {
  hello: () => [...[...'hell'].map((letter, index) => label(letter, 8 + index * 13, 17)), line('M52 6v12', { 'stroke-dasharray': '2 3' })],
  text: () => [line('M4 6h48'), line('M4 12h42', { opacity: QUIET }), line('M4 18h17'), bar(25, 14.5, 1.8, 7)],
  sine: () => [line('M3 12C7 1 11 1 15 12S23 23 27 12 35 1 39 12'), line('M39 12C43 23 47 23 51 12', { 'stroke-dasharray': '2 4' })],
  waveform: () => [dot(4, 12, 2.2), line('M8 12c2-9 4-9 6 0s3 11 5 3 2-14 5-8 2 15 5 7 2-11 4-5 2 9 4 3 2-8 4-2 2 8 5 3')],
  adding: () => [5, 9, 3, 7, 11, 6, 8, 4].map((height, index) => bar(3 + index * 6.4, 20 - height * 1.4, 4, height * 1.4, index === 1 || index === 5 ? 1 : 0.28)),
  copy: () => [
    ...[0, 1, 2].map((index) => bar(2 + index * 6, 9.5, 4.5, 4.5)), ...[0, 1, 2, 3].map((index) => dot(23.5 + index * 4, 12, 0.9, 0.5)),
    ...[0, 1, 2].map((index) => svg('rect', { ...INK, 'stroke-width': 1.4, x: 39.5 + index * 6, y: 10, width: 3.6, height: 3.6 })),
  ],
  temporal_order: () => [0, 1, 2, 3, 4, 5, 6].map((index) => (index === 1 ? label('A', 11, 17) : index === 4 ? label('B', 33, 17) : dot(4 + index * 7.6, 13, 1.6, 0.4))),
  parity: () => [line('M3 18h7V6h12v12h5V6h6v12h12V6h8')],
  echo: () => [...pulses(4, 1), ...pulses(34, QUIET), line('M23 4c3-2 7-2 9 1M32 1.500v3.800h-3.800', { 'stroke-width': 1.3 })],
  reber: () => [
    line('M8 12L22 5M8 12l14 7M26 5h10M26 19h10M24 7v10M40 5l7 6M40 19l7-6', { 'stroke-width': 1.3, opacity: 0.7 }),
    ...[[6, 12], [24, 5], [24, 19], [38, 5], [38, 19], [49, 12]].map(([x, y]) => dot(x, y, 2.4)),
  ],
  embedded_reber: () => [
    label('T', 6, 17), label('T', 50, 17), svg('rect', { ...INK, 'stroke-width': 1.3, 'stroke-dasharray': '2 2.5', x: 14, y: 4, width: 28, height: 16, rx: 3 }),
    line('M20 12l7-4h3l6 4M20 12l7 4h3l6-4', { 'stroke-width': 1.2, opacity: 0.7 }), ...[[19, 12], [28.5, 8], [28.5, 16], [37, 12]].map(([x, y]) => dot(x, y, 1.6)),
  ],
  brackets: () => [...'([{}])'].map((sign, index) => label(sign, 8 + index * 8, 17, Math.abs(index - 2.5) < 1 ? QUIET : 1)),
  digits: () => PIXELS.flatMap((row, y) => [...row].map((grey, x) => bar(19 + x * 3, 1.500 + y * 3, 2.6, 2.6, Number(grey) / 9))).concat(line('M8 3h6M8 7h6M8 11h3', { 'stroke-width': 1.2, opacity: 0.5 })),
  mnist: () => [svg('rect', { ...INK, 'stroke-width': 1.1, opacity: 0.5, x: 17, y: 1, width: 22, height: 22, rx: 2 }), line('M33 5.500h-8l-1 5.500c7-2 10 2 8.500 5.200-1.400 3.200-6 3.700-9.500 1.300', { 'stroke-width': 2.4 })],
  seq2seq_reverse: () => [label('ab', 11, 17), label('ba', 45, 17), line('M22 9h11m-3-3l3 3-3 3', { 'stroke-width': 1.3 }), line('M34 16H23m3-3l-3 3 3 3', { 'stroke-width': 1.3, opacity: QUIET })],
};

/** A seven in greys, 0 to 9. */
const PIXELS = ['089970', '000089', '000390', '009972', '000930', '003800', '008400'];

/** @param {string} d @param {Record<string, string | number>} [more] */
function line(d, more = {}) {
  return svg('path', { d, ...INK, ...more });
}

/** @param {number} cx @param {number} cy @param {number} r @param {number} [opacity] */
function dot(cx, cy, r, opacity = 1) {
  return svg('circle', { cx, cy, r, ...SOLID, opacity });
}

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} [opacity] */
function bar(x, y, width, height, opacity = 1) {
  return svg('rect', { x, y, width, height, rx: Math.min(1, width / 4), ...SOLID, opacity });
}

/** The same short pattern, loud or faint. @param {number} x @param {number} opacity */
function pulses(x, opacity) {
  return [12, 5, 9].map((height, index) => bar(x + index * 6, 20 - height, 3.6, height, opacity));
}

/** @param {string} text @param {number} x @param {number} y @param {number} [opacity] @returns {SVGElement} */
function label(text, x, y, opacity = 1) {
  const element = svg('text', { x, y, 'text-anchor': 'middle', 'font-size': 14, 'font-weight': 600, fill: 'currentColor', opacity });
  element.textContent = text;
  return element;
}

function unknown() {
  return [0, 1, 2].map((index) => svg('rect', { x: 8 + index * 15, y: 6, width: 10, height: 12, rx: 2, ...INK }));
}
