/**
 * The two small drawings of a thumbnail: where the points of a curve lie. Pure.
 *
 * @typedef {{ width: number, height: number, margin: number }} Sheet
 */

/**
 * @param {ArrayLike<number>} values evenly spaced
 * @param {Sheet} sheet
 * @param {{ low: number, high: number }} scale exponents of ten at the bottom and at the top
 * @param {{ from: number, to: number }} [span] which part of the width they fill, 0 to 1
 * @returns {([number, number] | null)[]} null where there is no positive number
 */
export function curveOf(values, { width, height, margin }, { low, high }, { from, to } = { from: 0, to: 1 }) {
  const [wide, tall] = [width - 2 * margin, height - 2 * margin];
  return Array.from(values, (value, index) => {
    if (!(value > 0)) return null;
    const along = from + (to - from) * (values.length > 1 ? index / (values.length - 1) : 1);
    const up = Math.max(0, Math.min(1, (Math.log10(value) - low) / (high - low)));
    return [margin + wide * along, margin + tall * (1 - up)];
  });
}

/** @param {readonly [number, number]} steps the first and the last update of a lane @param {number} last of all lanes */
export function spanOf([first, newest], last) {
  return { from: first / Math.max(1, last), to: newest / Math.max(1, last) };
}
