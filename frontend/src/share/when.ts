/** A moment as a reader writes it. */

/** @param seconds Unix time @returns "Nov 26, 2026, 14:02" */
export function whenText(seconds: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(1000
    * seconds);
}
