/** A small drawing of each kind of mark, in the colours of the picture. The style sheet knows the classes. */

import { svg } from '../../ui/dom.ts';
import { flagPicture } from '../../ui/flags.ts';
import { timelineGlyph } from '../../ui/timeline_flags.ts';

const [WIDTH, HEIGHT] = [44, 24];

export type Shape = readonly [tag: string, classes: string, attributes: Record<string, string | number>];

const path = (classes: string, d: string): Shape => ['path', classes, { d }];
const box = (classes: string, x: number, y: number, width: number, height: number): Shape =>
  ['rect', classes, { x, y, width, height }];

const COLUMN = [
  box('is-outline', 15, 1, 14, 22), box('is-positive', 17, 3, 10, 5), box('is-zero', 17, 9.5, 10, 5),
  box('is-negative', 17, 16, 10, 5),
];
const SHAPES: Readonly<Record<string, readonly Shape[]>> = {
  cells: COLUMN,
  crossed: [...COLUMN, path('is-forward is-thin', 'M17,9.5L27,14.5M27,9.5L17,14.5')],
  forward: [path('is-forward', 'M4,12H38M32,8L38,12L32,16')],
  off: [path('is-forward', 'M4,12H17M27,12H40M18,17L21,7M23,17L26,7')],
  backward: [path('is-gradient is-filled', 'M40,8V16H16V20L5,12L16,4V8Z')],
  bars: [box('is-gradient is-filled', 6, 14, 8, 8), box('is-gradient is-filled', 18, 9, 8, 13), box(
    'is-gradient is-filled', 30, 3, 8, 19,
  )],
  lines: [path('is-lane-a', 'M3,20C14,18 26,10 41,4'), path('is-lane-b', 'M3,14C14,13 26,12 41,9')],
  dead: [path('is-dead', 'M6,20H14M18,20H26'), box('is-gradient is-filled', 30, 6, 8, 14)],
  noise: [path('is-gradient', 'M8,20L14,14M12,20L20,12M18,20L26,12M24,20L32,12M30,20L36,14')],
  band: [path('is-band', 'M3,18L41,4V12L3,23Z'), path('is-lane-a', 'M3,20L41,7')],
  whole: [path('is-lane-a is-thin', 'M3,8L41,4'), path('is-lane-a', 'M20,22L41,5')],
  needed: [path('is-forward', 'M4,15V9H40V15')],
  reach: [path('is-gradient is-strong', 'M18,15V9H40V15')],
  cut: [path('is-stairs', 'M4,22H14V15H24V8H34V2'), path('is-forward is-thin', 'M4,18L10,12M4,12L16,2M12,12L22,2')],
  classes: [
    box('is-rail', 4, 3, 36, 4), box('is-rail', 4, 10, 36, 4), box('is-rail', 4, 17, 36, 4), box('is-grey', 4, 3, 9, 4),
    box('is-good', 4, 10, 28, 4), box('is-grey', 4, 17, 4, 4),
  ],
  values: [path('is-target', 'M3,18C14,4 28,4 41,14'), path('is-lane-a is-thin', 'M3,16C14,6 28,3 41,17')],
  losses: [['text', 'is-symbol', { x: 22, y: 17 }]],
  ribbon: [path('is-gradient is-filled', 'M40,4V20C26,18 14,15 3,13V11C14,9 26,6 40,4Z')],
  layers: [
    ...COLUMN.map(([tag, classes, at]) => [tag, classes, { ...at, x: Number(at.x) - 11 }] as Shape),
    ...COLUMN.map(([tag, classes, at]) => [tag, classes, { ...at, x: Number(at.x) + 11 }] as Shape),
  ],
  clocks: [path('is-forward', 'M4,6H40M4,18H40'), path(
    'is-ink', 'M6,3V9M14,3V9M22,3V9M30,3V9M38,3V9M6,15V21M22,15V21M38,15V21',
  )],
  difference: [['text', 'is-words', { x: 22, y: 17 }]],
  cursor: [box('is-cursor', 15, 1, 14, 22), ...COLUMN.slice(1)],
};
const LETTERS = { losses: 'ℓ', difference: 'B − A' } as Record<string, string>;

/** @returns decoration: its name stands beside it */
export function swatch(kind: string): SVGElement {
  if (kind === 'left_chance' || kind === 'solved') return flagPicture(kind);
  const shapes = SHAPES[kind];
  if (!shapes) return timelineGlyph(kind);
  const drawn = shapes.map(([tag, classes, attributes]) => svg(tag, { class: classes, ...attributes }));
  if (kind in LETTERS) drawn[0].textContent = LETTERS[kind];
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, class: 'mark-swatch', 'aria-hidden': 'true' },
    ...drawn,
  );
}
