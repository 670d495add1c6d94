/**
 * What the loss panel says: where a flag stands, which earlier runs lie over this one.
 *
 * @import { RunView, Series, State, TaskFacts, Translate } from '../state/types.d.ts'
 * @import { Overlay, Quantity } from '../charts/loss_figure.js'
 * @import { Milestone } from '../layout/milestones.js'
 */

import { levelsOf, quantityText } from '../charts/levels.js';
import { lastValidation, milestonesOf } from '../layout/milestones.js';
import { lengthUntil } from '../layout/verdict.js';
import { isComparable } from '../state/run_record.js';
import { cellName } from '../text/lane.js';
import { validatedOn } from '../text/milestone.js';
import { whole } from '../text/number.js';
import { LANE_LETTERS } from './tokens.js';

/** The updates of the flags of a kind, a lane each, as a row of the table. @param {RunView} run @param {Milestone['kind']} kind @param {Translate} t @returns {string[]} */
export function flagRow({ facts: { task }, lanes }, kind, t) {
  return [t(`race.row.${kind}`), ...lanes.map(({ series }) => flagUpdate(task, series, kind))];
}

/** The last validations, a lane each, as a row of the table; no row where nothing was validated. @param {RunView} run @param {Quantity} quantity @param {Translate} t @returns {string[][]} */
export function validationRows({ facts: { task }, lanes }, quantity, t) {
  const figures = lanes.map(({ series }) => validationText(task, series, series.length, quantity));
  return figures.some((text) => text !== '–') ? [[t('loss_panel.validation.row', { validated: validatedOn(task, t) }), ...figures]] : [];
}

/** What the lines across the chart are. @param {TaskFacts} task @param {Quantity} quantity @param {Translate} t */
export function levelWords(task, quantity, t) {
  const levels = levelsOf(task, quantity).map(({ kind, value }) => t(`loss_panel.level.${kind}`, { value: quantityText(value, quantity, task) }));
  return levels.length ? t('loss_panel.levels', { levels: levels.join('; ') }) : '';
}

/** What the circles are, and the last by then; nothing where nothing was validated. @param {RunView} run @param {number} step @param {Quantity} quantity @param {Translate} t */
export function validationWords({ facts: { task }, lanes }, step, quantity, t) {
  const readings = lanes.map(({ series }) => validationText(task, series, lengthUntil(series, step), quantity))
    .flatMap((text, lane) => (text === '–' ? [] : [t('chart.lane_reading', { lane: LANE_LETTERS[lane], reading: text })]));
  return readings.length ? t('loss_panel.validation', { validated: validatedOn(task, t), readings: readings.join('; ') }) : '';
}

/** @param {TaskFacts} task @param {Series} series @param {number} length @param {Quantity} quantity */
function validationText(task, series, length, quantity) {
  const validation = lastValidation(series, length);
  return validation && Number.isFinite(validation[quantity]) ? quantityText(validation[quantity], quantity, task) : '–';
}

/** @param {TaskFacts} task @param {Series} series @param {Milestone['kind']} wanted @returns {string} its update */
function flagUpdate(task, series, wanted) {
  const milestone = milestonesOf(task, series).find(({ kind }) => kind === wanted);
  return milestone ? whole(milestone.step) : '–';
}

/** @param {Pick<State, 'runs' | 'overlays'>} state @param {RunView} run @returns {Overlay[]} those that share its axis; a run does not lie over itself */
export function overlaysOf({ runs, overlays }, run) {
  return (runs ?? []).map((record, index) => ({ number: index + 1, record }))
    .filter(({ record }) => overlays.includes(record.id) && record.id !== run.id && isComparable(record.task, run.facts.task));
}

/** Which earlier runs lie over this one. @param {Overlay[]} overlays @param {Translate} t @returns {string} */
export function overlayWords(overlays, t) {
  const named = overlays.map(({ number, record: { task, lanes } }) => t('runs.over.one', {
    number, task: t(`task.${task.kind}.label`), models: lanes.map(({ cell }, lane) => `${LANE_LETTERS[lane]} ${cellName(cell, t)}`).join(', '),
  }));
  return named.length ? t('runs.over', { runs: named.join('; ') }) : '';
}
