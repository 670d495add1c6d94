/**
 * Branches of the experiment document: what a new one may change, and what becomes of them when their trunks are edited. Pure.
 *
 * @import { Catalog, Experiment, Lane, Origin, Part } from './types.d.ts'
 * @import { Row } from '../views/controls_plan.js'
 */

import { controlsPlan } from '../views/controls_plan.js';
import { withWindowOverShift } from './derived.js';
import { initialisationOf, partOf, sameDocument, setAt } from './experiment.js';

/** Fields that only say how weights are drawn: a branch has weights already. */
const DRAWN = new Set(['recurrent_init', 'forget_bias', 'chrono', 'keep_bias', 'input_std', 'scale', 'r_min', 'r_max', 'max_phase']);
/** Fields that say which parameters there are. */
const SHAPING = ['kind', 'hidden_size', 'layers', 'peepholes'];
/** What stands first among all that can be changed. */
const FIRST = ['activation', 'learning_rate', 'clip', 'bptt', 'optimizer', 'recurrence'];
const TURNED = /** @type {const} */ (['learning_rate', 'clip', 'bptt']);

/**
 * The controls of a lane that leave its parameters their names and shapes, those most asked for first.
 * @param {Catalog} catalog
 * @param {Experiment} experiment
 * @param {number} lane
 * @returns {Row[]}
 */
export function branchKnobs(catalog, experiment, lane) {
  const { model, training } = controlsPlan(catalog, experiment, lane, true);
  const rows = [...model, ...training].filter(({ edit, field, indent }) => edit !== 'cell' && !indent && !DRAWN.has(field.name) && !SHAPING.includes(field.name));
  const place = (/** @type {Row} */ { field }) => (FIRST.includes(field.name) ? FIRST.indexOf(field.name) : FIRST.length);
  return rows.sort((a, b) => place(a) - place(b));
}

/** The same lane as it is at the update of a step: knobs that were turned on the way are where they stood. @param {Lane} lane @param {number} step @returns {Lane} */
export function laneAt(lane, step) {
  return (lane.changes ?? []).filter((change) => change.step <= step).reduce((/** @type {Lane} */ turned, { learning_rate: rate, clip, bptt }) => ({
    ...turned,
    optimizer: rate === null || rate === undefined ? turned.optimizer : { ...turned.optimizer, learning_rate: rate },
    clip: clip ?? turned.clip,
    bptt: bptt ?? turned.bptt,
  }), lane);
}

/** @param {Catalog} catalog @param {Lane} lane @param {Row} row of the lane @param {unknown} value @returns {Lane} */
export function withKnob(catalog, lane, { path, edit, field }, value) {
  const inside = path.slice(2);
  if (edit === 'part') return setAt(lane, inside, partOf(catalog, /** @type {NonNullable<Row['field']['family']>} */ (field.family), String(value), /** @type {Part} */ (lane[String(inside[0])])));
  if (edit === 'initialisation') return setAt(lane, inside, initialisationOf(catalog, lane.cell, String(value)));
  const changed = setAt(lane, inside, value);
  return inside[0] === 'bptt' ? { ...changed, bptt: withWindowOverShift(changed.bptt, field.name) } : changed;
}

/**
 * The document of a branch: that of its trunk with one thing changed. Knobs that are turned on the trunk's way are turned on the branch's
 * too, but for the one that is changed.
 * @param {Catalog} catalog
 * @param {Lane} trunk
 * @param {Origin} origin
 * @param {Row} row the control that is another one
 * @param {unknown} value
 * @returns {Lane}
 */
export function branchOf(catalog, trunk, origin, row, value) {
  const { initial_weights: _weights, ...document } = trunk;
  const part = String(row.path[2]);
  const own = /** @type {'learning_rate' | 'clip' | 'bptt' | undefined} */ (TURNED.find((name) => name === part || name === row.field.name));
  const changed = withKnob(catalog, laneAt(trunk, origin.step), row, value);
  const changes = (document.changes ?? []).map((change) => (own ? { ...change, [own]: null } : change)).filter(turnsSomething);
  return { ...document, [part]: changed[part], changes, origin };
}

/** @param {import('./types.d.ts').Change} change */
function turnsSomething({ learning_rate: rate, clip, bptt }) {
  return [rate, clip, bptt].some((value) => value !== null && value !== undefined);
}

/**
 * An edit keeps branches what they are: those of a lane follow it where its shape changes, those of a lane that is gone and those whose own
 * shape was changed begin from their own weights, and each finds its trunk again where that has moved.
 * @param {Experiment} before
 * @param {Experiment} after
 * @returns {Experiment}
 */
export function withFittingBranches(before, after) {
  if (!after.lanes.some(({ origin }) => origin)) return after;
  /** @type {Lane[]} */
  const lanes = [];
  after.lanes.forEach((lane, number) => void lanes.push(fitting(before, after, lanes, lane, number)));
  return lanes.every((lane, number) => lane === after.lanes[number]) ? after : { ...after, lanes };
}

/** @param {Experiment} before @param {Experiment} after @param {readonly Lane[]} done @param {Lane} lane @param {number} number @returns {Lane} */
function fitting(before, after, done, lane, number) {
  if (!lane.origin) return lane;
  const trunk = placeOf(before, after, lane.origin.lane);
  if (trunk === null || trunk >= number || lane.origin.step >= after.steps) return withoutOrigin(lane);
  const moved = trunk === lane.origin.lane ? lane : { ...lane, origin: { ...lane.origin, lane: trunk } };
  if (sameShape(moved.cell, done[trunk].cell)) return moved;
  const known = before.lanes[number];
  const own = known && !sameShape(known.cell, moved.cell);
  if (own || moved.cell.kind !== done[trunk].cell.kind) return withoutOrigin(moved);
  return { ...moved, cell: { ...moved.cell, ...Object.fromEntries(SHAPING.filter((name) => name in moved.cell).map((name) => [name, done[trunk].cell[name]])) } };
}

/** Where a lane of before stands now; null where it is gone. @param {Experiment} before @param {Experiment} after @param {number} lane @returns {number | null} */
function placeOf(before, after, lane) {
  if (before.lanes.length <= after.lanes.length) return lane < after.lanes.length ? lane : null;
  const place = after.lanes.indexOf(before.lanes[lane]);
  return place < 0 ? null : place;
}

/** @param {Part} one @param {Part} other */
function sameShape(one, other) {
  return SHAPING.every((name) => sameDocument([one[name] ?? null], [other[name] ?? null]));
}

/** @param {Lane} lane @returns {Lane} */
function withoutOrigin({ origin: _, ...lane }) {
  return /** @type {Lane} */ (lane);
}
