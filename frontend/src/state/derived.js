/**
 * What a field that is left empty comes to. Source: the documents of the tasks and cells (experiment/).
 *
 * @import { Field, Part } from './types.d.ts'
 */

import { modulePeriods } from '../layout/clock.js';

/**
 * @param {Part} part the task or cell that the field belongs to
 * @param {Pick<Field, 'name'>} field
 * @returns {number | number[] | null} null: nothing takes its place, the field is off
 */
export function derivedValue(part, { name }) {
  const length = Number(part.length);
  switch (`${part.kind}.${name}`) {
    case 'echo.lag': return Math.floor(length / 3);
    case 'brackets.max_depth': return Math.min(8, Math.max(2, Math.floor(length / 3)));
    case 'cwrnn.periods': return [...modulePeriods(null, Number(part.hidden_size))];
    default: return null;
  }
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
