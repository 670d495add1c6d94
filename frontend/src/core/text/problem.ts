/** What went wrong, in the language of the page where it has words for it, else as the server says it, in English. */

import type { Cause, RunView } from '../model/types.ts';
import type { Translate } from './i18n.ts';
import { laneLetter } from './lane.ts';
import { threeFigures, whole } from './number.ts';

/** Counts up to here are printed digit by digit. */
const EXACT = 1_000_000;

/**
 * @param problem an entry of the errors, a failed status, or the error of a request
 * @returns `lang` where it is not the page's
 */
export function problemText(
  { message, cause }: { message: string, cause?: unknown },
  t: Translate,
): { text: string, lang: 'en' | null } {
  const { type, parameters } = (cause ?? { type: '', parameters: {} }) as Cause;
  const key = `problem.${type}`;
  const words = t(
    key, Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, printed(name, value)])),
  );
  return type && words !== key ? { text: words, lang: null } : { text: message, lang: 'en' };
}

/** Why a watched panel is left out in the frame on show; null where it is not. */
export function skippedText(
  run: RunView | null,
  panel: string,
  t: Translate,
): { text: string, lang: 'en' | null } | null {
  const message = run?.frame?.panelsSkipped[panel];
  return message === undefined ? null : problemText({ message, cause: run?.facts.panels_skipped?.[panel]?.cause }, t);
}

function printed(name: string, value: unknown): string {
  if (name === 'lane') return laneLetter(Number(value));
  if (Array.isArray(value)) return value.map((each) => printed('', each)).join(', ');
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) && value < EXACT ? whole(value) : threeFigures(value);
}
