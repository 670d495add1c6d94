/** Which measurements the models of an experiment leave room for. Pure. */

import type { Facts, LaneFacts } from '../../core/model/types.ts';

/** What a model must have. */
const HAS: Record<string, (lane: LaneFacts) => boolean> = {
  gates: ({ gates }) => gates.length > 0,
  lags: hasRecurrentWeights,
  contributions: hasRecurrentWeights,
};

/** What compares time steps: a sequence of one has none of it. */
const BETWEEN_STEPS = new Set(['triangle', 'lags', 'contributions', 'ledger', 'jacobian', 'lyapunov']);

function hasRecurrentWeights({ recurrent }: LaneFacts) {
  return recurrent?.length !== 0;
}

/** @param facts null: not known yet @returns whether it exists for one model at least */
export function hasRoom(kind: string, facts: Facts | null): boolean {
  if (!facts) return true;
  if (BETWEEN_STEPS.has(kind) && facts.task.sequence_length < 2) return false;
  return facts.lanes.some(HAS[kind] ?? (() => true));
}
