/**
 * What the catalog knows of a choice that does not stand open: in words, by its equation and source, a task's in
 * figures.
 */

import type { Entry, TaskFacts, Translate } from '../../../core/model/types.ts';
import { levelsOf, quantityText } from '../../../core/model/levels.ts';
import { validatedOn } from '../../../core/text/milestone.ts';
import { whole } from '../../../core/text/number.ts';
import { equationsOf, teachingOf } from './about_entry.ts';
import { el } from '../../../ui/dom.ts';

export function aboutChoice(entry: Entry, t: Translate): HTMLElement[] {
  return [el('p', {}, t(`${entry.text}.help`)), ...equationsOf(entry, t), ...teachingOf(entry, t)];
}

/** @param parameters null: not known yet @returns its equation stands open */
export function aboutCell(entry: Entry, parameters: number | null, t: Translate): HTMLElement[] {
  return [
    ...teachingOf(entry, t),
    ...(
      parameters === null ? [] : [el('p', { class: 'muted' }, t('controls.parameters', { count: whole(parameters) }))]
    ),
  ];
}

/** @param facts null: not known yet */
export function aboutTask(entry: Entry, facts: TaskFacts | null, t: Translate): HTMLElement[] {
  return [...equationsOf(entry, t), ...teachingOf(entry, t), ...(facts ? [taskFigures(facts, t)] : [])];
}

/**
 * What a task asks for, in figures: what guessing gives, what can be had without memory, how far back, when it is
 * solved.
 */
function taskFigures(task: TaskFacts, t: Translate): HTMLElement {
  const name = (quantity: 'loss' | 'metric') =>
    t(quantity === 'metric' ? 'loss_panel.accuracy' : `loss_panel.unit.${task.loss}`);
  const levels = (['chance', 'floor'] as const).flatMap((kind) => {
    const values = (['loss', 'metric'] as const).flatMap((quantity) => levelsOf(task, quantity)
      .filter((level) => level.kind === kind)
      .map(({ value }) => `${name(quantity)} ${quantityText(value, quantity, task)}`));
    return values.length ? [{ name: t(`about.${kind}`), value: values.join(', ') }] : [];
  });
  const { quantity, relation, value, over } = task.solved;
  const solved = {
    quantity: name(quantity), sign: relation === '>=' ? '≥' : '≤', value: quantityText(value, quantity, task), over,
    validated: validatedOn(task, t),
  };
  const rows = [
    ...levels,
    ...(task.required_lag === 0 ? [] : [{ name: t('about.lag'), value: lagWords(task.required_lag, t) }]),
    { name: t('about.solved'), value: t(
      task.held_out ? 'about.solved.held_out' : task.fresh ? 'about.solved.fresh' : 'about.solved.value', solved,
    ) },
  ];
  return el(
    'dl', { class: 'about-figures' }, ...rows.flatMap((row) => [el('dt', {}, row.name), el('dd', {}, row.value)]),
  );
}

/** @returns null: nothing is read */
function lagWords(lag: number | null, t: Translate): string {
  return lag === null ? t('about.lag.none') : t('about.lag.value', { lag: whole(lag) });
}
