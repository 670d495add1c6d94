/** In what one lane differs from another: the fields of its document, one by one. Pure. */

import type { Catalog, Experiment, Family, Field, Lane, Part } from './types.ts';
import { entryOf, sameDocument } from './experiment.ts';

/** `part`: the task or cell that the field is of */
export type FieldDifference = { kind: 'field', field: Field, part: Part, value: unknown };
/** another cell, optimiser, … */
export type ChoiceDifference = { kind: 'choice', family: Family, value: string };
/** other weights at the start, other knobs turned on the way */
export type OtherDifference = { kind: 'weights' | 'clamps' | 'changes' };
export type Difference = FieldDifference | ChoiceDifference | OtherDifference;
/**
 * `lane`: the number of the one that it is compared with;
 *  `from`: of a branch, the update at which it leaves that one
 */
export type Comparison = { lane: number, differences: Difference[], from?: number };

const PARTS: Family[] = ['cell', 'optimizer', 'clip', 'bptt'];

/** The comparisons of an experiment, found once: its lanes are another array as soon as one of them changes. */
const known = new WeakMap<readonly Lane[], Map<number, Comparison | null>>();

/**
 * The earlier lane that a lane differs least from; the first of several.
 * @returns null for the first lane
 */
export function comparisonOf(catalog: Catalog, { lanes }: Pick<Experiment, 'lanes'>, lane: number): Comparison | null {
  const found = known.get(lanes) ?? new Map();
  known.set(lanes, found);
  if (!found.has(lane)) found.set(lane, leastDifferent(catalog, lanes, lane));
  return found.get(lane) ?? null;
}

function leastDifferent(catalog: Catalog, lanes: readonly Lane[], lane: number): Comparison | null {
  const { origin } = lanes[lane];
  if (origin && lanes[origin.lane]) {
    // Knobs that were turned before belong to both; what was turned later on is told by the marks.
    const differences = differencesOf(catalog, lanes[origin.lane], lanes[lane])
      .filter(({ kind }) => kind !== 'changes');
    return { lane: origin.lane, differences, from: origin.step };
  }
  const compared = lanes.slice(0, lane)
    .map((other, index) => ({ lane: index, differences: differencesOf(catalog, other, lanes[lane]) }));
  return compared.reduce(
    (best: Comparison | null, each) => (best && best.differences.length <= each.differences.length ? best : each), null,
  );
}

/**
 * Which two lanes are subtracted: the selected one and that which it is compared with; of the first lane the second.
 * @returns null where there is one lane only
 */
export function subtracted(
  catalog: Catalog,
  experiment: Pick<Experiment, 'lanes'>,
  selected: number,
): { minuend: number, subtrahend: number } | null {
  if (experiment.lanes.length < 2) return null;
  const minuend = selected === 0 ? 1 : selected;
  return { minuend, subtrahend: comparisonOf(catalog, experiment, minuend)?.lane ?? 0 };
}

/** @returns what the other one has */
export function differencesOf(catalog: Catalog, one: Lane, other: Lane): Difference[] {
  const parts = PARTS.flatMap((family) => partDifferences(catalog, family, one[family] as Part, other[family] as Part));
  const rest: Difference[] = [];
  if (!sameDocument([one.initial_weights ?? null], [other.initial_weights ?? null])) rest.push({ kind: 'weights' });
  if (!sameDocument([one.clamps ?? null], [other.clamps ?? null])) rest.push({ kind: 'clamps' });
  if (!sameDocument([one.changes ?? null], [other.changes ?? null])) rest.push({ kind: 'changes' });
  return [...parts, ...rest];
}

/**
 * Another kind is one difference; what both have is compared, what only the other one has counts where it is not its
 * default.
 */
export function partDifferences(catalog: Catalog, family: Family, one: Part, other: Part): Difference[] {
  if (!one || !other) return [];
  const own = entryOf(catalog, family, other.kind)?.fields ?? [];
  const shared = new Set((entryOf(catalog, family, one.kind)?.fields ?? []).map(({ name }) => name));
  const differing = own.flatMap((field) =>
    fieldDifferences(catalog, field, shared.has(field.name) ? one : ({} as Part), other));
  return one.kind === other.kind ? differing : [{ kind: 'choice', family, value: other.kind }, ...differing];
}

export function fieldDifferences(catalog: Catalog, field: Field, one: Part, other: Part): Difference[] {
  const [before, after] = [one[field.name] ?? field.default, other[field.name] ?? field.default];
  if (field.type === 'kind') return partDifferences(catalog, field.family as Family, before as Part, after as Part);
  return sameDocument([before], [after]) ? [] : [{ kind: 'field', field, part: other, value: after }];
}
