/**
 * How the units of one hidden state are laid out inside one cell.
 *
 * @typedef {object} UnitGrid
 * @property {number} columns squares side by side; 1 lets the eye follow a unit through time
 * @property {number} rows squares on top of each other
 * @property {number} width of one unit
 * @property {number} height of one unit
 * @property {number} gap between units
 */

const WORTH_ANOTHER_COLUMN = 1.3;
const NARROWEST_OF_SEVERAL = 6;
const MOST_COLUMNS = 4;

/**
 * Units fill columns from top to bottom, then left to right; further columns come in when the squares grow by them.
 *
 * @param {number} hiddenSize
 * @param {number} width of the cell's inside
 * @param {number} height of the cell's inside
 * @returns {UnitGrid}
 */
export function unitGrid(hiddenSize, width, height) {
  let best = grid(hiddenSize, 1, width, height);
  if (numbersFit(best)) return best;
  for (let columns = 2; columns <= Math.min(MOST_COLUMNS, hiddenSize); columns += 1) {
    const candidate = grid(hiddenSize, columns, width, height);
    if (candidate.width >= NARROWEST_OF_SEVERAL && side(candidate) >= side(best) * WORTH_ANOTHER_COLUMN) best = candidate;
  }
  return best;
}

/** @param {number} hiddenSize @param {number} columns @param {number} width @param {number} height @returns {UnitGrid} */
function grid(hiddenSize, columns, width, height) {
  const rows = Math.ceil(hiddenSize / columns);
  const unitHeight = onPixels(height / rows);
  return { columns, rows, width: width / columns, height: unitHeight, gap: gapFor(Math.min(width / columns, unitHeight)) };
}

/** Rows of equal height need whole pixels, small ones halves. @param {number} size */
function onPixels(size) {
  if (size >= 5) return Math.floor(size);
  return size >= 1 ? Math.floor(size * 2) / 2 : size;
}

/** @param {number} size */
function gapFor(size) {
  if (size < 5) return 0;
  return size < 14 ? 1 : Math.min(5, size * 0.1);
}

/** @param {UnitGrid} units */
function side(units) {
  return Math.min(units.width, units.height);
}

/**
 * Where a unit lies inside its cell, gaps included.
 *
 * @param {UnitGrid} units
 * @param {number} unit
 * @returns {{ x: number, y: number, width: number, height: number }}
 */
export function unitBox(units, unit) {
  const column = Math.floor(unit / units.rows);
  const row = unit % units.rows;
  const half = units.gap / 2;
  return {
    x: column * units.width + half,
    y: row * units.height + half,
    width: units.width - units.gap,
    height: units.height - units.gap,
  };
}

/**
 * The unit at a point of the cell's inside; a point beside the grid gives the nearest unit.
 *
 * @param {UnitGrid} units
 * @param {number} hiddenSize
 * @param {number} x
 * @param {number} y
 */
export function unitAt(units, hiddenSize, x, y) {
  const column = Math.max(0, Math.min(units.columns - 1, Math.floor(x / units.width)));
  const row = Math.max(0, Math.min(units.rows - 1, Math.floor(y / units.height)));
  return Math.min(hiddenSize - 1, column * units.rows + row);
}

/** @param {UnitGrid} units whether a number of three figures fits into a unit */
export function numbersFit(units) {
  return units.width >= 40 && units.height >= 15;
}
