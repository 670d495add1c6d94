/**
 * The glossary's entries in the language in force, once their words are there.
 *
 * @import { Glossary, Words } from './matcher.js'
 * @import { Translate } from '../text/i18n.js'
 */

import { ENTRIES } from './entries.js';

/** @param {Translate} t @returns {Glossary} */
export function glossaryIn(t) {
  return Object.fromEntries(Object.keys(ENTRIES).map((id) => [id, wordsOf(id, t)]));
}

/** @param {string} id @param {Translate} t @returns {Words} */
function wordsOf(id, t) {
  const key = `term.${id}.unit`;
  return { term: t(`term.${id}.name`), words: t(`term.${id}.words`).split('; '), text: t(`term.${id}.text`), unit: t(key) === key ? null : t(key) };
}
