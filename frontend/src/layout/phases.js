/**
 * The parts that a task's sequence falls into: reading, waiting, answering.
 *
 * @typedef {'read' | 'wait' | 'recall' | 'encoder' | 'decoder' | 'listen' | 'echo'} PhaseName
 * @typedef {{ name: PhaseName, from: number, to: number }} Phase time steps, both included
 */

/**
 * @param {{ kind: string, sequence_length: number, required_lag: number | null }} task its facts
 * @returns {Phase[]} in order and without gaps; empty for a task that is one piece
 */
export function phasesOf({ kind, sequence_length: length, required_lag }) {
  const lag = required_lag ?? 0;
  switch (kind) {
    case 'copy':
      return parts(['read', 'wait', 'recall'], [length - lag, lag, length]);
    case 'seq2seq_reverse':
      return parts(['encoder', 'decoder'], [length / 2, length]);
    case 'echo':
      return parts(['listen', 'echo'], [lag, length]);
    default:
      return [];
  }
}

/** @param {PhaseName[]} names @param {number[]} ends @returns {Phase[]} without empty ones */
function parts(names, ends) {
  return names.map((name, index) => ({ name, from: ends[index - 1] ?? 0, to: ends[index] - 1 })).filter(({ from, to }) => to >= from);
}
