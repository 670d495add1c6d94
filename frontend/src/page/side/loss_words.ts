/** What the loss panel says: where a flag stands, which earlier runs lie over this one. */

import type { Quantity } from '../../core/model/levels.ts';
import type { Overlay } from '../../draw/loss_figure.ts';
import type { RunView, Series, State, TaskFacts, Translate } from '../../core/model/types.ts';
import { levelsOf, quantityText } from '../../core/model/levels.ts';
import { lastValidation, milestonesOf, type Milestone } from '../../core/model/milestones.ts';
import { lengthUntil } from '../../core/model/verdict.ts';
import { isComparable } from '../../core/model/run_record.ts';
import { cellName } from '../../core/text/lane.ts';
import { validatedOn } from '../../core/text/milestone.ts';
import { whole } from '../../core/text/number.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

/** The updates of the flags of a kind, a lane each, as a row of the table. */
export function flagRow({ facts: { task }, lanes }: RunView, kind: Milestone['kind'], t: Translate): string[] {
  return [t(`race.row.${kind}`), ...lanes.map(({ series }) => flagUpdate(task, series, kind))];
}

/** The last validations, a lane each, as a row of the table; no row where nothing was validated. */
export function validationRows({ facts: { task }, lanes }: RunView, quantity: Quantity, t: Translate): string[][] {
  const figures = lanes.map(({ series }) => validationText(task, series, series.length, quantity));
  return figures.some((text) => text !== '–') ? [[t('loss_panel.validation.row', { validated: validatedOn(task, t) }), ...figures]] : [];
}

/** What the lines across the chart are. */
export function levelWords(task: TaskFacts, quantity: Quantity, t: Translate) {
  const levels = levelsOf(task, quantity).map(({ kind, value }) => t(`loss_panel.level.${kind}`, { value: quantityText(value, quantity, task) }));
  return levels.length ? t('loss_panel.levels', { levels: levels.join('; ') }) : '';
}

/** What the circles are, and the last by then; nothing where nothing was validated. */
export function validationWords({ facts: { task }, lanes }: RunView, step: number, quantity: Quantity, t: Translate) {
  const readings = lanes.map(({ series }) => validationText(task, series, lengthUntil(series, step), quantity))
    .flatMap((text, lane) => (text === '–' ? [] : [t('chart.lane_reading', { lane: LANE_LETTERS[lane], reading: text })]));
  return readings.length ? t('loss_panel.validation', { validated: validatedOn(task, t), readings: readings.join('; ') }) : '';
}

function validationText(task: TaskFacts, series: Series, length: number, quantity: Quantity) {
  const validation = lastValidation(series, length);
  return validation && Number.isFinite(validation[quantity]) ? quantityText(validation[quantity], quantity, task) : '–';
}

/** @returns its update */
function flagUpdate(task: TaskFacts, series: Series, wanted: Milestone['kind']): string {
  const milestone = milestonesOf(task, series).find(({ kind }) => kind === wanted);
  return milestone ? whole(milestone.step) : '–';
}

/** @returns those that share its axis; a run does not lie over itself */
export function overlaysOf({ runs, overlays }: Pick<State, 'runs' | 'overlays'>, run: RunView): Overlay[] {
  return (runs ?? []).map((record, index) => ({ number: index + 1, record }))
    .filter(({ record }) => overlays.includes(record.id) && record.id !== run.id && isComparable(record.task, run.facts.task));
}

/** Which earlier runs lie over this one. */
export function overlayWords(overlays: Overlay[], t: Translate): string {
  const named = overlays.map(({ number, record: { task, lanes } }) => t('runs.over.one', {
    number, task: t(`task.${task.kind}.label`), models: lanes.map(({ cell }, lane) => `${LANE_LETTERS[lane]} ${cellName(cell, t)}`).join(', '),
  }));
  return named.length ? t('runs.over', { runs: named.join('; ') }) : '';
}
