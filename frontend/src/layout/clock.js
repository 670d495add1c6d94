/**
 * The clocks of a clockwork network: which module a unit belongs to, when it fires, how long it holds its value.
 *
 * @typedef {{ periods: readonly number[], units: number, start: number }} Clock `periods` in time steps, the fastest module first; `units` of
 *   each module; `start`: number of the first time step in sight, from which the clock runs on
 * @typedef {{ from: number, to: number, fires: boolean }} Held time steps over which a module has one value; `fires`: it was computed at the first
 */

const MOST_MODULES = 9;

/**
 * Without periods of their own: powers of two, as many as divide the hidden size, at most nine, each below the sequence's length.
 *
 * @param {unknown} periods of the cell's document; the document of a run names them
 * @param {number} hiddenSize
 * @param {number} [length] of the sequence
 * @returns {readonly number[]}
 */
export function modulePeriods(periods, hiddenSize, length = Infinity) {
  if (Array.isArray(periods)) return periods;
  let modules = 1;
  for (let count = 1; count <= MOST_MODULES; count += 1) if (hiddenSize % count === 0 && 2 ** (count - 1) < length) modules = count;
  return Array.from({ length: modules }, (_, module) => 2 ** module);
}

/**
 * @param {{ kind: string, periods?: unknown }} cell its document
 * @param {number} hiddenSize
 * @param {number} [start]
 * @returns {Clock | null} null: the cell has no clock
 */
export function clockOf(cell, hiddenSize, start = 0) {
  if (cell.kind !== 'cwrnn') return null;
  const periods = modulePeriods(cell.periods, hiddenSize);
  return { periods, units: hiddenSize / periods.length, start };
}

/**
 * The number of a window's first time step: a text is read on from window to window, and clocks run on with it.
 *
 * @param {{ kind: string, carry_state?: unknown, length?: unknown }} task its document
 * @param {number} step the training step
 */
export function firstTimeStep({ kind, carry_state: carries, length }, step) {
  return kind === 'text' && carries !== false ? step * Number(length ?? 0) : 0;
}

/** @param {Clock} clock @param {number} unit */
export function moduleOf({ units }, unit) {
  return Math.floor(unit / units);
}

/** @param {Clock} clock @param {number} module @param {number} timeStep @returns {number} when the module fired last, this time step included; below 0: before the sequence */
export function firedAt({ periods, start }, module, timeStep) {
  return timeStep - ((start + timeStep) % periods[module]);
}

/**
 * What a module holds in a part of the sequence; the first value may have been held before it.
 *
 * @param {Clock} clock
 * @param {number} module
 * @param {number} count time steps of the whole sequence
 * @param {number} first time step of the part
 * @param {number} last
 * @returns {Held[]}
 */
export function heldValues(clock, module, count, first, last) {
  const held = [];
  for (let fired = firedAt(clock, module, first); fired <= last; fired += clock.periods[module]) {
    held.push({ from: Math.max(0, fired), to: Math.min(fired + clock.periods[module], count) - 1, fires: fired >= 0 });
  }
  return held;
}

/**
 * ‖∂ℓ/∂h_t‖ of each module alone.
 *
 * @param {ArrayLike<number>} gradient (time_step, unit) of one layer, row-major
 * @param {number} count time steps
 * @param {Clock} clock
 * @returns {Float32Array[]} a module each, by time step
 */
export function moduleNorms(gradient, count, { periods, units }) {
  const hiddenSize = periods.length * units;
  return periods.map((_, module) => Float32Array.from({ length: count }, (_none, step) => {
    let sum = 0;
    for (let unit = module * units; unit < (module + 1) * units; unit += 1) sum += gradient[step * hiddenSize + unit] ** 2;
    return Math.sqrt(sum);
  }));
}
