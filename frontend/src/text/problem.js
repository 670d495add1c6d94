/**
 * What went wrong, in the language of the page where it has words for it, else as the server says it, in English.
 *
 * @import { Cause } from '../state/types.d.ts'
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

/** @param {string} name @param {unknown} value @returns {string} */
function printed(name, value) {
  if (name === 'lane') return laneLetter(Number(value));
  if (Array.isArray(value)) return value.map((each) => printed('', each)).join(', ');
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) && value < EXACT ? whole(value) : threeFigures(value);
}
