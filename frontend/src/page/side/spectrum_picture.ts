/** The complex plane with the unit circle: the eigenvalues of each lane, with the trail of their last positions. */

import type { RunView, Translate } from '../../core/model/types.ts';
import { extendTrails, pictureReach, spectralRadius, type Point } from '../../core/model/eigenvalue_trails.ts';
import { svg } from '../../ui/dom.ts';
import { markerPath } from '../../ui/lane_key.ts';

const SIZE = 200;
const MIDDLE = SIZE / 2;
/** How far the picture reaches while there is nothing in it. */
const EMPTY_REACH = 1.25;
/** More points than this are drawn smaller. */
const CROWD = 40;

/** The eigenvalues of each lane; null where it has none. */
export type Spectra = (Point[] | null)[];

export function createSpectrumPicture(t: Translate) {
  const attributes = { viewBox: `0 0 ${SIZE} ${SIZE}`, class: 'spectrum-picture', 'aria-hidden': 'true' };
  const root = svg('svg', attributes);
  /** trails of each lane */
  let trails: Point[][][] = [];
  let trailed = { key: '', step: -1 };

  function paint(reach: number, ...marks: SVGElement[]) {
    root.replaceChildren(...backdrop(reach, t('spectrum_panel.grows'), t('spectrum_panel.shrinks')), ...marks);
  }

  function clear() {
    trails = [];
    paint(EMPTY_REACH);
  }

  /** @param matrix another one has other trails */
  function follow(run: RunView, matrix: string, lanes: Spectra) {
    const key = `${run.id}/${matrix}`;
    const step = run.frame?.step ?? 0;
    if (trailed.key !== key || step < trailed.step) trails = [];
    else if (trailed.step === step && trails.length) return;
    trails = lanes.map((points, lane) => (points ? extendTrails(trails[lane] ?? [], points) : []));
    trailed = { key, step };
  }

  /** @param ring radius of a ring, where there is one to draw */
  function draw(reach: number, ring: number | null) {
    const rings = ring === null || ring > reach ? [] : [ringMark(ring, reach)];
    paint(reach, ...rings, ...trails.flatMap((lane, index) => laneMarks(lane, index, reach)));
  }

  return { root, clear, follow, draw };
}

/** @returns how far the picture has to reach */
export function reachOf(lanes: Spectra): number {
  return pictureReach(Math.max(...lanes.map((points) => spectralRadius(points ?? []))));
}

/** Where a number stands along either axis. */
function along(value: number, reach: number): number {
  return MIDDLE + (value / reach) * (MIDDLE - 4);
}

function backdrop(reach: number, grows: string, shrinks: string): SVGElement[] {
  const radius = along(1, reach) - MIDDLE;
  const inside = (MIDDLE + radius * 0.62).toFixed(1);
  const label = (x: number, y: number, text: string, kind: string, anchor = 'middle') => {
    const element = svg('text', { x, y, class: kind, 'text-anchor': anchor });
    element.textContent = text;
    return element;
  };
  return [
    svg('path', { d: `M4,${MIDDLE}H${SIZE - 4}M${MIDDLE},4V${SIZE - 4}`, class: 'spectrum-axis' }),
    svg('circle', { cx: MIDDLE, cy: MIDDLE, r: radius, class: 'spectrum-circle' }),
    label(along(1, reach) + 3, MIDDLE + 13, '1', 'spectrum-tick', 'start'),
    label(along(-1, reach) - 3, MIDDLE + 13, '−1', 'spectrum-tick', 'end'),
    label(SIZE - 2, 10, grows, 'spectrum-word', 'end'),
    svg('path', { d: `M${SIZE - 22},${SIZE - 13}L${inside},${inside}`, class: 'spectrum-leader' }),
    label(SIZE - 2, SIZE - 3, shrinks, 'spectrum-word', 'end'),
  ];
}

function ringMark(radius: number, reach: number): SVGElement {
  return svg('circle', { cx: MIDDLE, cy: MIDDLE, r: along(radius, reach) - MIDDLE, class: 'spectrum-ring' });
}

/** @param lane trails */
function laneMarks(lane: Point[][], index: number, reach: number): SVGElement[] {
  const position = ([real, imaginary]: Point) => [along(real, reach), along(-imaginary, reach)] as const;
  const written = (point: Point) => position(point).map((part) => part.toFixed(1)).join();
  const tails = lane.filter((trail) => trail.length > 1).map((trail) => `M${trail.map(written).join('L')}`).join('');
  const heads = lane.map((trail) => {
    const [x, y] = position(trail[trail.length - 1]);
    return markerPath(index, x, y, lane.length > CROWD ? 2.6 : 3.6);
  }).join('');
  return [
    svg('path', { d: tails, class: 'spectrum-trail', 'data-lane': index }),
    svg('path', { d: heads, class: 'spectrum-point', 'data-lane': index }),
  ];
}
