/**
 * Which measurements the models of an experiment leave room for. Pure.
 *
 * @import { Facts, LaneFacts } from '../state/types.d.ts'
 */

/** What a model must have. @type {Record<string, (lane: LaneFacts) => boolean>} */
const HAS = {
  gates: ({ gates }) => gates.length > 0,
  lags: hasRecurrentWeights,
  contributions: hasRecurrentWeights,
};

/** What compares time steps: a sequence of one has none of it. */
const BETWEEN_STEPS = new Set(['triangle', 'lags', 'contributions', 'ledger', 'jacobian', 'lyapunov']);

/** @param {LaneFacts} lane */
function hasRecurrentWeights({ recurrent }) {
  return recurrent?.length !== 0;
}

/** @param {string} kind @param {Facts | null} facts null: not known yet @returns {boolean} whether it exists for one model at least */
export function hasRoom(kind, facts) {
  if (!facts) return true;
  if (BETWEEN_STEPS.has(kind) && facts.task.sequence_length < 2) return false;
  return facts.lanes.some(HAS[kind] ?? (() => true));
}
