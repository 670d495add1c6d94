/**
 * A phase portrait as SVG: basins as shades, the field as arrows, where the sequence runs, where the state stands
 * still.
 */

import type { Place, PhasePortrait } from './phase_portrait_model.ts';
import { chartText, pathOf } from '../../ui/chart_svg.ts';
import { svg } from '../../ui/dom.ts';

const SIZE = 380;
/** Names and ends of the axes stand in it: none lies on an arrow. */
const EDGE = 24;
const SPAN = SIZE - 2 * EDGE;
/** Shades that neighbouring basins take in turn. */
const SHADES = 4;

export function planePicture(): SVGElement {
  return svg('svg', { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'portrait-plane', role: 'application', tabindex: '0' });
}

function placing(reach: number): (place: Place) => [number, number] {
  return ([x, y]) => [EDGE + ((x + reach) / (2 * reach)) * SPAN, EDGE + ((reach - y) / (2 * reach)) * SPAN];
}

/** The place under the pointer. */
export function placeAt(
  picture: Element,
  { clientX, clientY }: { clientX: number, clientY: number },
  reach: number,
): Place {
  const box = picture.getBoundingClientRect();
  const along = (at: number, size: number) => (((at / size) * SIZE - EDGE) / SPAN) * 2 * reach - reach;
  return [along(clientX - box.left, box.width), -along(clientY - box.top, box.height)];
}

export function portraitMarks(
  portrait: PhasePortrait,
  { timeStep, start, lane, axes }: { timeStep: number, start: Place | null, lane: number, axes: [string, string] },
): SVGElement[] {
  const { reach, trajectory, started, fixed } = portrait;
  const at = placing(reach);
  const line = (places: readonly Place[]) =>
    pathOf(places.map((place) => (place.every(Number.isFinite) ? at(place) : null)));
  const [now, begun] = [trajectory[Math.min(timeStep + 1, trajectory.length - 1)], start ?? trajectory[0]];
  const middle = at([0, 0]);
  return [
    ...basinSquares(portrait, at),
    svg(
      'path', { d: `M${EDGE},${middle[1]}H${SIZE - EDGE}M${middle[0]},${EDGE}V${SIZE - EDGE}`, class: 'spectrum-axis' },
    ),
    svg('path', { d: fieldPath(portrait, at), class: 'portrait-field' }),
    svg('path', { d: line(trajectory), class: 'portrait-run', 'data-lane': lane }),
    ...(start ? [svg('path', { d: line(started), class: 'portrait-started' })] : []),
    ...fixed.map(({ place, stable }) => {
      const [cx, cy] = at(place);
      return svg('circle', {
        cx: cx.toFixed(1), cy: cy.toFixed(1), r: 6, class: stable ? 'portrait-stable' : 'portrait-unstable',
      });
    }),
    dot(at(now), 4.5, 'portrait-now', lane),
    dot(at(begun), 7, 'portrait-start', lane),
    chartText(middle[0], SIZE - 6, axes[0], 'chart-name', 'middle'),
    chartText(middle[0], 14, axes[1], 'chart-name', 'middle'),
    ...[-reach, reach].map((value) => chartText(
      at([value, 0])[0], SIZE - 6, value.toPrecision(2).replace('-', '−'), 'chart-tick', value < 0 ? 'start' : 'end',
    )),
  ];
}

function dot([cx, cy]: [number, number], r: number, kind: string, lane: number) {
  return svg('circle', { cx: cx.toFixed(1), cy: cy.toFixed(1), r, class: kind, 'data-lane': lane });
}

/** @returns one path a basin */
function basinSquares({ basins, places, points }: PhasePortrait, at: (place: Place) => [number, number]): SVGElement[] {
  const side = SPAN / (points - 1);
  const kinds = [...new Set(basins)].filter((basin) => basin >= 0);
  return kinds.map((basin, order) => svg('path', {
    class: `portrait-basin is-shade-${order % SHADES}`,
    d: places.flatMap((place, index) => {
      if (basins[index] !== basin) return [];
      const [x, y] = at(place);
      const [left, top] = [Math.max(EDGE, x - side / 2), Math.max(EDGE, y - side / 2)];
      return [`M${left.toFixed(1)},${top.toFixed(1)}H${Math.min(SIZE - EDGE, x + side / 2)
        .toFixed(1)}V${Math.min(SIZE - EDGE, y + side / 2).toFixed(1)}H${left.toFixed(1)}Z`];
    }).join(''),
  }));
}

/**
 * Arrows as long as they fit between the places: where a step leads is their direction, how far their length up to
 * that.
 */
function fieldPath({ places, field, points, reach }: PhasePortrait, at: (place: Place) => [number, number]) {
  const side = SPAN / (points - 1);
  const longest = 0.8 * side;
  return places.map((place, index) => {
    const [x, y] = at(place);
    const [dx, dy] = field[index].map((value) => (value / (2 * reach)) * SPAN);
    const size = Math.hypot(dx, dy);
    if (!(size > 0.3)) return '';
    const share = Math.min(1, longest / size);
    const [tx, ty] = [x + share * dx, y - share * dy];
    const [ux, uy] = [dx / size, -dy / size];
    const head = Math.min(4, share * size * 0.5);
    const barb = (sign: number) => `M${tx.toFixed(1)},${ty.toFixed(1)}L${(tx
      - head * (ux - sign * 0.6 * uy)).toFixed(1)},${(ty - head * (uy + sign * 0.6 * ux)).toFixed(1)}`;
    return `M${x.toFixed(1)},${y.toFixed(1)}L${tx.toFixed(1)},${ty.toFixed(1)}${barb(1)}${barb(-1)}`;
  }).join('');
}
