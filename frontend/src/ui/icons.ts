/** Icons of the buttons, drawn in the ink of their surroundings. */

import { svg } from './dom.ts';

/** Paths on a 20 × 20 grid. */
const STROKES = {
  reset: ['M4.5 10a5.5 5.5 0 1 0 1.8-4', 'M4 3.5v3.2h3.2'],
  branch: ['M6 3.500v13', 'M6 7.500c0 4.500 8 2.500 8 8.500', 'M11.600 13.800l2.400 2.400 2.400-2.400'],
  lock: ['M5 9h10v7.500H5z', 'M7 9V6.500a3 3 0 0 1 6 0V9'],
  close: ['M5 5l10 10', 'M15 5L5 15'],
  plus: ['M10 4.5v11', 'M4.5 10h11'],
  copy: ['M7.5 7.5h8v8h-8z', 'M12.5 7.5v-3h-8v8h3'],
  trash: ['M4.5 6h11', 'M8 6V4h4v2', 'M6 6l.7 10h6.6L14 6'],
  'zoom-in': [
    'M8.500 3.500a5 5 0 1 1 0 10a5 5 0 1 1 0-10z', 'M12.200 12.200l4.300 4.300', 'M8.500 6.200v4.600M6.200 8.500h4.600',
  ],
  'zoom-out': ['M8.500 3.500a5 5 0 1 1 0 10a5 5 0 1 1 0-10z', 'M12.200 12.200l4.300 4.300', 'M6.200 8.500h4.600'],
  pencil: ['M4.5 15.5l.7-3.2L13 4.5l2.500 2.500-7.800 7.800z', 'M11.400 6.100l2.500 2.500'],
  share: [
    'M8 11.5l4-3', 'M12.2 12.2a2.6 2.6 0 1 1 .1.2', 'M12.2 6.2a2.6 2.6 0 1 1-.2 2',
    'M8 10a2.6 2.6 0 1 1-2.6-2.6A2.6 2.6 0 0 1 8 10z',
  ],
  link: [
    'M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-1 1',
    'M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l1-1',
  ],
  sun: [
    'M10 6.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4z',
    'M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1',
  ],
  moon: ['M15.8 12.2A6.3 6.3 0 0 1 7.8 4.2a6.3 6.3 0 1 0 8 8z'],
  settings: [
    'M3.5 6h8M14.5 6h2M3.5 14h2M8.5 14h8', 'M13 4.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
    'M7 12.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  ],
  type: [
    'M2.8 15.5L7 5l4.200 10.500', 'M4.300 12h5.400', 'M12.300 15.500L15 8.800l2.700 6.700', 'M13.300 13.200h3.400',
  ],
  more: ['M4.8 10h.1M9.95 10h.1M15.1 10h.1'],
  download: ['M10 3.5v8.5', 'M6.5 8.8l3.5 3.5 3.5-3.5', 'M4 14v2.500h12V14'],
  chevron: ['M5.5 8l4.5 4.5L14.5 8'],
  book: [
    'M10 5.500C8.200 4.300 6 4 3.500 4.200v10.600c2.500-.2 4.700.1 6.500 1.300 1.800-1.200 4-1.500 '
      + '6.500-1.300V4.200C14 4 11.800 4.300 10 5.500z',
    'M10 5.500v10.600',
  ],
  keyboard: ['M3 6h14v8.5H3z', 'M5.6 8.8h.1M8.5 8.8h.1M11.4 8.8h.1M14.3 8.8h.1M7 11.8h6'],
  snail: [
    'M3 14.5h10.5c2 0 3-1.3 3-3V8.2', 'M15 6.2l1.5 2 1.5-2',
    'M12.2 14.5a4.2 4.2 0 1 0-6.6-1.4M9.6 12.4a1.7 1.7 0 1 0-1.8-1',
  ],
} as Record<string, string[]>;

const SOLIDS = {
  play: 'M6.5 4.2v11.6c0 .5.5.8 1 .5l9-5.8c.4-.2.4-.8 0-1l-9-5.8c-.5-.3-1 0-1 .5z',
  pause:
    'M5.8 4h2.9c.3 0 .5.2.5.5v11c0 .3-.2.5-.5.5H5.8c-.3 0-.5-.2-.5-.5v-11c0-.3.2-.5.5-.5zM11.300 4h2.9c.3 '
      + '0 .5.2.5.5v11c0 .3-.2.5-.5.5h-2.900c-.3 0-.5-.2-.5-.5v-11c0-.3.2-.5.5-.5z',
  step:
    'M4.500 4.600v10.800c0 .4.4.7.8.5l7.200-5.400c.3-.2.3-.7 0-.9L5.300 4.100c-.4-.3-.8 0-.8.500zM14 '
      + '4h1.500c.300 0 .5.2.5.5v11c0 .3-.2.5-.5.5H14c-.3 0-.5-.2-.5-.5v-11c0-.3.2-.5.5-.5z',
} as Record<string, string>;

/** @returns decoration: the button carries the words */
export function icon(name: string): SVGElement {
  if (name === 'die') return die();
  const shape = SOLIDS[name]
    ? [svg('path', { d: SOLIDS[name], fill: 'currentColor' })]
    : (STROKES[name] ?? []).map((d) => svg('path', {
      d, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6, 'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }));
  return svg('svg', { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, ...shape);
}

function die(): SVGElement {
  const pips = [[7, 7], [13, 7], [10, 10], [7, 13], [13, 13]].map(([cx, cy]) =>
    svg('circle', { cx, cy, r: 1.2, fill: 'currentColor' }));
  const face = svg('rect', {
    x: 3.4, y: 3.4, width: 13.2, height: 13.2, rx: 3, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6,
  });
  return svg('svg', { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, face, ...pips);
}
