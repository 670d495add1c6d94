/**
 * What a field that is left empty comes to. Source: the documents of the tasks and cells (experiment/).
 *
 * @import { Experiment, Field, Part } from './types.d.ts'
 */

import { modulePeriods } from '../layout/clock.js';

/**
 * @param {Part} part the task or cell that the field belongs to
 * @param {Pick<Field, 'name'>} field
 * @param {number} [time] time steps of a sequence
 * @returns {number | number[] | null} null: nothing takes its place, the field is off
 */
export function derivedValue(part, { name }, time) {
  const length = Number(part.length);
  switch (`${part.kind}.${name}`) {
    case 'echo.lag': return Math.floor(length / 3);
    case 'brackets.max_depth': return Math.min(8, Math.max(2, Math.floor(length / 3)));
    case 'cwrnn.periods': return [...modulePeriods(null, Number(part.hidden_size), time)];
    default: return null;
  }
}

/**
 * A document whose clocks follow the hidden size again, where they are what follows from it: so both can be turned.
 *
 * @param {Experiment} experiment as the server completed it
 * @returns {Experiment}
 */
export function withOpenClocks(experiment) {
  const length = Number(experiment.task.length ?? Infinity);
  const open = (/** @type {Part} */ cell) => ({ ...cell, ...(isDefaultClock(cell, length) && { periods: null }) });
  return { ...experiment, lanes: experiment.lanes.map((lane) => ({ ...lane, cell: open(lane.cell) })) };
}

/** @param {Part} cell @param {number} length */
function isDefaultClock({ kind, periods, hidden_size: size }, length) {
  return kind === 'cwrnn' && String(periods) === String(modulePeriods(null, Number(size), length));
}

/**
 * A document with the clocks that the server named, where it leaves them open.
 *
 * @param {Experiment} experiment
 * @param {Experiment} completed
 * @returns {Experiment}
 */
export function withClocksOf(experiment, completed) {
  const named = (/** @type {Part} */ cell, /** @type {Part | undefined} */ other) => (cell.kind === 'cwrnn' && !cell.periods ? { ...cell, periods: other?.periods } : cell);
  return { ...experiment, lanes: experiment.lanes.map((lane, index) => ({ ...lane, cell: named(lane.cell, completed.lanes[index]?.cell) })) };
}

/**
 * A window is never shorter than its shift: the one that is being turned takes the other along.
 *
 * @param {Part} bptt
 * @param {string} turned name of the field that was just set
 * @returns {Part}
 */
export function withWindowOverShift(bptt, turned) {
  const [window, shift] = [Number(bptt.window), Number(bptt.shift)];
  if (bptt.kind !== 'truncated' || window >= shift) return bptt;
  return turned === 'shift' ? { ...bptt, window: shift } : { ...bptt, shift: window };
}
