/**
 * A profile drawn by hand: how many powers of ten of the gradient are left at a few time steps, compared with the end. Pure.
 */

/** Decades below the end, and above it, that can be drawn. */
export const DEEPEST = -40;
export const HIGHEST = 10;
/** How far an arrow key moves a point. */
export const NUDGE = 1;
const POINTS = 5;

/** @param {number} count time steps @returns {number[]} the time steps, from 0, of the points; the last stays where the loss is */
export function pointSteps(count) {
  return Array.from({ length: POINTS }, (_, index) => Math.round((index * (count - 1)) / (POINTS - 1)));
}

/** @returns {number[]} nothing lost on the way */
export function flatSketch() {
  return Array.from({ length: POINTS }, () => 0);
}

/** @param {readonly number[]} values from a link @returns {number[] | null} a sketch; null where they are none */
export function sketchOf(values) {
  if (values.length !== POINTS || !values.every(Number.isFinite)) return null;
  return values.reduce((sketch, exponent, point) => withPoint(sketch, point, exponent), flatSketch());
}

/** @param {readonly number[]} sketch @param {number} point @param {number} exponent @returns {number[]} within what can be drawn; the end stays */
export function withPoint(sketch, point, exponent) {
  if (point === sketch.length - 1) return [...sketch];
  return sketch.with(point, Math.max(DEEPEST, Math.min(HIGHEST, Math.round(exponent * 10) / 10)));
}

/** @param {readonly number[]} places of the points @param {number} x @returns {number} the point nearest to it */
export function nearestPoint(places, x) {
  const distances = places.map((place) => Math.abs(place - x));
  return distances.indexOf(Math.min(...distances));
}

/**
 * A piece of a line drawn over several points: what it passes lies on it, and the nearest point before it goes along.
 *
 * @typedef {{ x: number, exponent: number }} Pen
 * @param {readonly number[]} sketch
 * @param {readonly number[]} places of the points
 * @param {Pen} from
 * @param {Pen} to
 * @returns {number[]}
 */
export function withStroke(sketch, places, from, to) {
  const [nearest, along] = [nearestPoint(places, to.x), to.x - from.x];
  return places.reduce((drawn, x, point) => {
    const share = (x - from.x) / along;
    if (share >= 0 && share <= 1) return withPoint(drawn, point, from.exponent + share * (to.exponent - from.exponent));
    return point === nearest && share > 1 ? withPoint(drawn, point, to.exponent) : drawn;
  }, [...sketch]);
}

/** @param {readonly number[]} sketch @param {number} count time steps @returns {number} the factor per time step that was drawn */
export function sketchedFactor(sketch, count) {
  return 10 ** (sketch[0] / (count - 1));
}

/**
 * The factor per time step of a line, by least squares through its logarithm.
 * @param {ArrayLike<number>} norms by time step @returns {number} NaN where fewer than two are above 0
 */
export function lineFactor(norms) {
  const points = Array.from(norms, (norm, step) => [step, Math.log10(norm)]).filter(([, exponent]) => Number.isFinite(exponent));
  const middle = points.reduce((sum, [step]) => sum + step, 0) / points.length;
  const [along, square] = points.reduce(([a, b], [step, exponent]) => [a + (step - middle) * exponent, b + (step - middle) ** 2], [0, 0]);
  return 10 ** (-along / square);
}

/**
 * The factor per time step of what was drawn, as that of a measured line is found.
 * @param {readonly number[]} sketch @param {number} count time steps @returns {number}
 */
export function fittedFactor(sketch, count) {
  const steps = pointSteps(count);
  return lineFactor(Array.from({ length: count }, (_, step) => {
    const next = Math.max(1, steps.findIndex((place) => place >= step));
    const share = (step - steps[next - 1]) / Math.max(1, steps[next] - steps[next - 1]);
    return 10 ** (sketch[next - 1] + share * (sketch[next] - sketch[next - 1]));
  }));
}

/** @param {ArrayLike<number>} profile @returns {(number | null)[]} its powers of ten, compared with the end; null where nothing is left */
export function measuredExponents(profile) {
  const last = profile[profile.length - 1];
  return Array.from(profile, (norm) => (norm > 0 && last > 0 ? Math.log10(norm / last) : null));
}

/** Powers of ten between what was drawn and what was measured at the first time step, where the guess was a good one: half the way from line to line. */
const NEAR = 5;

/** @param {readonly number[]} sketch @param {ArrayLike<number>} profile @returns {boolean} whether the left ends of the two lie close together */
export function isNear(sketch, profile) {
  const [first] = measuredExponents(profile);
  return first !== null && Math.abs(sketch[0] - first) <= NEAR;
}
