/**
 * The exact part of a glossary entry: formula, what it is of, what it can be and where it ends.
 *
 * @import { Translate } from '../../state/types.d.ts'
 */

import { DEFINITIONS, ofWords } from '../../glossary/definitions.js';
import { el } from '../dom.js';
import { equationElement } from '../equation.js';

/** @param {string} id of the entry @param {Translate} t @returns {HTMLElement[]} none for a word that is no number */
export function definitionElement(id, t) {
  return (DEFINITIONS[id] ?? []).map((quantity) => {
    const of = ofWords(quantity).map((word) => t(word)).join(', ');
    const said = [[of, quantity.range].filter(Boolean).join(' · '), quantity.note && t(`definition.note.${quantity.note}`)];
    return el('div', { class: 'term-definition' }, equationElement(quantity.formula, t), ...said.map((words) => words && el('span', { class: 'muted', dataset: { plain: '' } }, words)));
  });
}
