/** How the units of one hidden state are laid out inside one cell. */
export interface UnitGrid {
  /** squares side by side; 1 lets the eye follow a unit through time */ columns: number;
  /** squares on top of each other */ rows: number;
  /** of one unit */ width: number;
  /** of one unit */ height: number;
  /** between units */ gap: number;
  /** of a clockwork cell: its units stand in one column, module under module */ modules?: Modules;
}
export interface Modules {
  count: number;
  /** of each module */ units: number;
  /** from one module to the next */ pitch: number;
  /** under each module's units: room for its gradient */ rail: number;
}

const WORTH_ANOTHER_COLUMN = 1.3;
const NARROWEST_OF_SEVERAL = 6;
const MOST_COLUMNS = 4;

/**
 * Units fill columns from top to bottom, then left to right; further columns come in when the squares grow by them.
 * @param width of the cell's inside
 * @param height of the cell's inside
 * @param most columns; 1 where each unit has a row of numbers
 */
export function unitGrid(hiddenSize: number, width: number, height: number, most = MOST_COLUMNS): UnitGrid {
  let best = grid(hiddenSize, 1, width, height);
  if (numbersFit(best)) return best;
  for (let columns = 2; columns <= Math.min(most, hiddenSize); columns += 1) {
    const candidate = grid(hiddenSize, columns, width, height);
    if (candidate.width >= NARROWEST_OF_SEVERAL
      && side(candidate) >= side(best) * WORTH_ANOTHER_COLUMN) best = candidate;
  }
  return best;
}

/** The units of a layer, whatever its cell: of a clockwork one by modules, of a matrix a row each. */
export function gridOf(
  { hiddenSize, modules, entries }: { hiddenSize: number, modules: number, entries: number },
  width: number,
  height: number,
): UnitGrid {
  if (modules) return moduleGrid(hiddenSize, modules, width, height);
  return unitGrid(hiddenSize, width, height, entries > 1 ? 1 : MOST_COLUMNS);
}

const RAIL_SHARE = 0.3;
const SMALLEST_RAIL = 3;
const LARGEST_RAIL = 13;
const BETWEEN_MODULES = 2;

/**
 * The units of a clockwork cell: a row of its own for each module, a rail for the gradient under it.
 * @param width of the cell's inside
 * @param height of the cell's inside
 */
export function moduleGrid(hiddenSize: number, modules: number, width: number, height: number): UnitGrid {
  const units = hiddenSize / modules;
  const pitch = height / modules >= 6 ? Math.floor(height / modules) : height / modules;
  const rail = Math.min(LARGEST_RAIL, Math.max(Math.min(SMALLEST_RAIL, pitch / 3), pitch * RAIL_SHARE));
  const unitHeight = onPixels(Math.max(pitch - rail - BETWEEN_MODULES, pitch / 2) / units);
  return {
    columns: 1, rows: hiddenSize, width, height: unitHeight, gap: units === 1 ? 0 : Math.min(1.5, gapFor(unitHeight)),
    modules: { count: modules, units, pitch, rail: Math.max(0, pitch - units * unitHeight - BETWEEN_MODULES) },
  };
}

/** @returns height of all of them */
export function gridHeight({ rows, height, modules }: UnitGrid): number {
  return modules ? modules.count * modules.pitch : rows * height;
}

function grid(hiddenSize: number, columns: number, width: number, height: number): UnitGrid {
  const rows = Math.ceil(hiddenSize / columns);
  const unitHeight = onPixels(height / rows);
  return {
    columns, rows, width: width / columns, height: unitHeight, gap: gapFor(Math.min(width / columns, unitHeight)),
  };
}

/** Rows of equal height need whole pixels, small ones halves. */
function onPixels(size: number) {
  if (size >= 5) return Math.floor(size);
  return size >= 1 ? Math.floor(size * 2) / 2 : size;
}

function gapFor(size: number) {
  if (size < 5) return 0;
  return size < 14 ? 1 : Math.min(5, size * 0.1);
}

function side(units: UnitGrid) {
  return Math.min(units.width, units.height);
}

/** Where a unit lies inside its cell, gaps included. */
export function unitBox(units: UnitGrid, unit: number): { x: number, y: number, width: number, height: number } {
  const { modules } = units;
  if (modules) {
    const y = Math.floor(unit / modules.units) * modules.pitch + (unit % modules.units) * units.height;
    return { x: 0, y: y + units.gap / 2, width: units.width, height: units.height - units.gap };
  }
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
 * Where one of the numbers of a unit lies: a row of them side by side, or the one.
 * @param count of them
 */
export function entryBox(units: UnitGrid, unit: number, entry: number, count: number): ReturnType<typeof unitBox> {
  const box = unitBox(units, unit);
  if (count === 1) return box;
  const pitch = box.width / count;
  const gap = Math.min(units.gap, gapFor(pitch));
  return { ...box, x: box.x + entry * pitch + (entry > 0 ? gap / 2 : 0), width: pitch - gap * (count - 1) / count };
}

/** The unit at a point of the cell's inside; a point beside the grid gives the nearest unit. */
export function unitAt(units: UnitGrid, hiddenSize: number, x: number, y: number) {
  const { modules } = units;
  if (modules) {
    const module = Math.max(0, Math.min(modules.count - 1, Math.floor(y / modules.pitch)));
    const inside = Math.floor((y - module * modules.pitch) / units.height);
    return module * modules.units + Math.max(0, Math.min(modules.units - 1, inside));
  }
  const column = Math.max(0, Math.min(units.columns - 1, Math.floor(x / units.width)));
  const row = Math.max(0, Math.min(units.rows - 1, Math.floor(y / units.height)));
  return Math.min(hiddenSize - 1, column * units.rows + row);
}

/**
 * Whether a number of three figures fits into a unit.
 * @param count of numbers side by side in it
 */
export function numbersFit(units: UnitGrid, count = 1) {
  return units.width / count >= 40 && units.height >= 15;
}
