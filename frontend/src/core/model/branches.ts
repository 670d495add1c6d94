/**
 * Branches of the experiment document: what a new one may change, and what becomes of them when their trunks are
 * edited. Pure.
 */

import type { Catalog, Experiment, Lane, Origin, Part } from './types.ts';
import { controlsPlan, type Row } from './controls_plan.ts';
import { withWindowOverShift } from './derived.ts';
import { initialisationOf, partOf, sameDocument, setAt } from './experiment.ts';

/** Fields that only say how weights are drawn: a branch has weights already. */
const DRAWN =
  new Set([
    'recurrent_init', 'forget_bias', 'chrono', 'keep_bias', 'input_std', 'scale', 'r_min', 'r_max', 'max_phase',
  ]);
/** Fields that say which parameters there are. */
const SHAPING = ['kind', 'hidden_size', 'layers', 'peepholes', 'layer_norm'];
/** What stands first among all that can be changed. */
const FIRST = ['activation', 'learning_rate', 'clip', 'bptt', 'optimizer', 'recurrence'];
const TURNED = ['learning_rate', 'clip', 'bptt'] as const;

/** The controls of a lane that leave its parameters their names and shapes, those most asked for first. */
export function branchKnobs(catalog: Catalog, experiment: Experiment, lane: number): Row[] {
  const { model, training } = controlsPlan(catalog, experiment, lane, true);
  const rows = [...model, ...training].filter(({ edit, field, indent }) =>
    edit !== 'cell' && !indent && !DRAWN.has(field.name) && !SHAPING.includes(field.name));
  const place = ({ field }: Row) => (FIRST.includes(field.name) ? FIRST.indexOf(field.name) : FIRST.length);
  return rows.sort((a, b) => place(a) - place(b));
}

/** The same lane as it is at the update of a step: knobs that were turned on the way are where they stood. */
export function laneAt(lane: Lane, step: number): Lane {
  return (lane.changes ?? []).filter((change) => change.step <= step)
    .reduce((turned: Lane, { learning_rate: rate, clip, bptt }) => ({
    ...turned,
    optimizer: rate === null || rate === undefined ? turned.optimizer : { ...turned.optimizer, learning_rate: rate },
    clip: clip ?? turned.clip,
    bptt: bptt ?? turned.bptt,
  }), lane);
}

/** @param row of the lane */
export function withKnob(catalog: Catalog, lane: Lane, { path, edit, field }: Row, value: unknown): Lane {
  const inside = path.slice(2);
  if (edit === 'part') return setAt(lane, inside, partOf(
    catalog, field.family as NonNullable<Row['field']['family']>, String(value), lane[String(inside[0])] as Part,
  ));
  if (edit === 'initialisation') return setAt(lane, inside, initialisationOf(catalog, lane.cell, String(value)));
  const changed = setAt(lane, inside, value);
  return inside[0] === 'bptt' ? { ...changed, bptt: withWindowOverShift(changed.bptt, field.name) } : changed;
}

/**
 * The document of a branch: that of its trunk with one thing changed. Knobs that are turned on the trunk's way are
 * turned on the branch's too, but for the one that is changed.
 *
 * @param row the control that is another one
 */
export function branchOf(catalog: Catalog, trunk: Lane, origin: Origin, row: Row, value: unknown): Lane {
  const { initial_weights: _weights, ...document } = trunk;
  const part = String(row.path[2]);
  const own = TURNED.find((name) => name === part || name === row.field.name) as 'learning_rate' | 'clip' | 'bptt'
    | undefined;
  const changed = withKnob(catalog, laneAt(trunk, origin.step), row, value);
  const changes = (document.changes ?? []).map((change) => (own ? { ...change, [own]: null } : change))
    .filter(turnsSomething);
  return { ...document, [part]: changed[part], changes, origin };
}

function turnsSomething({ learning_rate: rate, clip, bptt }: import('./types.ts').Change) {
  return [rate, clip, bptt].some((value) => value !== null && value !== undefined);
}

/**
 * An edit keeps branches what they are: those of a lane follow it where its shape changes, those of a lane that is gone
 * and those whose own shape was changed begin from their own weights, and each finds its trunk again where that has
 * moved.
 */
export function withFittingBranches(before: Experiment, after: Experiment): Experiment {
  if (!after.lanes.some(({ origin }) => origin)) return after;
  const lanes: Lane[] = [];
  after.lanes.forEach((lane, number) => void lanes.push(fitting(before, after, lanes, lane, number)));
  return lanes.every((lane, number) => lane === after.lanes[number]) ? after : { ...after, lanes };
}

function fitting(before: Experiment, after: Experiment, done: readonly Lane[], lane: Lane, number: number): Lane {
  if (!lane.origin) return lane;
  const trunk = placeOf(before, after, lane.origin.lane);
  if (trunk === null || trunk >= number || lane.origin.step >= after.steps) return withoutOrigin(lane);
  const moved = trunk === lane.origin.lane ? lane : { ...lane, origin: { ...lane.origin, lane: trunk } };
  if (sameShape(moved.cell, done[trunk].cell)) return moved;
  const known = before.lanes[number];
  const own = known && !sameShape(known.cell, moved.cell);
  if (own || moved.cell.kind !== done[trunk].cell.kind) return withoutOrigin(moved);
  return { ...moved, cell: {
    ...moved.cell,
    ...Object.fromEntries(SHAPING.filter((name) => name in moved.cell).map((name) => [name, done[trunk].cell[name]])),
  } };
}

/** Where a lane of before stands now; null where it is gone. */
function placeOf(before: Experiment, after: Experiment, lane: number): number | null {
  if (before.lanes.length <= after.lanes.length) return lane < after.lanes.length ? lane : null;
  const place = after.lanes.indexOf(before.lanes[lane]);
  return place < 0 ? null : place;
}

function sameShape(one: Part, other: Part) {
  return SHAPING.every((name) => sameDocument([one[name] ?? null], [other[name] ?? null]));
}

function withoutOrigin({ origin: _, ...lane }: Lane): Lane {
  return lane as Lane;
}
