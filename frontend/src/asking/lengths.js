/**
 * Which lengths to try a network on, and what was found there.
 *
 * @typedef {{ step: number, lengths: number[], chance: number[], floor: (number | null)[],
 *   lanes: ({ loss: (number | null)[], metric: (number | null)[] } | null)[] }} Measured the answer to a question `lengths`
 */

const USUAL = [5, 10, 20, 50, 100, 200];
/** Lengths in one question. */
export const MOST_LENGTHS = 12;
/** Earlier measurements that stay in sight. */
const MOST_KEPT = 6;

/**
 * The usual ladder, the trained length among them, and where that is long, half of it and twice it.
 *
 * @param {number} trained
 * @param {number} shortest
 * @param {number} longest
 * @returns {number[]} increasing
 */
export function lengthsAround(trained, shortest, longest) {
  const beyond = trained >= 100 ? [Math.round(trained / 2), trained * 2] : [];
  const wanted = [...USUAL, ...beyond, trained].filter((length) => length >= shortest && length <= longest);
  return [...new Set(wanted)].sort((a, b) => a - b).slice(-MOST_LENGTHS);
}

/**
 * @param {string} text whole numbers between commas or blanks
 * @param {number} shortest
 * @param {number} longest
 * @returns {{ lengths: number[], wrong: string | null }} increasing; `wrong`: the first piece that is no length
 */
export function parseLengths(text, shortest, longest) {
  const pieces = text.split(/[\s,;]+/).filter(Boolean);
  const wrong = pieces.find((piece) => !/^\d+$/.test(piece) || Number(piece) < shortest || Number(piece) > longest) ?? null;
  return { lengths: wrong === null ? [...new Set(pieces.map(Number))].sort((a, b) => a - b) : [], wrong };
}

/** @param {readonly Measured[]} earlier @param {Measured} measured @returns {Measured[]} one of each training step, the newest last */
export function remembered(earlier, measured) {
  return [...earlier.filter(({ step }) => step !== measured.step), measured].slice(-MOST_KEPT);
}

/**
 * What a lane has at the trained length (or the nearest that was measured) and at the longest one.
 *
 * @param {Measured} measured
 * @param {number} lane
 * @param {'loss' | 'metric'} quantity
 * @param {number} trained
 * @returns {{ near: { length: number, value: number | null }, far: { length: number, value: number | null } } | null}
 */
export function nearAndFar({ lengths, lanes }, lane, quantity, trained) {
  const values = lanes[lane]?.[quantity];
  if (!values) return null;
  const nearest = lengths.reduce((best, length, index) => (Math.abs(length - trained) < Math.abs(lengths[best] - trained) ? index : best), 0);
  const last = lengths.length - 1;
  return { near: { length: lengths[nearest], value: values[nearest] }, far: { length: lengths[last], value: values[last] } };
}
