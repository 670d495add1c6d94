/** What each card looks like, on a 72 × 40 grid: ink for what runs forward, the gradient's hue for what comes back. */

import { svg } from '../../ui/dom.ts';

export type Shape = SVGElement;

/** @param card a measurement's kind or a question's name @returns decoration: the card's name carries the words */
export function cardThumbnail(card: string): SVGElement {
  return svg('svg', { viewBox: '0 0 72 40', class: 'card-thumbnail', 'aria-hidden': 'true', focusable: 'false' }, ...(THUMBNAILS[card] ?? (() => [bar(30, 14, 12, 12)]))());
}

const THUMBNAILS: Record<string, () => Shape[]> = {
  triangle: () => [0, 1, 2, 3, 4].flatMap((row) => Array.from({ length: row + 1 }, (_, column) => bar(18 + column * 8, 4 + row * 7, 7, 6, { kind: 'back', opacity: 1 - (row - column) * 0.21 }))),
  ledger: () => [line('M6 15H66', 'quiet'), ...[-6, 12, 17, 9, 20, 14].map((height, index) => bar(9 + index * 10, height < 0 ? 15 + height : 15, 6, Math.abs(height), { kind: index % 2 ? 'back' : 'ink' }))],
  lags: () => [30, 21, 14, 9, 6, 4, 2.5].map((height, index) => bar(8 + index * 8.4, 36 - height, 6, height, { kind: 'back' })),
  contributions: () => [line('M6 20H66', 'quiet'), ...[3, -5, 8, -3, -12, 14, 17].map((height, index) => bar(8 + index * 8.2, height > 0 ? 20 - height : 20, 6, Math.abs(height), { kind: 'back', opacity: height > 0 ? 1 : 0.45 }))],
  saliency: () => [2, 3, 26, 3, 2, 4, 18, 3, 2].map((height, index) => bar(6 + index * 6.8, 36 - height, 4.6, height, { kind: 'back' })),
  gates: () => [0, 1, 2].flatMap((row) => [0, 1, 2, 3, 4, 5, 6, 7].map((column) => bar(8 + column * 7, 4 + row * 12, 6, 9, { opacity: row === 0 ? 0.9 : (column * 5 + row * 3) % 7 / 8 + 0.08 }))),
  pre_activation: () => [line('M6 34C26 34 30 31 36 20S48 6 66 6'), ...[[12, 34], [18, 33.6], [36, 20], [54, 7.5], [60, 6.6], [64, 6.2]].map(([x, y]) => dot(x, y, 2.6))],
  jacobian: () => [6, 14, 24, 34].map((end, index) => line(`M66 6L8 ${end}`, 'back', { opacity: 1 - index * 0.2 })),
  lyapunov: () => [line('M6 12H66', 'quiet'), ...[6, 14, 19, 25, 31, 35].map((y, index) => dot(12 + index * 10, y, 2.8))],
  norms: () => [line('M6 16H66', 'quiet', { 'stroke-dasharray': '4 3' }), line('M6 30l6-4 5 3 5-22 4 21 6-3 6 3 5-15 4 16 7-5 6 3 6-4', 'back')],
  step_spectrum: () => [circle(36, 20, 16), ...[[30, 14], [30, 26], [41, 17], [41, 23], [24, 20], [47, 20]].map(([x, y]) => dot(x, y, 2.2))],
  read: () => [bar(6, 10, 60, 20, { kind: 'frame' }), letters('h e l', 28, 25), line('M46 14v12', 'ink')],
  write: () => [letters('he', 16, 26), line('M28 20h12m-4-4l4 4-4 4', 'quiet'), letters('llo', 54, 26)],
  lengths: () => [line('M6 8C30 8 34 10 40 20S52 33 66 34'), line('M32 4v32', 'quiet', { 'stroke-dasharray': '3 3' })],
  poke: () => [dot(22, 20, 3.4), ...[8, 14, 20].map((radius, index) => line(`M${22 + radius * 0.7} ${20 - radius * 0.7}a${radius} ${radius} 0 0 1 0 ${radius * 1.4}`, 'ink', { opacity: 1 - index * 0.28 })), line('M66 30H44m5-4l-5 4 5 4', 'back')],
  clamp: () => [...[0, 1, 2, 3, 4].map((row) => bar(14, 3 + row * 7, 9, 6, { opacity: row === 2 ? 1 : 0.25 })), bar(40, 19, 18, 14, { kind: 'frame' }), line('M44 19v-5a5 5 0 0 1 10 0v5M49 25v3', 'ink'), line('M25 20h12', 'quiet')],
  dial: () => [circle(30, 20, 15), line('M30 20L52 9', 'quiet', { 'stroke-dasharray': '3 3' }), dot(47, 11.5, 3), dot(47, 28.5, 3), line('M56 12a18 18 0 0 1 0 16m-3.500-4l3.500 4 4-3', 'back')],
  bench: () => [letters('h = ƒ(h, x)', 36, 18, 12), ...[10, 30, 50].map((x) => bar(x, 25, 12, 9, { kind: 'frame' })), line('M22 29.500h8M42 29.500h8', 'back')],
  portrait: () => [line('M8 8C30 6 50 14 36 20M64 34C44 36 26 28 34 21M12 34c8-2 14-6 17-11M62 6c-8 3-14 7-18 11', 'quiet'), line('M30 22l-1-4M42 17l4-1', 'quiet'), dot(37, 20, 3.6)],
  map: () => ROWS.flatMap((row, y) => [...row].map((shade, x) => bar(14 + x * 8, 4 + y * 8.5, 7, 7.500, { opacity: Number(shade) / 9 }))),
  seeds: () => [...['M6 8C20 9 24 30 66 34', 'M6 8C34 10 36 14 66 32', 'M6 8C40 8 50 9 66 12'].map((d) => line(d, 'quiet')), line('M6 8C30 9 32 24 66 32', 'ink', { 'stroke-width': 2.4 })],
  surface: () => [...[[28, 15], [19, 10], [10, 5]].map(([rx, ry]) => svg('ellipse', { cx: 36, cy: 20, rx, ry, class: 'thumb-quiet' })), dot(36, 20, 2.6), line('M58 10l-9 4m4 1.500L49 14l1.500-4', 'back')],
  wall: () => [line('M6 32H34V6H66'), dot(24, 28, 3), line('M34 12C26 2 16 4 10 16', 'back', { 'stroke-dasharray': '3 3' })],
};

/** Shades of the tiles of a map, 0 to 9. */
const ROWS = ['11258', '12589', '25894', '58952'];

function line(d: string, kind: 'ink' | 'back' | 'quiet' = 'ink', more: Record<string, string | number> = {}) {
  return svg('path', { d, class: `thumb-line thumb-${kind}`, ...more });
}

function bar(
  x: number,
  y: number,
  width: number,
  height: number,
  { kind = 'ink', opacity = 1 }: { kind?: 'ink' | 'back' | 'frame', opacity?: number } = {},
) {
  return svg('rect', { x, y, width, height, rx: 1, opacity, class: `thumb-bar thumb-${kind}` });
}

function dot(cx: number, cy: number, r: number) {
  return svg('circle', { cx, cy, r, class: 'thumb-bar thumb-ink' });
}

function circle(cx: number, cy: number, r: number) {
  return svg('circle', { cx, cy, r, class: 'thumb-line thumb-ink' });
}

function letters(text: string, x: number, y: number, size = 15) {
  const element = svg('text', { x, y, 'text-anchor': 'middle', 'font-size': size, class: 'thumb-letters' });
  element.textContent = text;
  return element;
}
