/**
 * A surface over a grid, seen from somewhere: its patches in the order in which they hide each other.
 *
 * @typedef {{ turn: number, tilt: number }} View degrees: round the upright axis; above the horizon
 * @typedef {{ x: number, y: number }} Point on the picture, pixels
 * @typedef {{ corners: Point[], level: number }} Patch `level`: from 0, the lowest, to 1
 *
 * @typedef {object} Relief
 * @property {Patch[]} patches from the back to the front
 * @property {(along: number, across: number, level: number) => Point} place of a point: shares of the grid from its first corner, and a level
 */

/** Of the whole: how high the surface stands beside the length of its sides. */
const HEIGHT = 0.62;

/**
 * @param {(number | null)[][]} levels from 0 to 1, a list a row; null: there is no surface
 * @param {View} view
 * @param {number} width of the picture
 * @param {number} height
 * @returns {Relief}
 */
export function reliefOf(levels, { turn, tilt }, width, height) {
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const [lift, flat] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  const scale = Math.min(width / 1.5, height / (1.45 * flat + HEIGHT * lift));
  const depth = (/** @type {number} */ along, /** @type {number} */ across) => (along - 0.5) * sin + (across - 0.5) * cos;
  const place = (/** @type {number} */ along, /** @type {number} */ across, /** @type {number} */ level) => ({
    x: width / 2 + scale * ((along - 0.5) * cos - (across - 0.5) * sin),
    y: height / 2 + scale * (depth(along, across) * flat - (level - 0.5) * HEIGHT * lift),
  });
  const [rows, columns] = [levels.length, levels[0].length];
  /** @type {(Patch & { depth: number })[]} */
  const patches = [];
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const corners = [[row, column], [row + 1, column], [row + 1, column + 1], [row, column + 1]].map(([r, c]) => ({ r: r / (rows - 1), c: c / (columns - 1), level: levels[r][c] }));
      if (corners.some(({ level }) => level === null)) continue;
      patches.push({
        corners: corners.map(({ r, c, level }) => place(r, c, Number(level))),
        level: corners.reduce((sum, { level }) => sum + Number(level), 0) / 4,
        depth: depth((row + 0.5) / (rows - 1), (column + 0.5) / (columns - 1)),
      });
    }
  }
  patches.sort((a, b) => a.depth - b.depth);
  return { patches, place };
}

/**
 * The values of a grid as levels, on a logarithmic or a linear scale.
 *
 * @param {ArrayLike<number | bigint>} values row by row
 * @param {number} columns
 * @param {readonly [number, number]} range of what is drawn; beyond it a level stays at the end
 * @param {boolean} logarithmic
 * @returns {(number | null)[][]}
 */
export function levelsOf(values, columns, [low, high], logarithmic) {
  const place = (/** @type {number} */ value) => (logarithmic ? Math.log10(Math.max(value, low)) : value);
  const [bottom, top] = [place(low), place(high)];
  return Array.from({ length: values.length / columns }, (_, row) => Array.from({ length: columns }, (_none, column) => {
    const value = Number(values[row * columns + column]);
    if (!Number.isFinite(value)) return null;
    return top === bottom ? 0.5 : Math.max(0, Math.min(1, (place(value) - bottom) / (top - bottom)));
  }));
}

/**
 * The level between the points of the grid.
 *
 * @param {(number | null)[][]} levels
 * @param {number} along share of the grid, 0 to 1
 * @param {number} across
 * @returns {number} 0 where there is no surface
 */
export function levelAt(levels, along, across) {
  const [x, y] = [Math.max(0, Math.min(1, along)) * (levels.length - 1), Math.max(0, Math.min(1, across)) * (levels[0].length - 1)];
  const [row, column] = [Math.min(levels.length - 2, Math.floor(x)), Math.min(levels[0].length - 2, Math.floor(y))];
  const [down, right] = [x - row, y - column];
  const at = (/** @type {number} */ r, /** @type {number} */ c) => levels[row + r][column + c] ?? 0;
  return at(0, 0) * (1 - down) * (1 - right) + at(1, 0) * down * (1 - right) + at(0, 1) * (1 - down) * right + at(1, 1) * down * right;
}
