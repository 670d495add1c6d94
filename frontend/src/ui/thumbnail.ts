/** What a card looks like, on a 72 × 40 grid: ink for what runs forward, the gradient's hue for what comes back. */

import { svg } from './dom.ts';

/** @returns decoration: the card's name carries the words */
export function thumbnail(shapes: () => SVGElement[]): SVGElement {
  return svg(
    'svg', { viewBox: '0 0 72 40', class: 'card-thumbnail', 'aria-hidden': 'true', focusable: 'false' }, ...shapes(),
  );
}

export function line(d: string, kind: 'ink' | 'back' | 'quiet' = 'ink', more: Record<string, string | number> = {}) {
  return svg('path', { d, class: `thumb-line thumb-${kind}`, ...more });
}

export function bar(
  x: number,
  y: number,
  width: number,
  height: number,
  { kind = 'ink', opacity = 1 }: { kind?: 'ink' | 'back' | 'frame', opacity?: number } = {},
) {
  return svg('rect', { x, y, width, height, rx: 1, opacity, class: `thumb-bar thumb-${kind}` });
}

export function dot(cx: number, cy: number, r: number) {
  return svg('circle', { cx, cy, r, class: 'thumb-bar thumb-ink' });
}

export function circle(cx: number, cy: number, r: number) {
  return svg('circle', { cx, cy, r, class: 'thumb-line thumb-ink' });
}

export function letters(text: string, x: number, y: number, size = 15) {
  const element = svg('text', { x, y, 'text-anchor': 'middle', 'font-size': size, class: 'thumb-letters' });
  element.textContent = text;
  return element;
}
