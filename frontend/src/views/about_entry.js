/**
 * What the catalog knows of one choice: its equation; what it teaches of the gradient and where it comes from.
 *
 * @import { Entry, Translate } from '../state/types.d.ts'
 */

import { sourceWords } from '../text/catalog_words.js';
import { el } from './dom.js';
import { equationElement } from './equation.js';

/** @param {Entry} entry @param {Translate} t @param {unknown} [typed] an equation of somebody's own, beside the catalog's @returns {HTMLElement[]} */
export function equationsOf({ text, equation = [], derivative }, t, typed) {
  const equations = [...equation, ...(derivative ? [`f′(z) = ${derivative}`] : [])];
  return [
    el('div', { class: 'equations', dataset: { of: text } }, ...equations.map((each) => equationElement(each, t))),
    ...(typeof typed === 'string' ? [el('pre', { class: 'equation-typed' }, typed.replaceAll(/;\s*/g, '\n'))] : []),
  ];
}

/** @param {Entry} entry @param {Translate} t @returns {HTMLElement[]} */
export function teachingOf({ text, source }, t) {
  return [el('p', {}, t(`${text}.teaches`)), ...(source ? [el('p', { class: 'source' }, t('controls.source', { source: sourceWords(source, t) }))] : [])];
}
