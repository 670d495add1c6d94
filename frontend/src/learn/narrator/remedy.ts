/**
 * What a note offers: a remedy that was tried for such a model and helped every seed (docs/remedies.md), or nothing.
 * Pure, but for the fetching.
 */

import type { Catalog, Lane, Origin, RunView } from '../../core/model/types.ts';
import type { Note } from '../../core/model/note.ts';
import { milestonesOf } from '../../core/model/milestones.ts';
import { lengthUntil } from '../../core/model/verdict.ts';
import { branchKnobs, branchOf, laneAt, withKnob } from '../../core/model/branches.ts';
import { MOST_LANES, partOf, sameDocument, withCell } from '../../core/model/experiment.ts';
import { controlsPlan, type Row } from '../../core/model/controls_plan.ts';
import { pageFile } from '../../page_file.ts';

/** `beside`: of a model that starts anew beside it; else of a branch from where it stands */
export type Tried = { field: string, value: unknown, beside: boolean };
/** a model that did not learn, and what helped it, the best first */
export type Ailing = {
  task: string;
  lag: number;
  cell: string;
  activation: string | null;
  units: number;
  learning_rate: number;
  clip: string;
  bptt: string;
  remedies: Tried[];
};
export type Place = { catalog: Catalog, run: RunView, trunk: Lane, origin: Origin };
/** `origin`: where it branches off; null: it starts anew */
export type Remedy = { lane: Lane, row: Row, value: unknown, origin: Origin | null };

let asked: Promise<Ailing[]> | null = null;

export function fetchRemedies(): Promise<Ailing[]> {
  asked ??= fetch(pageFile('src/learn/narrator/remedies.json')).then((response) => response.json());
  return asked;
}

/**
 * @param run live
 * @returns null: nothing is known to help, some model has solved the task, one is a remedy already, or there is no room
 */
export function remedyOf(table: readonly Ailing[], catalog: Catalog, run: RunView, { lane }: Note): Remedy | null {
  const step = run.frame?.step ?? run.step;
  if (run.lanes.length >= MOST_LANES || step >= run.experiment.steps
    || run.lanes.some((_, index) => hasSolved(run, index, step))) return null;
  const trunk = laneAt(run.experiment.lanes[lane], step);
  const known = table.find((ailing) => isSuch(catalog, ailing, trunk, run));
  const place = { catalog, run, trunk, origin: { lane, step } };
  const found = (known?.remedies ?? []).map((tried) => (tried.beside ? besideOf : branchFrom)(place, tried))
    .filter((each) => each !== null);
  return found.some((each) => isThere(run, each.lane)) ? null : found[0] ?? null;
}

function hasSolved({ facts: { task }, lanes }: RunView, lane: number, step: number) {
  const { series } = lanes[lane];
  return milestonesOf(task, series, lengthUntil(series, step)).some(({ kind }) => kind === 'solved');
}

/** @returns nothing else about its cell was chosen */
function isSuch(
  catalog: Catalog,
  { task, lag, cell, activation, units, learning_rate: rate, clip, bptt }: Ailing,
  lane: Lane,
  { experiment, facts }: RunView,
): boolean {
  const chosen = { hidden_size: lane.cell.hidden_size, ...(activation && { activation }) };
  const isSame = sameDocument(
    [experiment.task.kind, lane.cell, lane.optimizer.learning_rate, lane.clip.kind, lane.bptt.kind],
    [task, partOf(catalog, 'cell', cell, chosen as any), rate, clip, bptt],
  );
  return isSame && Number(lane.cell.hidden_size) >= units && (facts.task.required_lag ?? Infinity) <= lag;
}

function isThere({ experiment }: RunView, wanted: Lane) {
  const learning = ({ origin: _origin, changes: _changes, ...rest }: Lane) => rest;
  return experiment.lanes.some((lane) => sameDocument(learning(lane), learning(wanted)));
}

function branchFrom({ catalog, run: { experiment }, trunk, origin }: Place, { field, value }: Tried): Remedy | null {
  const row = branchKnobs(catalog, { ...experiment, lanes: experiment.lanes.with(origin.lane, trunk) }, origin.lane)
    .find((each) => each.field.name === field);
  return row
    ? { lane: branchOf(catalog, experiment.lanes[origin.lane], origin, row, value), row, value, origin }
    : null;
}

function besideOf({ catalog, run: { experiment }, trunk, origin }: Place, { field, value }: Tried): Remedy | null {
  const { model, training } = controlsPlan(catalog, experiment, origin.lane, true);
  const row = [...model, ...training].find((each) => each.field.name === field);
  if (!row) return null;
  const { origin: _origin, changes: _changes, initial_weights: _weights, ...rest } = trunk;
  const fresh = rest as Lane;
  const anew = field === 'cell' ? withCell(catalog, fresh, String(value)) : withKnob(catalog, fresh, row, value);
  return { lane: anew, row, value, origin: null };
}
