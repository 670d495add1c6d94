/**
 * What a note offers: a remedy that was tried for such a model and helped every seed (docs/remedies.md), or nothing. Pure, but for the fetching.
 *
 * @import { Catalog, Lane, Origin, RunView } from '../state/types.d.ts'
 * @import { Row } from '../views/controls_plan.js'
 * @import { Note } from './note.d.ts'
 */

import { milestonesOf } from '../layout/milestones.js';
import { lengthUntil } from '../layout/verdict.js';
import { branchKnobs, branchOf, laneAt, withKnob } from '../state/branches.js';
import { MOST_LANES, partOf, sameDocument, withCell } from '../state/experiment.js';
import { controlsPlan } from '../views/controls_plan.js';
import { pageFile } from '../page_file.js';

/** @typedef {{ field: string, value: unknown, beside: boolean }} Tried `beside`: of a model that starts anew beside it; else of a branch from where it stands */
/** @typedef {{ task: string, lag: number, cell: string, activation: string | null, units: number, learning_rate: number, clip: string, bptt: string, remedies: Tried[] }} Ailing
 *   a model that did not learn, and what helped it, the best first */
/** @typedef {{ catalog: Catalog, run: RunView, trunk: Lane, origin: Origin }} Place */
/** @typedef {{ lane: Lane, row: Row, value: unknown, origin: Origin | null }} Remedy `origin`: where it branches off; null: it starts anew */

/** @type {Promise<Ailing[]> | null} */
let asked = null;

/** @returns {Promise<Ailing[]>} */
export function fetchRemedies() {
  asked ??= fetch(pageFile('src/narrator/remedies.json')).then((response) => response.json());
  return asked;
}

/**
 * @param {readonly Ailing[]} table
 * @param {Catalog} catalog
 * @param {RunView} run live
 * @param {Note} note
 * @returns {Remedy | null} null: nothing is known to help, some model has solved the task, one is a remedy already, or there is no room
 */
export function remedyOf(table, catalog, run, { lane }) {
  const step = run.frame?.step ?? run.step;
  if (run.lanes.length >= MOST_LANES || step >= run.experiment.steps || run.lanes.some((_, index) => hasSolved(run, index, step))) return null;
  const trunk = laneAt(run.experiment.lanes[lane], step);
  const known = table.find((ailing) => isSuch(catalog, ailing, trunk, run));
  const place = { catalog, run, trunk, origin: { lane, step } };
  const found = (known?.remedies ?? []).map((tried) => (tried.beside ? besideOf : branchFrom)(place, tried)).filter((each) => each !== null);
  return found.some((each) => isThere(run, each.lane)) ? null : found[0] ?? null;
}

/** @param {RunView} run @param {number} lane @param {number} step */
function hasSolved({ facts: { task }, lanes }, lane, step) {
  const { series } = lanes[lane];
  return milestonesOf(task, series, lengthUntil(series, step)).some(({ kind }) => kind === 'solved');
}

/** @param {Catalog} catalog @param {Ailing} ailing @param {Lane} lane @param {RunView} run @returns {boolean} nothing else about its cell was chosen */
function isSuch(catalog, { task, lag, cell, activation, units, learning_rate: rate, clip, bptt }, lane, { experiment, facts }) {
  const chosen = { hidden_size: lane.cell.hidden_size, ...(activation && { activation }) };
  const isSame = sameDocument(
    [experiment.task.kind, lane.cell, lane.optimizer.learning_rate, lane.clip.kind, lane.bptt.kind],
    [task, partOf(catalog, 'cell', cell, /** @type {any} */ (chosen)), rate, clip, bptt],
  );
  return isSame && Number(lane.cell.hidden_size) >= units && (facts.task.required_lag ?? Infinity) <= lag;
}

/** @param {RunView} run @param {Lane} wanted */
function isThere({ experiment }, wanted) {
  const learning = (/** @type {Lane} */ { origin: _origin, changes: _changes, ...rest }) => rest;
  return experiment.lanes.some((lane) => sameDocument(learning(lane), learning(wanted)));
}

/** @param {Place} place @param {Tried} tried @returns {Remedy | null} */
function branchFrom({ catalog, run: { experiment }, trunk, origin }, { field, value }) {
  const row = branchKnobs(catalog, { ...experiment, lanes: experiment.lanes.with(origin.lane, trunk) }, origin.lane).find((each) => each.field.name === field);
  return row ? { lane: branchOf(catalog, experiment.lanes[origin.lane], origin, row, value), row, value, origin } : null;
}

/** @param {Place} place @param {Tried} tried @returns {Remedy | null} */
function besideOf({ catalog, run: { experiment }, trunk, origin }, { field, value }) {
  const { model, training } = controlsPlan(catalog, experiment, origin.lane, true);
  const row = [...model, ...training].find((each) => each.field.name === field);
  if (!row) return null;
  const { origin: _origin, changes: _changes, initial_weights: _weights, ...rest } = trunk;
  const fresh = /** @type {Lane} */ (rest);
  const anew = field === 'cell' ? withCell(catalog, fresh, String(value)) : withKnob(catalog, fresh, row, value);
  return { lane: anew, row, value, origin: null };
}
