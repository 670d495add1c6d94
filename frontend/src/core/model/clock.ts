/** The clocks of a clockwork network: which module a unit belongs to, when it fires, how long it holds its value. */

/**
 * `periods` in time steps, the fastest module first; `units` of
 *   each module; `start`: number of the first time step in sight, from which the clock runs on
 */
export type Clock = { periods: readonly number[], units: number, start: number };
/** time steps over which a module has one value; `fires`: it was computed at the first */
export type Held = { from: number, to: number, fires: boolean };

const MOST_MODULES = 9;

/**
 * Without periods of their own: powers of two, as many as divide the hidden size, at most nine, each below the
 * sequence's length.
 * @param periods of the cell's document; the document of a run names them
 * @param length of the sequence
 */
export function modulePeriods(periods: unknown, hiddenSize: number, length: number = Infinity): readonly number[] {
  if (Array.isArray(periods)) return periods;
  let modules = 1;
  for (let count = 1; count <= MOST_MODULES; count += 1) if (hiddenSize % count === 0
    && 2 ** (count - 1) < length) modules = count;
  return Array.from({ length: modules }, (_, module) => 2 ** module);
}

/**
 * @param cell its document
 * @returns null: the cell has no clock
 */
export function clockOf(
  cell: { kind: string, periods?: unknown },
  hiddenSize: number,
  start = 0,
): Clock | null {
  if (cell.kind !== 'cwrnn') return null;
  const periods = modulePeriods(cell.periods, hiddenSize);
  return { periods, units: hiddenSize / periods.length, start };
}

/**
 * The number of a window's first time step: a text is read on from window to window, and clocks run on with it.
 * @param task its document
 * @param step the training step
 */
export function firstTimeStep(
  { kind, carry_state: carries, length }: { kind: string, carry_state?: unknown, length?: unknown },
  step: number,
) {
  return kind === 'text' && carries !== false ? step * Number(length ?? 0) : 0;
}

export function moduleOf({ units }: Clock, unit: number) {
  return Math.floor(unit / units);
}

/** @returns when the module fired last, this time step included; below 0: before the sequence */
export function firedAt({ periods, start }: Clock, module: number, timeStep: number): number {
  return timeStep - ((start + timeStep) % periods[module]);
}

/**
 * What a module holds in a part of the sequence; the first value may have been held before it.
 * @param count time steps of the whole sequence
 * @param first time step of the part
 */
export function heldValues(clock: Clock, module: number, count: number, first: number, last: number): Held[] {
  const held = [];
  for (let fired = firedAt(clock, module, first); fired <= last; fired += clock.periods[module]) {
    held.push({ from: Math.max(0, fired), to: Math.min(fired + clock.periods[module], count) - 1, fires: fired >= 0 });
  }
  return held;
}

/**
 * ‖∂ℓ/∂h_t‖ of each module alone.
 * @param gradient (time_step, unit) of one layer, row-major
 * @param count time steps
 * @returns a module each, by time step
 */
export function moduleNorms(gradient: ArrayLike<number>, count: number, { periods, units }: Clock): Float32Array[] {
  const hiddenSize = periods.length * units;
  return periods.map((_, module) => Float32Array.from({ length: count }, (_none, step) => {
    let sum = 0;
    for (let unit = module * units; unit < (module + 1)
      * units; unit += 1) sum += gradient[step * hiddenSize + unit] ** 2;
    return Math.sqrt(sum);
  }));
}
