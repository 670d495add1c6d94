/** Arrows and marks over a plane, and how they lie on its map. */

import type { Place, Plane } from './contour_figure.ts';
import { svg } from '../../ui/dom.ts';

export type Arrow = { from: Place, to: Place, colour: string, width: number, dashed?: boolean };
export type Mark = { at: Place, kind: 'place' | 'raw' | 'clipped' };
/** `words` say what is in the picture */
export type Shown = { plane: Plane, arrows: Arrow[], marks: Mark[], names: { x: string, y: string }, words: string };
type Point = { x: number, y: number };

/** @returns shares of the frame of a plane, from its lower left corner */
export function sharesOf({ x, y }: Plane, [across, up]: Place): Place {
  return [shareOf(x, across), shareOf(y, up)];
}

function shareOf(axis: readonly number[], value: number) {
  return (value - axis[0]) / (axis[axis.length - 1] - axis[0]);
}

/** The head of an arrow. @returns corners */
export function headOf(before: Point, end: Point, thickness: number): Point[] {
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const size = 4 + 2 * thickness;
  return [[0.4, 0], [-1, 0.55], [-1, -0.55]].map(([along, aside]) => (
    { x: end.x + size * (along * cos - aside * sin), y: end.y + size * (along * sin + aside * cos) }));
}

/** @param width pixels of the frame of the map */
export function marksOnMap({ plane, arrows, marks }: Shown, width: number, height: number): SVGElement[] {
  const point = (place: Place) => {
    const [across, up] = sharesOf(plane, place);
    return { x: across * width, y: (1 - up) * height };
  };
  return [
    ...arrows.flatMap((arrow) => arrowOnMap(arrow, point(arrow.from), point(arrow.to))),
    ...marks.map(({ at, kind }) => markOnMap(kind, point(at))),
  ];
}

function arrowOnMap({ colour, width, dashed }: Arrow, start: Point, end: Point): SVGElement[] {
  const head = headOf(start, end, width).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L');
  return [
    svg('path', {
      d: `M${start.x},${start.y}L${end.x},${end.y}`, stroke: colour, 'stroke-width': width,
      'stroke-dasharray': dashed ? '4 3' : 'none', fill: 'none',
    }),
    svg('path', { d: `M${head}Z`, fill: colour }),
  ];
}

function markOnMap(kind: Mark['kind'], { x, y }: Point): SVGElement {
  if (kind === 'place') return svg('circle', { cx: x, cy: y, r: 6, class: 'plane-here' });
  return svg('path', { d: `M${x - 6},${y}L${x},${y - 6}L${x + 6},${y}L${x},${y + 6}Z`, class: `plane-${kind}` });
}
