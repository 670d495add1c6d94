/** Eigenvalues come without names: each is followed from frame to frame by its nearest successor. */

import type { LaneFrame } from './types.ts';

/** real, imaginary */
export type Point = readonly [number, number];

/** @returns of the layer's recurrent matrix; null where the frame has none */
export function eigenvalues(lane: LaneFrame | null, layer: number): Point[] | null {
  const tensor = lane?.recurrentEigenvalues;
  if (!tensor) return null;
  const [layers, units] = tensor.shape;
  const start = Math.min(layer, layers - 1) * units;
  const part = (unit: number, imaginary: 0 | 1) => Number(tensor.data[2 * (start + unit) + imaginary]);
  return Array.from({ length: units }, (_, unit) => [part(unit, 0), part(unit, 1)] as Point);
}

/**
 * The new points in the order of the old ones, so that point i is the successor of old point i: the closest pairs
 * first.
 * @returns `after`, reordered; unchanged where the numbers of points differ
 */
export function matchNearest(before: readonly Point[], after: readonly Point[]): Point[] {
  if (before.length !== after.length) return [...after];
  const pairs = before.flatMap((old, from) =>
    after.map((point, to) => ({ from, to, distance: squaredDistance(old, point) })));
  pairs.sort((a, b) => a.distance - b.distance);
  const matched: Point[] = new Array(after.length);
  const taken = new Set();
  for (const { from, to } of pairs) {
    if (matched[from] || taken.has(to)) continue;
    matched[from] = after[to];
    taken.add(to);
  }
  return matched;
}

/** More points than this are drawn without trails: matching them takes their number squared. */
const MOST_FOLLOWED = 64;

/**
 * Trails of the last positions: `trails[i]` ends where eigenvalue i is now.
 * @param length positions to remember
 */
export function extendTrails(
  trails: readonly (readonly Point[])[],
  points: readonly Point[],
  length = 16,
): Point[][] {
  if (trails.length !== points.length || points.length > MOST_FOLLOWED) return points.map((point) => [point]);
  const ends = trails.map((trail) => trail[trail.length - 1]);
  return matchNearest(ends, points).map((point, index) => [...trails[index], point].slice(-length));
}

/** @returns the largest |λ| */
export function spectralRadius(points: readonly Point[]): number {
  return Math.max(0, ...points.map(([real, imaginary]) => Math.hypot(real, imaginary)));
}

const REACHES = [1.25, 1.6, 2, 3, 5, 10, 20, 50, 100, 1000];

/** @returns how far the picture reaches from the origin; it grows in jumps, so it rarely moves */
export function pictureReach(radius: number): number {
  return REACHES.find((reach) => radius * 1.06 <= reach) ?? radius * 1.1;
}

function squaredDistance([a, b]: Point, [c, d]: Point) {
  return (a - c) ** 2 + (b - d) ** 2;
}
