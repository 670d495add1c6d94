/**
 * What docs/reproductions.md has on record where runs over seeds would take too long; a test holds every figure to the row that it
 * is quoted from.
 */

/**
 * @typedef {object} Record
 * @property {string} row how its row begins
 * @property {number} solved by so many of the seeds
 * @property {number} seeds
 * @property {readonly number[]} at updates, seed by seed
 */

/** @type {Readonly<globalThis.Record<string, Record>>} */
export const RECORDS = {
  small_start: { row: '| adding, T = 100 | IRNN, input std 0.001 |', solved: 3, seeds: 3, at: [5439, 3199, 3103] },
};

/** @param {string} name @returns {globalThis.Record<string, string | number>} what fills the gaps of a sentence */
export function recordFigures(name) {
  const { solved, seeds, at } = RECORDS[name];
  return { solved, seeds, at: at.map((value) => value.toLocaleString('en')).join(', ') };
}
