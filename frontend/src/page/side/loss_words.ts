/** What the loss panel says: of each lane, the levels, the flags, the earlier runs that lie over this one. */

import type { Level, Quantity } from '../../core/model/levels.ts';
import type { Catalog, Mark, RunView, Series, State, TaskFacts, Translate } from '../../core/model/types.ts';
import type { Overlay, Words } from '../../draw/loss_figure.ts';
import { levelsOf, quantityText } from '../../core/model/levels.ts';
import { lastValidation, milestonesOf, type Milestone } from '../../core/model/milestones.ts';
import { lengthUntil, verdictOf } from '../../core/model/verdict.ts';
import { isComparable } from '../../core/model/run_record.ts';
import { cellName, laneName } from '../../core/text/lane.ts';
import { markWords } from '../../core/text/mark.ts';
import { validatedOn } from '../../core/text/milestone.ts';
import { whole } from '../../core/text/number.ts';
import { branchWords } from '../../core/text/run_event.ts';
import { lossTable } from '../../draw/loss_figure.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';

/** `lane`: its letter; `standing`: how it stands by then */
export type Reading = { lane: string, text: string, standing: string };

/** What each lane has come to at an update. */
export function readingsAt(run: RunView, quantity: Quantity, step: number): Reading[] {
  const { task } = run.facts;
  return run.lanes.map((view, lane) => {
    const { series } = view;
    return {
      lane: LANE_LETTERS[lane],
      text: valueText(series[quantity][lengthUntil(series, step) - 1], quantity, task),
      standing: verdictOf(task, view, null, step).outcome,
    };
  });
}

function valueText(value: number | null | undefined, quantity: Quantity, task: TaskFacts): string {
  return typeof value === 'number' && Number.isFinite(value) ? quantityText(value, quantity, task) : '–';
}

/** @returns in one line, and in full */
export function readingWords(readings: Reading[], run: RunView, quantity: Quantity, step: number, t: Translate) {
  const line = readings.map(({ lane, standing }) => t('race.said.other', {
    lane, standing: t(`race.standing.${standing}`),
  }));
  const full = readings.map(({ lane, text, standing }) => t('chart.lane_reading', {
    lane, reading: `${text}${t(`loss_panel.standing.${standing}`)}`,
  }));
  const what = t(quantity === 'metric' ? 'loss_panel.accuracy' : `loss_panel.unit.${run.facts.task.loss}`);
  return {
    line: t('loss_panel.line', { step: whole(step), readings: line.join('; ') }),
    full: t('loss_panel.caption', { step: whole(step), quantity: what, readings: full.join('; ') }),
  };
}

/** The words in the chart. */
export function chartWords(run: RunView, catalog: Catalog | null, t: Translate): Words {
  const { task } = run.facts;
  return {
    lanes: run.experiment.lanes.map((_, lane) => laneWords(run, lane, t)),
    level: ({ kind }: Level) => t(`loss_panel.margin.${kind}`).split('/'),
    mark: (mark: Mark) => (mark.change.origin ? branchWords(run, mark.lane, catalog, t) : markWords(mark, t)),
    diverged: (lane, step) => t('loss_panel.diverged', { lane: LANE_LETTERS[lane], step: whole(step) }),
    value: (lane) => t('loss_panel.hover', { lane: LANE_LETTERS[lane] }),
    validation: (lane) => t('loss_panel.validation.hover', {
      lane: LANE_LETTERS[lane], validated: validatedOn(task, t),
    }),
    over: (number, lane) => t('runs.hover', { number, lane: LANE_LETTERS[lane] }),
  };
}

function laneWords({ experiment }: RunView, lane: number, t: Translate): string {
  return `${LANE_LETTERS[lane]} ${laneName(experiment.lanes[lane], t)}`;
}

/** The same numbers as a table: its headings, then its rows. */
export function tableWords(run: RunView, quantity: Quantity, t: Translate): [headings: string[], rows: string[][]] {
  const { task } = run.facts;
  const values = lossTable(run, quantity).map((row) => [
    whole(row.step), ...row.values.map((value) => valueText(value, quantity, task)),
  ]);
  const flags = [flagRow(run, 'left_chance', t), flagRow(run, 'solved', t)];
  const headings = [t('chart.update'), ...run.lanes.map((_, lane) => laneWords(run, lane, t))];
  return [headings, [...values, ...validationRows(run, quantity, t), ...flags]];
}

/** The updates of the flags of a kind, a lane each, as a row of the table. */
function flagRow({ facts: { task }, lanes }: RunView, kind: Milestone['kind'], t: Translate): string[] {
  return [t(`race.row.${kind}`), ...lanes.map(({ series }) => flagUpdate(task, series, kind))];
}

/** The last validations, a lane each, as a row of the table; no row where nothing was validated. */
function validationRows({ facts: { task }, lanes }: RunView, quantity: Quantity, t: Translate): string[][] {
  const figures = lanes.map(({ series }) => validationText(task, series, series.length, quantity));
  if (figures.every((text) => text === '–')) return [];
  return [[t('loss_panel.validation.row', { validated: validatedOn(task, t) }), ...figures]];
}

/** What the lines across the chart are. */
export function levelWords(task: TaskFacts, quantity: Quantity, t: Translate) {
  const levels = levelsOf(task, quantity).map(({ kind, value }) => t(`loss_panel.level.${kind}`, {
    value: quantityText(value, quantity, task),
  }));
  return levels.length ? t('loss_panel.levels', { levels: levels.join('; ') }) : '';
}

/** What the circles are, and the last by then; nothing where nothing was validated. */
export function validationWords({ facts: { task }, lanes }: RunView, step: number, quantity: Quantity, t: Translate) {
  const readings = lanes.flatMap(({ series }, lane) => {
    const reading = validationText(task, series, lengthUntil(series, step), quantity);
    return reading === '–' ? [] : [t('chart.lane_reading', { lane: LANE_LETTERS[lane], reading })];
  });
  if (!readings.length) return '';
  return t('loss_panel.validation', { validated: validatedOn(task, t), readings: readings.join('; ') });
}

function validationText(task: TaskFacts, series: Series, length: number, quantity: Quantity) {
  return valueText(lastValidation(series, length)?.[quantity], quantity, task);
}

/** @returns its update */
function flagUpdate(task: TaskFacts, series: Series, wanted: Milestone['kind']): string {
  const milestone = milestonesOf(task, series).find(({ kind }) => kind === wanted);
  return milestone ? whole(milestone.step) : '–';
}

/** @returns those that share its axis; a run does not lie over itself */
export function overlaysOf({ runs, overlays }: Pick<State, 'runs' | 'overlays'>, run: RunView): Overlay[] {
  return (runs ?? []).map((record, index) => ({ number: index + 1, record }))
    .filter(({ record: { id } }) => overlays.includes(id) && id !== run.id)
    .filter(({ record }) => isComparable(record.task, run.facts.task));
}

/** Which earlier runs lie over this one. */
export function overlayWords(overlays: Overlay[], t: Translate): string {
  const named = overlays.map(({ number, record: { task, lanes } }) => t('runs.over.one', {
    number,
    task: t(`task.${task.kind}.label`),
    models: lanes.map(({ cell }, lane) => `${LANE_LETTERS[lane]} ${cellName(cell, t)}`).join(', '),
  }));
  return named.length ? t('runs.over', { runs: named.join('; ') }) : '';
}
