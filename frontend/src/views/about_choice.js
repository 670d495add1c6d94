/**
 * What the catalog knows of a choice that does not stand open: in words, by its equation and source, a task's in figures.
 *
 * @import { Entry, TaskFacts, Translate } from '../state/types.d.ts'
 */

import { levelsOf, quantityText } from '../charts/levels.js';
import { validatedOn } from '../text/milestone.js';
import { whole } from '../text/number.js';
import { aboutEntry } from './about_entry.js';
import { el } from './dom.js';

/** @param {Entry} entry @param {Translate} t @returns {HTMLElement[]} */
export function aboutChoice(entry, t) {
  return [el('p', {}, t(`${entry.text}.help`)), ...aboutEntry(entry, t)];
}

/** @param {Entry} entry @param {TaskFacts | null} facts null: not known yet @param {Translate} t @returns {HTMLElement[]} */
export function aboutTask(entry, facts, t) {
  return [...aboutEntry(entry, t), ...(facts ? [taskFigures(facts, t)] : [])];
}

/**
 * What a task asks for, in figures: what guessing gives, what can be had without memory, how far back, when it is solved.
 *
 * @param {TaskFacts} task
 * @param {Translate} t
 * @returns {HTMLElement}
 */
function taskFigures(task, t) {
  const name = (/** @type {'loss' | 'metric'} */ quantity) => t(quantity === 'metric' ? 'loss_panel.accuracy' : `loss_panel.unit.${task.loss}`);
  const levels = /** @type {const} */ (['loss', 'metric']).flatMap((quantity) => levelsOf(task, quantity)
    .filter(({ kind }) => kind !== 'solved')
    .map(({ kind, value }) => ({ name: t(`about.${kind}`), value: `${name(quantity)} ${quantityText(value, quantity, task)}` })));
  const { quantity, relation, value, over } = task.solved;
  const solved = { quantity: name(quantity), sign: relation === '>=' ? '≥' : '≤', value: quantityText(value, quantity, task), over, validated: validatedOn(task, t) };
  const rows = [
    ...levels,
    ...(task.required_lag === 0 ? [] : [{ name: t('about.lag'), value: lagWords(task.required_lag, t) }]),
    { name: t('about.solved'), value: t(task.held_out ? 'about.solved.held_out' : task.fresh ? 'about.solved.fresh' : 'about.solved.value', solved) },
  ];
  return el('dl', { class: 'about-figures' }, ...rows.flatMap((row) => [el('dt', {}, row.name), el('dd', {}, row.value)]));
}

/** @param {number | null} lag @param {Translate} t @returns {string} null: nothing is read */
function lagWords(lag, t) {
  return lag === null ? t('about.lag.none') : t('about.lag.value', { lag: whole(lag) });
}
