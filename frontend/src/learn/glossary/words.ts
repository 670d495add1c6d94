/** The glossary's entries in the language in force, once their words are there. */

import type { Glossary, Words } from './matcher.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { ENTRIES } from './entries.ts';

export function glossaryIn(t: Translate): Glossary {
  return Object.fromEntries(Object.keys(ENTRIES).map((id) => [id, wordsOf(id, t)]));
}

function wordsOf(id: string, t: Translate): Words {
  const key = `term.${id}.unit`;
  return {
    term: t(`term.${id}.name`), words: t(`term.${id}.words`).split('; '), text: t(`term.${id}.text`),
    unit: t(key) === key ? null : t(key),
  };
}
