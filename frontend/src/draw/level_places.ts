/**
 * Where the names of levels stand in the margin of a chart: beside their lines, moved apart where those lie close.
 * Pure.
 */

/** a level: `y` of its line, `height` of its text, in pixels of the plot */
export type Name = { y: number, height: number };

/** Of a text of 12 pixels. */
export const LINE_HEIGHT = 14;

/**
 * @param room height of the plot
 * @returns the middle of each text: none on another, none outside as long as there is room for all
 */
export function spreadNames(names: readonly Name[], room: number): number[] {
  const order = names.map((_, index) => index).sort((one, other) => names[one].y - names[other].y);
  const middles = names.map(({ y, height }) => Math.max(height / 2, Math.min(room - height / 2, y)));
  const apart = (one: number, other: number) => (names[one].height + names[other].height) / 2;
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

/** About as wide as a text of 12 pixels is: Hangul takes nearly a square. */
export function textWidth(text: string) {
  let width = 4;
  for (const sign of text) width += sign >= '\u1100' ? 11 : 6.3;
  return width;
}
