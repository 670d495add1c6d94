/** Edits of the experiment document by the catalog's fields. Pure. */

import type { Catalog, Entry, Experiment, Family, Field, Lane, Part } from './types.ts';

export type Path = (string | number)[];

export const MOST_LANES = 4;

/** @param kind of a task @returns whether it reads images that this server does not have */
export function lacksImages(catalog: Catalog | null, kind: string): boolean {
  return kind === 'mnist' && catalog?.limits.mnist === false;
}

export function entryOf(catalog: Catalog, family: Family, kind: string): Entry | null {
  return catalog.families[family]?.find((entry) => entry.kind === kind) ?? null;
}

/** @returns what this version can run */
export function availableEntries(catalog: Catalog, family: Family): Entry[] {
  return (catalog.families[family] ?? []).filter((entry) => entry.available);
}

/**
 * A part of that kind with the catalog's defaults; `known` values of fields with the same name are kept where
 * the new kind has them; options that are not used are left out.
 */
export function partOf(catalog: Catalog, family: Family, kind: string, known: Part | null = null): Part {
  const fields = entryOf(catalog, family, kind)?.fields ?? [];
  const value = (field: Field) => (known && field.name in known ? known[field.name] : field.default);
  const written = fields.filter((field) => !field.option || value(field) !== field.default);
  return { kind, ...Object.fromEntries(written.map((field) => [field.name, structuredClone(value(field))])) };
}

/**
 * A part of another kind: what somebody has chosen is kept where the new kind has it too, what only was the old kind's
 * default is not.
 */
export function switched(catalog: Catalog, family: 'task' | 'cell', kind: string, known: Part): Part {
  const fields = entryOf(catalog, family, known.kind)?.fields ?? [];
  const chosen = Object.entries(known).filter(([name, value]) => {
    const field = fields.find((candidate) => candidate.name === name);
    return field && field.type !== 'text' && !sameDocument(field.default, value);
  });
  return partOf(catalog, family, kind, Object.fromEntries(chosen) as Part);
}

/** The same lane with another cell. What was chosen and both cells have (hidden units, layers, start of W_hh) stays. */
export function withCell(catalog: Catalog, lane: Lane, kind: string): Lane {
  const { initial_weights: _weights, clamps: _clamps, ...rest } = lane;
  return { ...rest, cell: switched(catalog, 'cell', kind, lane.cell) } as Lane;
}

/** The same cell with another start of W_hh; a given matrix begins as the identity of the cell's shape. */
export function initialisationOf(catalog: Catalog, cell: Part, kind: string): Part {
  const part = partOf(catalog, 'initialisation', kind, cell.recurrent_init as Part);
  if ('matrix' in part && !Array.isArray(part.matrix)) {
    const gates = Math.max(1, entryOf(catalog, 'cell', cell.kind)?.gates?.length ?? 0);
    part.matrix = stackedIdentity(Number(cell.hidden_size), gates);
  }
  return part;
}

/** @returns (blocks · size, size) */
function stackedIdentity(size: number, blocks: number): number[][] {
  return Array.from(
    { length: blocks * size }, (_, row) => Array.from({ length: size }, (_, column) => (row % size === column ? 1 : 0)),
  );
}

/** @returns a copy that differs at the path only */
export function setAt<T>(document: T, [key, ...rest]: Path, value: unknown): T {
  if (key === undefined) return value as T;
  const inner = (document as any)[key];
  const changed = setAt(inner, rest, value);
  if (Array.isArray(document)) return (document.with(Number(key), changed) as unknown) as T;
  return { ...document, [key]: changed };
}

export function getAt(document: unknown, path: Path): unknown {
  return path.reduce((inner, key) => (inner as any)?.[key], document);
}

/** @returns the lane once more, behind the others */
export function duplicateLane(experiment: Experiment, lane: number): Experiment {
  if (experiment.lanes.length >= MOST_LANES) return experiment;
  return { ...experiment, lanes: [...experiment.lanes, structuredClone(experiment.lanes[lane])] };
}

/** A copy of that lane with the first cell that no lane has yet. */
export function addLane(catalog: Catalog, experiment: Experiment, lane: number): Experiment {
  const longer = duplicateLane(experiment, lane);
  if (longer === experiment) return experiment;
  const used = experiment.lanes.map(({ cell }) => cell.kind);
  const fresh = ['lstm', 'gru', 'irnn', 'rnn'].find((kind) =>
    !used.includes(kind) && entryOf(catalog, 'cell', kind)?.available);
  return fresh
    ? setAt(longer, ['lanes', experiment.lanes.length], withCell(catalog, experiment.lanes[lane], fresh))
    : longer;
}

/** @returns with that lane behind the others, or in the last one's place */
export function addCandidate(experiment: Experiment, lane: Lane): Experiment {
  return { ...experiment, lanes: [...experiment.lanes.slice(0, MOST_LANES - 1), lane] };
}

export function removeLane(experiment: Experiment, lane: number): Experiment {
  if (experiment.lanes.length < 2) return experiment;
  return { ...experiment, lanes: experiment.lanes.toSpliced(lane, 1) };
}

/**
 * @param random uniform in [0, 1)
 * @returns with both seeds rolled anew
 */
export function rollSeeds(experiment: Experiment, random: () => number): Experiment {
  const seed = () => Math.floor(random() * 10_000);
  return { ...experiment, data_seed: seed(), weight_seed: seed() };
}

/**
 * Whether two documents say the same, whatever the order of their keys; entries that are null or empty count as absent,
 * and so does the usual precision, which the server leaves out.
 */
export function sameDocument(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

const USUAL_PRECISION = 'float32';

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const present = Object.entries(value).filter(([key, inner]) => inner !== null && inner !== undefined
    && !(Array.isArray(inner) && !inner.length) && !(key === 'precision' && inner === USUAL_PRECISION));
  return Object.fromEntries(
    present.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]),
  );
}
