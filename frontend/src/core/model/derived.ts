/** What a field that is left empty comes to. Source: the documents of the tasks and cells (experiment/). */

import type { Experiment, Field, Part } from './types.ts';
import { modulePeriods } from './clock.ts';

/**
 * @param part the task or cell that the field belongs to
 * @param time time steps of a sequence
 * @returns null: nothing takes its place, the field is off
 */
export function derivedValue(part: Part, { name }: Pick<Field, 'name'>, time?: number): number | number[] | null {
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
 * @param experiment as the server completed it
 */
export function withOpenClocks(experiment: Experiment): Experiment {
  const length = Number(experiment.task.length ?? Infinity);
  const open = (cell: Part) => ({ ...cell, ...(isDefaultClock(cell, length) && { periods: null }) });
  return { ...experiment, lanes: experiment.lanes.map((lane) => ({ ...lane, cell: open(lane.cell) })) };
}

function isDefaultClock({ kind, periods, hidden_size: size }: Part, length: number) {
  return kind === 'cwrnn' && String(periods) === String(modulePeriods(null, Number(size), length));
}

/** A document with the clocks that the server named, where it leaves them open. */
export function withClocksOf(experiment: Experiment, completed: Experiment): Experiment {
  const named = (cell: Part, other: Part | undefined) =>
    (cell.kind === 'cwrnn' && !cell.periods ? { ...cell, periods: other?.periods } : cell);
  return {
    ...experiment,
    lanes: experiment.lanes.map((lane, index) => ({ ...lane, cell: named(lane.cell, completed.lanes[index]?.cell) })),
  };
}

/**
 * A window is never shorter than its shift: the one that is being turned takes the other along.
 * @param turned name of the field that was just set
 */
export function withWindowOverShift(bptt: Part, turned: string): Part {
  const [window, shift] = [Number(bptt.window), Number(bptt.shift)];
  if (bptt.kind !== 'truncated' || window >= shift) return bptt;
  return turned === 'shift' ? { ...bptt, window: shift } : { ...bptt, shift: window };
}
