/**
 * What the catalog knows of a choice that does not stand open: in words, by its equation and source, a task's in figures.
 *
 * @import { Entry, TaskFacts, Translate } from '../state/types.d.ts'
 */

import { levelsOf, quantityText } from '../charts/levels.js';
import { validatedOn } from '../text/milestone.js';
import { whole } from '../text/number.js';
import { equationsOf, teachingOf } from './about_entry.js';
import { el } from './dom.js';

/** @param {Entry} entry @param {Translate} t @returns {HTMLElement[]} */
export function aboutChoice(entry, t) {
  return [el('p', {}, t(`${entry.text}.help`)), ...equationsOf(entry, t), ...teachingOf(entry, t)];
}

/** @param {Entry} entry @param {number | null} parameters null: not known yet @param {Translate} t @returns {HTMLElement[]} its equation stands open */
export function aboutCell(entry, parameters, t) {
  return [...teachingOf(entry, t), ...(parameters === null ? [] : [el('p', { class: 'muted' }, t('controls.parameters', { count: whole(parameters) }))])];
}

/** @param {Entry} entry @param {TaskFacts | null} facts null: not known yet @param {Translate} t @returns {HTMLElement[]} */
export function aboutTask(entry, facts, t) {
  return [...equationsOf(entry, t), ...teachingOf(entry, t), ...(facts ? [taskFigures(facts, t)] : [])];
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
  const levels = /** @type {const} */ (['chance', 'floor']).flatMap((kind) => {
    const values = /** @type {const} */ (['loss', 'metric']).flatMap((quantity) => levelsOf(task, quantity)
      .filter((level) => level.kind === kind)
      .map(({ value }) => `${name(quantity)} ${quantityText(value, quantity, task)}`));
    return values.length ? [{ name: t(`about.${kind}`), value: values.join(', ') }] : [];
  });
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
