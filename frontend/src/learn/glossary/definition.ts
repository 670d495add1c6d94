/** The exact part of a glossary entry: formula, what it is of, what it can be and where it ends. */

import type { Translate } from '../../core/model/types.ts';
import { DEFINITIONS, ofWords } from './definitions.ts';
import { el } from '../../ui/dom.ts';
import { equationElement } from '../../ui/equation.ts';

/** @param id of the entry @returns none for a word that is no number */
export function definitionElement(id: string, t: Translate): HTMLElement[] {
  return (DEFINITIONS[id] ?? []).map((quantity) => {
    const of = ofWords(quantity).map((word) => t(word)).join(', ');
    const said = [
      [of, quantity.range].filter(Boolean).join(' · '), quantity.note && t(`definition.note.${quantity.note}`),
    ];
    return el(
      'div', { class: 'term-definition' }, equationElement(quantity.formula, t),
      ...said.map((words) => words && el('span', { class: 'muted', dataset: { plain: '' } }, words)),
    );
  });
}
