/**
 * What docs/reproductions.md has on record where runs over seeds would take too long; a test holds every figure to the
 * row that it is quoted from.
 */

export interface Record {
  /** how its row begins */ row: string;
  /** by so many of the seeds */ solved: number;
  seeds: number;
  /** updates, seed by seed */ at: readonly number[];
}

export const RECORDS: Readonly<globalThis.Record<string, Record>> = {
  small_start: { row: '| adding, T = 100 | IRNN, input std 0.001 |', solved: 3, seeds: 3, at: [5439, 3199, 3103] },
};

/** @returns what fills the gaps of a sentence */
export function recordFigures(name: string): globalThis.Record<string, string | number> {
  const { solved, seeds, at } = RECORDS[name];
  return { solved, seeds, at: at.map((value) => value.toLocaleString('en')).join(', ') };
}
