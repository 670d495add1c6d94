/**
 * What went wrong, in the language of the page where it has words for it, else as the server says it, in English.
 *
 * @import { Cause, RunView } from '../state/types.d.ts'
 * @import { Translate } from './i18n.js'
 */

import { laneLetter } from './lane.js';
import { threeFigures, whole } from './number.js';

/** Counts up to here are printed digit by digit. */
const EXACT = 1_000_000;

/**
 * @param {{ message: string, cause?: unknown }} problem an entry of the errors, a failed status, or the error of a request
 * @param {Translate} t
 * @returns {{ text: string, lang: 'en' | null }} `lang` where it is not the page's
 */
export function problemText({ message, cause }, t) {
  const { type, parameters } = /** @type {Cause} */ (cause ?? { type: '', parameters: {} });
  const key = `problem.${type}`;
  const words = t(key, Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, printed(name, value)])));
  return type && words !== key ? { text: words, lang: null } : { text: message, lang: 'en' };
}

/**
 * Why a watched panel is left out in the frame on show; null where it is not.
 *
 * @param {RunView | null} run
 * @param {string} panel
 * @param {Translate} t
 * @returns {{ text: string, lang: 'en' | null } | null}
 */
export function skippedText(run, panel, t) {
  const message = run?.frame?.panelsSkipped[panel];
  return message === undefined ? null : problemText({ message, cause: run?.facts.panels_skipped?.[panel]?.cause }, t);
}

/** @param {string} name @param {unknown} value @returns {string} */
function printed(name, value) {
  if (name === 'lane') return laneLetter(Number(value));
  if (Array.isArray(value)) return value.map((each) => printed('', each)).join(', ');
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) && value < EXACT ? whole(value) : threeFigures(value);
}
