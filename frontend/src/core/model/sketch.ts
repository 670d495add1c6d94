/**
 * A profile drawn by hand: how many powers of ten of the gradient are left at a few time steps, compared with the end.
 * Pure.
 */

/** Decades below the end, and above it, that can be drawn. */
export const DEEPEST = -40;
export const HIGHEST = 10;
/** How far an arrow key moves a point. */
export const NUDGE = 1;
const POINTS = 5;

/** @param count time steps @returns the time steps, from 0, of the points; the last stays where the loss is */
export function pointSteps(count: number): number[] {
  return Array.from({ length: POINTS }, (_, index) => Math.round((index * (count - 1)) / (POINTS - 1)));
}

/** @returns nothing lost on the way */
export function flatSketch(): number[] {
  return Array.from({ length: POINTS }, () => 0);
}

/** @param values from a link @returns a sketch; null where they are none */
export function sketchOf(values: readonly number[]): number[] | null {
  if (values.length !== POINTS || !values.every(Number.isFinite)) return null;
  return values.reduce((sketch, exponent, point) => withPoint(sketch, point, exponent), flatSketch());
}

/** @returns within what can be drawn; the end stays */
export function withPoint(sketch: readonly number[], point: number, exponent: number): number[] {
  if (point === sketch.length - 1) return [...sketch];
  return sketch.with(point, Math.max(DEEPEST, Math.min(HIGHEST, Math.round(exponent * 10) / 10)));
}

/** @param places of the points @returns the point nearest to it */
export function nearestPoint(places: readonly number[], x: number): number {
  const distances = places.map((place) => Math.abs(place - x));
  return distances.indexOf(Math.min(...distances));
}

/**
 * A piece of a line drawn over several points: what it passes lies on it, and the nearest point before it goes along.
 * @param places of the points
 */
export type Pen = { x: number, exponent: number };
export function withStroke(sketch: readonly number[], places: readonly number[], from: Pen, to: Pen): number[] {
  const [nearest, along] = [nearestPoint(places, to.x), to.x - from.x];
  return places.reduce((drawn, x, point) => {
    const share = (x - from.x) / along;
    if (share >= 0 && share <= 1) return withPoint(drawn, point, from.exponent + share * (to.exponent - from.exponent));
    return point === nearest && share > 1 ? withPoint(drawn, point, to.exponent) : drawn;
  }, [...sketch]);
}

/** @param count time steps @returns the factor per time step that was drawn */
export function sketchedFactor(sketch: readonly number[], count: number): number {
  return 10 ** (sketch[0] / (count - 1));
}

/**
 * The factor per time step of a line, by least squares through its logarithm.
 * @param norms by time step
 * @returns NaN where fewer than two are above 0
 */
export function lineFactor(norms: ArrayLike<number>): number {
  const points = Array.from(norms, (norm, step) => [step, Math.log10(norm)])
    .filter(([, exponent]) => Number.isFinite(exponent));
  const middle = points.reduce((sum, [step]) => sum + step, 0) / points.length;
  const [along, square] = points.reduce(
    ([a, b], [step, exponent]) => [a + (step - middle) * exponent, b + (step - middle) ** 2], [0, 0],
  );
  return 10 ** (-along / square);
}

/**
 * The factor per time step of what was drawn, as that of a measured line is found.
 * @param count time steps
 */
export function fittedFactor(sketch: readonly number[], count: number): number {
  const steps = pointSteps(count);
  return lineFactor(Array.from({ length: count }, (_, step) => {
    const next = Math.max(1, steps.findIndex((place) => place >= step));
    const share = (step - steps[next - 1]) / Math.max(1, steps[next] - steps[next - 1]);
    return 10 ** (sketch[next - 1] + share * (sketch[next] - sketch[next - 1]));
  }));
}

/** @returns its powers of ten, compared with the end; null where nothing is left */
export function measuredExponents(profile: ArrayLike<number>): (number | null)[] {
  const last = profile[profile.length - 1];
  return Array.from(profile, (norm) => (norm > 0 && last > 0 ? Math.log10(norm / last) : null));
}

/**
 * Powers of ten between what was drawn and what was measured at the first time step, where the guess was a good one:
 * half the way from line to line.
 */
const NEAR = 5;

/** @returns whether the left ends of the two lie close together */
export function isNear(sketch: readonly number[], profile: ArrayLike<number>): boolean {
  const [first] = measuredExponents(profile);
  return first !== null && Math.abs(sketch[0] - first) <= NEAR;
}
