/** In which groups long lists of kinds are offered, and which tasks are in sight before somebody asks for all. */

/** its name is the text `group.ID` */
export type Group = { id: string, kinds: string[] };

const GROUPS: Record<string, Group[]> = {
  task: [
    { id: 'predict', kinds: ['hello', 'text', 'sine', 'waveform', 'lorenz', 'mackey_glass'] },
    { id: 'remember', kinds: [
      'adding', 'temporal_order', 'copy', 'selective_copy', 'associative_recall', 'echo', 'flip_flop', 'seq2seq_reverse',
    ] },
    { id: 'rules', kinds: ['parity', 'word_problem', 'brackets', 'reber', 'embedded_reber'] },
    { id: 'pictures', kinds: ['digits', 'mnist'] },
  ],
  cell: [
    { id: 'plain', kinds: ['rnn', 'irnn', 'nprnn', 'indrnn'] },
    { id: 'gated', kinds: ['lstm', 'slstm', 'gru', 'ugrnn', 'mingru', 'minlstm', 'rglru'] },
    { id: 'slow', kinds: ['cwrnn', 'scrn', 'lem', 'lmu'] },
    { id: 'steered', kinds: ['orthogonal', 'antisymmetric', 'cornn', 'lru'] },
    { id: 'associative', kinds: ['deltanet', 'mlstm'] },
  ],
};

/** One of each sort. */
const FIRST_TASKS = ['hello', 'temporal_order', 'adding', 'copy', 'text', 'digits'];

/**
 * @param kinds those that there are
 * @returns every kind once; those of no group in one of their own, without empty groups
 */
export function groupsOf(family: string, kinds: readonly string[]): Group[] {
  const groups = (GROUPS[family]
    ?? []).map(({ id, kinds: members }) => ({ id, kinds: members.filter((kind) => kinds.includes(kind)) }));
  const grouped = groups.flatMap((group) => group.kinds);
  return [...groups, { id: 'other', kinds: kinds.filter((kind) => !grouped.includes(kind)) }].filter((group) =>
    group.kinds.length > 0);
}

/**
 * @param kinds those that there are
 * @returns a few, the chosen one among them
 */
export function firstTasks(kinds: readonly string[], chosen: string): string[] {
  const few = FIRST_TASKS.filter((kind) => kinds.includes(kind));
  if (few.length === 0) return kinds.slice(0, FIRST_TASKS.length);
  return few.includes(chosen) || !kinds.includes(chosen) ? few : [...few.slice(0, -1), chosen];
}
