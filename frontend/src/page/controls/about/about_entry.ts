/** What the catalog knows of one choice: its equation; what it teaches of the gradient and where it comes from. */

import type { Entry, Translate } from '../../../core/model/types.ts';
import { sourceWords } from '../../../core/text/catalog_words.ts';
import { el } from '../../../ui/dom.ts';
import { equationElement } from '../../../ui/equation.ts';

/** @param typed an equation of somebody's own, beside the catalog's */
export function equationsOf({ text, equation = [], derivative }: Entry, t: Translate, typed?: unknown): HTMLElement[] {
  const equations = [...equation, ...(derivative ? [`f′(z) = ${derivative}`] : [])];
  return [
    el('div', { class: 'equations', dataset: { of: text } }, ...equations.map((each) => equationElement(each, t))),
    ...(typeof typed === 'string' ? [el('pre', { class: 'equation-typed' }, typed.replaceAll(/;\s*/g, '\n'))] : []),
  ];
}

export function teachingOf({ text, source }: Entry, t: Translate): HTMLElement[] {
  return [
    el('p', {}, t(`${text}.teaches`)),
    ...(source ? [el('p', { class: 'source' }, t('controls.source', { source: sourceWords(source, t) }))] : []),
  ];
}
