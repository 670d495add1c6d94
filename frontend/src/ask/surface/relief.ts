/** A surface over a grid, seen from somewhere: its patches in the order in which they hide each other. */

/** degrees: round the upright axis; above the horizon */
export type View = { turn: number, tilt: number };
/** on the picture, pixels */
export type Point = { x: number, y: number };
/** `level`: from 0, the lowest, to 1 */
export type Patch = { corners: Point[], level: number };
export interface Relief {
  /** from the back to the front */ patches: Patch[];
  /** of a point: shares of the grid from its first corner, and a level */
  place: (along: number, across: number, level: number) => Point;
}

/** Of the whole: how high the surface stands beside the length of its sides. */
const HEIGHT = 0.62;

/**
 * @param levels from 0 to 1, a list a row; null: there is no surface
 * @param width of the picture
 */
export function reliefOf(levels: (number | null)[][], { turn, tilt }: View, width: number, height: number): Relief {
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const [lift, flat] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  const scale = Math.min(width / 1.5, height / (1.45 * flat + HEIGHT * lift));
  const depth = (along: number, across: number) => (along - 0.5) * sin + (across - 0.5) * cos;
  const place = (along: number, across: number, level: number) => ({
    x: width / 2 + scale * ((along - 0.5) * cos - (across - 0.5) * sin),
    y: height / 2 + scale * (depth(along, across) * flat - (level - 0.5) * HEIGHT * lift),
  });
  const [rows, columns] = [levels.length, levels[0].length];
  const patches: (Patch & { depth: number })[] = [];
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const corners = [
        [row, column], [row + 1, column], [row + 1, column + 1], [row, column + 1],
      ].map(([r, c]) => ({ r: r / (rows - 1), c: c / (columns - 1), level: levels[r][c] }));
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
 * @param values row by row
 * @param range of what is drawn; beyond it a level stays at the end
 */
export function levelsOf(
  values: ArrayLike<number | bigint>,
  columns: number,
  [low, high]: readonly [number, number],
  logarithmic: boolean,
): (number | null)[][] {
  const place = (value: number) => (logarithmic ? Math.log10(Math.max(value, low)) : value);
  const [bottom, top] = [place(low), place(high)];
  return Array.from({ length: values.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_none, column) => {
    const value = Number(values[row * columns + column]);
    if (!Number.isFinite(value)) return null;
    return top === bottom ? 0.5 : Math.max(0, Math.min(1, (place(value) - bottom) / (top - bottom)));
  }));
}

/**
 * The level between the points of the grid.
 * @param along share of the grid, 0 to 1
 * @returns 0 where there is no surface
 */
export function levelAt(levels: (number | null)[][], along: number, across: number): number {
  const [x, y] = [
    Math.max(0, Math.min(1, along)) * (levels.length - 1), Math.max(0, Math.min(1, across)) * (levels[0].length - 1),
  ];
  const [row, column] = [Math.min(levels.length - 2, Math.floor(x)), Math.min(levels[0].length - 2, Math.floor(y))];
  const [down, right] = [x - row, y - column];
  const at = (r: number, c: number) => levels[row + r][column + c] ?? 0;
  return at(0, 0) * (1 - down) * (1 - right) + at(1, 0) * down * (1 - right) + at(0, 1) * (1 - down) * right
    + at(1, 1) * down * right;
}
