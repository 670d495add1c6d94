/** The parts that a task's sequence falls into: reading, waiting, answering. */
export type PhaseName = 'read' | 'wait' | 'recall' | 'encoder' | 'decoder' | 'listen' | 'echo';
/** time steps, both included */
export type Phase = { name: PhaseName, from: number, to: number };

/**
 * @param task its facts
 * @returns in order and without gaps; empty for a task that is one piece
 */
export function phasesOf(
  {
    kind, sequence_length: length, required_lag,
  }: { kind: string, sequence_length: number, required_lag: number | null },
): Phase[] {
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

/** @returns without empty ones */
function parts(names: PhaseName[], ends: number[]): Phase[] {
  return names.map((name, index) => ({ name, from: ends[index - 1] ?? 0, to: ends[index] - 1 }))
    .filter(({ from, to }) => to >= from);
}
