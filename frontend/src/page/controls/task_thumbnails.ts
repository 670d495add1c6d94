/**
 * What each task looks like, on a 56 × 24 grid, in the ink of its surroundings: those that are first in sight; the
 * others are added.
 */

import { svg } from '../../ui/dom.ts';

export const INK = {
  fill: 'none', stroke: 'currentColor', 'stroke-width': 1.7, 'stroke-linecap': 'round', 'stroke-linejoin': 'round',
};
const SOLID = { fill: 'currentColor' };
export const QUIET = 0.35;

/** @param task a task's kind @returns decoration: the label carries the words */
export function taskThumbnail(task: string): SVGElement {
  const shapes = (THUMBNAILS[task] ?? unknown)();
  return svg('svg', { viewBox: '0 0 56 24', class: 'thumbnail', 'aria-hidden': 'true', focusable: 'false' }, ...shapes);
}

/** @returns whether its thumbnail is there already */
export const isDrawn = (task: string): boolean => task in THUMBNAILS;

export const addThumbnails = (others: typeof THUMBNAILS) => void Object.assign(THUMBNAILS, others);

const THUMBNAILS: Record<string, () => SVGElement[]> = {
  hello: () =>
    [...[...'hell'].map((letter, index) => label(letter, 8 + index * 13, 17)), line(
      'M52 6v12', { 'stroke-dasharray': '2 3' },
    )],
  text: () => [line('M4 6h48'), line('M4 12h42', { opacity: QUIET }), line('M4 18h17'), bar(25, 14.5, 1.8, 7)],
  adding: () => [5, 9, 3, 7, 11, 6, 8, 4].map((height, index) =>
    bar(3 + index * 6.4, 20 - height * 1.4, 4, height * 1.4, index === 1 || index === 5 ? 1 : 0.28)),
  copy: () => [
    ...[0, 1, 2].map((index) => bar(2 + index * 6, 9.5, 4.5, 4.5)),
    ...[0, 1, 2, 3].map((index) => dot(23.5 + index * 4, 12, 0.9, 0.5)),
    ...[0, 1, 2].map((index) =>
      svg('rect', { ...INK, 'stroke-width': 1.4, x: 39.5 + index * 6, y: 10, width: 3.6, height: 3.6 })),
  ],
  temporal_order: () => [0, 1, 2, 3, 4, 5, 6].map((index) =>
    (index === 1 ? label('A', 11, 17) : index === 4 ? label('B', 33, 17) : dot(4 + index * 7.6, 13, 1.6, 0.4))),
  digits: () => PIXELS
    .flatMap((row, y) => [...row].map((grey, x) => bar(19 + x * 3, 1.500 + y * 3, 2.6, 2.6, Number(grey) / 9)))
    .concat(line('M8 3h6M8 7h6M8 11h3', { 'stroke-width': 1.2, opacity: 0.5 })),
};

/** A seven in greys, 0 to 9. */
const PIXELS = ['089970', '000089', '000390', '009972', '000930', '003800', '008400'];

export function line(d: string, more: Record<string, string | number> = {}) {
  return svg('path', { d, ...INK, ...more });
}

export function dot(cx: number, cy: number, r: number, opacity = 1) {
  return svg('circle', { cx, cy, r, ...SOLID, opacity });
}

export function bar(x: number, y: number, width: number, height: number, opacity = 1) {
  return svg('rect', { x, y, width, height, rx: Math.min(1, width / 4), ...SOLID, opacity });
}

export function label(text: string, x: number, y: number, opacity = 1): SVGElement {
  const element = svg(
    'text', { x, y, 'text-anchor': 'middle', 'font-size': 14, 'font-weight': 600, fill: 'currentColor', opacity },
  );
  element.textContent = text;
  return element;
}

function unknown() {
  return [0, 1, 2].map((index) => svg('rect', { x: 8 + index * 15, y: 6, width: 10, height: 12, rx: 2, ...INK }));
}
