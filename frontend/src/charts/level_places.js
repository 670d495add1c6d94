/**
 * Where the names of levels stand in the margin of a chart: beside their lines, moved apart where those lie close. Pure.
 *
 * @typedef {{ y: number, height: number }} Name a level: `y` of its line, `height` of its text, in pixels of the plot
 */

/** Of a text of 12 pixels. */
export const LINE_HEIGHT = 14;

/**
 * @param {readonly Name[]} names
 * @param {number} room height of the plot
 * @returns {number[]} the middle of each text: none on another, none outside as long as there is room for all
 */
export function spreadNames(names, room) {
  const order = names.map((_, index) => index).sort((one, other) => names[one].y - names[other].y);
  const middles = names.map(({ y, height }) => Math.max(height / 2, Math.min(room - height / 2, y)));
  const apart = (/** @type {number} */ one, /** @type {number} */ other) => (names[one].height + names[other].height) / 2;
  for (let at = 1; at < order.length; at += 1) {
    const [above, here] = [order[at - 1], order[at]];
    middles[here] = Math.max(middles[here], middles[above] + apart(above, here));
  }
  let floor = room;
  for (const here of order.reverse()) {
    middles[here] = Math.min(middles[here], floor - names[here].height / 2);
    floor = middles[here] - names[here].height / 2;
  }
  return middles;
}

/** About as wide as a text of 12 pixels is: Hangul takes nearly a square. @param {string} text */
export function textWidth(text) {
  let width = 4;
  for (const sign of text) width += sign >= '\u1100' ? 11 : 6.3;
  return width;
}
