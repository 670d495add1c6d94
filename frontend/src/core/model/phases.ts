/** The parts that a task's sequence falls into: reading, waiting, answering. */

import type { PhaseName, TaskFacts } from './types.ts';

/** time steps, both included */
export type Phase = { name: PhaseName, from: number, to: number };

/**
 * @param task its facts
 * @returns in order and without gaps; empty for a task that is one piece
 */
export function phasesOf({ phases = [] }: Pick<TaskFacts, 'phases'>): Phase[] {
  let from = 0;
  return phases.map(([name, steps]) => ({ name, from, to: (from += steps) - 1 }));
}
