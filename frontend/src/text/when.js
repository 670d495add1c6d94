/** A moment as a reader writes it. */

/** @param {number} seconds Unix time @param {string} language @returns {string} "Nov 26, 2026, 14:02" */
export function whenText(seconds, language) {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(1000 * seconds);
}
