/**
 * In what one lane differs from another: the fields of its document, one by one. Pure.
 *
 * @import { Catalog, Experiment, Family, Field, Lane, Part } from './types.d.ts'
 *
 * @typedef {{ kind: 'field', field: Field, part: Part, value: unknown }} FieldDifference `part`: the task or cell that the field is of
 * @typedef {{ kind: 'choice', family: Family, value: string }} ChoiceDifference another cell, optimiser, …
 * @typedef {{ kind: 'weights' | 'clamps' | 'changes' }} OtherDifference other weights at the start, other knobs turned on the way
 * @typedef {FieldDifference | ChoiceDifference | OtherDifference} Difference
 * @typedef {{ lane: number, differences: Difference[], from?: number }} Comparison `lane`: the number of the one that it is compared with;
 *   `from`: of a branch, the update at which it leaves that one
 */

import { entryOf, sameDocument } from './experiment.js';

/** @type {Family[]} */
const PARTS = ['cell', 'optimizer', 'clip', 'bptt'];

/** The comparisons of an experiment, found once: its lanes are another array as soon as one of them changes. @type {WeakMap<readonly Lane[], Map<number, Comparison | null>>} */
const known = new WeakMap();

/**
 * The earlier lane that a lane differs least from; the first of several.
 * @param {Catalog} catalog
 * @param {Pick<Experiment, 'lanes'>} experiment
 * @param {number} lane
 * @returns {Comparison | null} null for the first lane
 */
export function comparisonOf(catalog, { lanes }, lane) {
  const found = known.get(lanes) ?? new Map();
  known.set(lanes, found);
  if (!found.has(lane)) found.set(lane, leastDifferent(catalog, lanes, lane));
  return found.get(lane) ?? null;
}

/** @param {Catalog} catalog @param {readonly Lane[]} lanes @param {number} lane @returns {Comparison | null} */
function leastDifferent(catalog, lanes, lane) {
  const { origin } = lanes[lane];
  if (origin && lanes[origin.lane]) {
    // Knobs that were turned before belong to both; what was turned later on is told by the marks.
    const differences = differencesOf(catalog, lanes[origin.lane], lanes[lane]).filter(({ kind }) => kind !== 'changes');
    return { lane: origin.lane, differences, from: origin.step };
  }
  const compared = lanes.slice(0, lane).map((other, index) => ({ lane: index, differences: differencesOf(catalog, other, lanes[lane]) }));
  return compared.reduce((/** @type {Comparison | null} */ best, each) => (best && best.differences.length <= each.differences.length ? best : each), null);
}

/**
 * Which two lanes are subtracted: the selected one and that which it is compared with; of the first lane the second.
 * @param {Catalog} catalog
 * @param {Pick<Experiment, 'lanes'>} experiment
 * @param {number} selected
 * @returns {{ minuend: number, subtrahend: number } | null} null where there is one lane only
 */
export function subtracted(catalog, experiment, selected) {
  if (experiment.lanes.length < 2) return null;
  const minuend = selected === 0 ? 1 : selected;
  return { minuend, subtrahend: comparisonOf(catalog, experiment, minuend)?.lane ?? 0 };
}

/** @param {Catalog} catalog @param {Lane} one @param {Lane} other @returns {Difference[]} what the other one has */
export function differencesOf(catalog, one, other) {
  const parts = PARTS.flatMap((family) => partDifferences(catalog, family, /** @type {Part} */ (one[family]), /** @type {Part} */ (other[family])));
  /** @type {Difference[]} */
  const rest = [];
  if (!sameDocument([one.initial_weights ?? null], [other.initial_weights ?? null])) rest.push({ kind: 'weights' });
  if (!sameDocument([one.clamps ?? null], [other.clamps ?? null])) rest.push({ kind: 'clamps' });
  if (!sameDocument([one.changes ?? null], [other.changes ?? null])) rest.push({ kind: 'changes' });
  return [...parts, ...rest];
}

/**
 * Another kind is one difference; what both have is compared, what only the other one has counts where it is not its default.
 * @param {Catalog} catalog
 * @param {Family} family
 * @param {Part} one
 * @param {Part} other
 * @returns {Difference[]}
 */
export function partDifferences(catalog, family, one, other) {
  if (!one || !other) return [];
  const own = entryOf(catalog, family, other.kind)?.fields ?? [];
  const shared = new Set((entryOf(catalog, family, one.kind)?.fields ?? []).map(({ name }) => name));
  const differing = own.flatMap((field) => fieldDifferences(catalog, field, shared.has(field.name) ? one : /** @type {Part} */ ({}), other));
  return one.kind === other.kind ? differing : [{ kind: 'choice', family, value: other.kind }, ...differing];
}

/** @param {Catalog} catalog @param {Field} field @param {Part} one @param {Part} other @returns {Difference[]} */
export function fieldDifferences(catalog, field, one, other) {
  const [before, after] = [one[field.name] ?? field.default, other[field.name] ?? field.default];
  if (field.type === 'kind') return partDifferences(catalog, /** @type {Family} */ (field.family), /** @type {Part} */ (before), /** @type {Part} */ (after));
  return sameDocument([before], [after]) ? [] : [{ kind: 'field', field, part: other, value: after }];
}
