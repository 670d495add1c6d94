/**
 * What the catalog knows of one choice: its equation, what it teaches of the gradient, where it comes from.
 *
 * @import { Entry, TaskFacts, Translate } from '../state/types.d.ts'
 */

import { levelsOf, quantityText } from '../charts/levels.js';
import { sourceWords } from '../text/catalog_words.js';
import { whole } from '../text/number.js';
import { el, setAttribute } from './dom.js';
import { equationElement } from './equation.js';

/** @param {Entry} entry @param {Translate} t @param {unknown} [typed] an equation of somebody's own, beside the catalog's @returns {HTMLElement[]} */
export function aboutEntry({ text, equation = [], derivative, source }, t, typed) {
  const equations = [...equation, ...(derivative ? [`f′(z) = ${derivative}`] : [])];
  return [
    el('div', { class: 'equations', dataset: { of: text } }, ...equations.map((each) => equationElement(each, t))),
    ...(typeof typed === 'string' ? [el('pre', { class: 'equation-typed' }, typed.replaceAll(/;\s*/g, '\n'))] : []),
    el('p', {}, t(`${text}.teaches`)),
    ...(source ? [el('p', { class: 'source' }, t('controls.source', { source: sourceWords(source, t) }))] : []),
  ];
}

/**
 * The same in a fold, for a choice among others; filled anew when another is chosen, open or closed as it was left.
 *
 * @param {Translate} t
 * @returns {{ root: HTMLElement, show: (entry: Entry | null) => void }}
 */
export function createAboutFold(t) {
  const root = el('details', { class: 'about-choice' });
  return {
    root,
    show(entry) {
      root.hidden = entry === null;
      const key = entry && `${entry.text}/${t(`${entry.text}.help`)}`;
      if (!entry || root.dataset.key === key) return;
      setAttribute(root, 'data-key', key);
      root.replaceChildren(el('summary', {}, t('controls.about', { name: t(`${entry.text}.label`) })), el('p', {}, t(`${entry.text}.help`)), ...aboutEntry(entry, t));
    },
  };
}

/**
 * What a task asks for, in figures: what guessing gives, what can be had without memory, how far back, when it is solved.
 *
 * @param {TaskFacts} task
 * @param {Translate} t
 * @returns {HTMLElement}
 */
export function taskFigures(task, t) {
  const name = (/** @type {'loss' | 'metric'} */ quantity) => t(quantity === 'metric' ? 'loss_panel.accuracy' : `loss_panel.unit.${task.loss}`);
  const levels = /** @type {const} */ (['loss', 'metric']).flatMap((quantity) => levelsOf(task, quantity)
    .filter(({ kind }) => kind !== 'solved')
    .map(({ kind, value }) => ({ name: t(`about.${kind}`), value: `${name(quantity)} ${quantityText(value, quantity, task)}` })));
  const { quantity, relation, value, over } = task.solved;
  const solved = { quantity: name(quantity), sign: relation === '>=' ? '≥' : '≤', value: quantityText(value, quantity, task), over };
  const rows = [
    ...levels,
    ...(task.required_lag > 0 ? [{ name: t('about.lag'), value: t('about.lag.value', { lag: whole(task.required_lag) }) }] : []),
    { name: t('about.solved'), value: t('about.solved.value', solved) },
  ];
  return el('dl', { class: 'about-figures' }, ...rows.flatMap((row) => [el('dt', {}, row.name), el('dd', {}, row.value)]));
}
