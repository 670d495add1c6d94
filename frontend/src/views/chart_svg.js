/** Small pieces of the charts in the right column, as SVG. */

import { powerOfTen } from '../text/number.js';
import { svg } from './dom.js';

/** @typedef {{ width: number, height: number, left: number, right: number, top: number, bottom: number }} Room pixels; the four last are margins */

/** @param {Room} room @returns {SVGElement} */
export function chartPicture({ width, height }) {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart-picture', 'aria-hidden': 'true' });
}

/** @param {number} x @param {number} y @param {string} words @param {string} [kind] @param {'start' | 'middle' | 'end'} [anchor] @returns {SVGElement} */
export function chartText(x, y, words, kind = 'chart-tick', anchor = 'start') {
  const element = svg('text', { x, y, class: kind, 'text-anchor': anchor });
  element.textContent = words;
  return element;
}

/** @param {(readonly [number, number] | null)[]} points null: the line breaks @returns {string} path data */
export function pathOf(points) {
  let data = '';
  let drawing = false;
  for (const point of points) {
    if (point) data += `${drawing ? 'L' : 'M'}${point[0].toFixed(1)},${point[1].toFixed(1)}`;
    drawing = point !== null;
  }
  return data;
}

/**
 * Rules and labels of a log axis between two exponents of ten.
 *
 * @param {Room} room
 * @param {number} low
 * @param {number} high
 * @returns {{ y: (value: number) => number, marks: SVGElement[] }} `y` keeps within the room
 */
export function logAxis({ width, height, left, right, top, bottom }, low, high) {
  const place = (/** @type {number} */ exponent) => top + (height - top - bottom) * (1 - (exponent - low) / (high - low));
  const every = Math.max(1, Math.ceil((high - low) / 5));
  const exponents = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, index) => high - index * every);
  return {
    y: (value) => place(value > 0 ? Math.max(low, Math.min(high, Math.log10(value))) : low),
    marks: [
      svg('path', { d: exponents.map((exponent) => `M${left},${place(exponent).toFixed(1)}H${width - right}`).join(''), class: 'chart-grid' }),
      ...exponents.map((exponent) => chartText(left - 5, place(exponent) + 4, exponent === 0 ? '1' : powerOfTen(exponent), 'chart-tick', 'end')),
    ],
  };
}
