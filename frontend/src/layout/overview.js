/** The window of the overview strip: which part of a long sequence is in sight. */

/**
 * @typedef {{ total: number, seen: number, left: number }} Scroll pixels: the whole sequence, the part in sight, where it begins
 */

/**
 * @param {Scroll} scroll
 * @param {number} width of the strip
 * @returns {{ x: number, width: number }}
 */
export function windowOf({ total, seen, left }, width) {
  const share = Math.min(1, seen / total);
  return { x: Math.min(1 - share, left / total) * width, width: share * width };
}

/**
 * The scroll position that puts the window's middle at x.
 *
 * @param {Scroll} scroll
 * @param {number} width of the strip
 * @param {number} x
 */
export function leftFor({ total, seen }, width, x) {
  return Math.max(0, Math.min(total - seen, (x / width) * total - seen / 2));
}
