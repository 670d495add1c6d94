/**
 * The one knob that a note suggests, as a branch from the update that is shown. Pure.
 *
 * @import { Catalog, Lane, Origin, RunView } from '../state/types.d.ts'
 * @import { Row } from '../views/controls_plan.js'
 * @import { Note } from './note.d.ts'
 */

import { branchKnobs, branchOf, laneAt, withKnob } from '../state/branches.js';
import { sameDocument } from '../state/experiment.js';

const MOST_LANES = 4;

/**
 * @param {Catalog} catalog
 * @param {RunView} run live
 * @param {Note} note
 * @returns {{ origin: Origin, lane: Lane, row: Row, value: unknown } | null} null: there is no room for a branch, or nothing that could be turned
 */
export function remedyOf(catalog, run, { lane, suggestions }) {
  const step = run.frame?.step ?? run.step;
  if (run.lanes.length >= MOST_LANES || step >= run.experiment.steps) return null;
  const trunk = laneAt(run.experiment.lanes[lane], step);
  const rows = branchKnobs(catalog, { ...run.experiment, lanes: run.experiment.lanes.with(lane, trunk) }, lane);
  for (const { field, value } of suggestions) {
    const row = rows.find((each) => each.field.name === field);
    if (!row || !allows(row.field, value) || sameDocument([withKnob(catalog, trunk, row, value)], [trunk])) continue;
    const origin = { lane, step };
    return { origin, lane: branchOf(catalog, run.experiment.lanes[lane], origin, row, value), row, value };
  }
  return null;
}

/** @param {import('../state/types.d.ts').Field} field @param {unknown} value */
function allows({ choices, minimum, maximum }, value) {
  if (typeof value === 'number') return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  return !choices || choices.map(String).includes(String(value));
}
