/** Small pieces of the charts in the right column, as SVG. */

import { powerOfTen } from '../core/text/number.ts';
import { svg } from './dom.ts';

/** pixels; the four last are margins */
export type Room = { width: number, height: number, left: number, right: number, top: number, bottom: number };

export function chartPicture({ width, height }: Room): SVGElement {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart-picture', 'aria-hidden': 'true' });
}

export function chartText(
  x: number,
  y: number,
  words: string,
  kind = 'chart-tick',
  anchor: 'start' | 'middle' | 'end' = 'start',
): SVGElement {
  const element = svg('text', { x, y, class: kind, 'text-anchor': anchor });
  element.textContent = words;
  return element;
}

/** @param points null: the line breaks @returns path data */
export function pathOf(points: (readonly [number, number] | null)[]): string {
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
 * @returns `y` keeps within the room
 */
export function logAxis(
  { width, height, left, right, top, bottom }: Room,
  low: number,
  high: number,
): { y: (value: number) => number, marks: SVGElement[] } {
  const place = (exponent: number) => top + (height - top - bottom) * (1 - (exponent - low) / (high - low));
  const every = Math.max(1, Math.ceil((high - low) / 5));
  const exponents = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, index) => high - index * every);
  return {
    y: (value) => place(value > 0 ? Math.max(low, Math.min(high, Math.log10(value))) : low),
    marks: [
      svg('path', {
        d: exponents.map((exponent) => `M${left},${place(exponent).toFixed(1)}H${width - right}`).join(''),
        class: 'chart-grid',
      }),
      ...exponents.map((exponent) =>
        chartText(left - 5, place(exponent) + 4, exponent === 0 ? '1' : powerOfTen(exponent), 'chart-tick', 'end')),
    ],
  };
}
