/**
 * Edits of the experiment document by the catalog's fields. Pure.
 *
 * @import { Catalog, Entry, Experiment, Family, Field, Lane, Part } from './types.d.ts'
 */

/** @typedef {(string | number)[]} Path */

export const MOST_LANES = 4;

/** @param {Catalog | null} catalog @param {string} kind of a task @returns {boolean} whether it reads images that this server does not have */
export function lacksImages(catalog, kind) {
  return kind === 'mnist' && catalog?.limits.mnist === false;
}

/** @param {Catalog} catalog @param {Family} family @param {string} kind @returns {Entry | null} */
export function entryOf(catalog, family, kind) {
  return catalog.families[family]?.find((entry) => entry.kind === kind) ?? null;
}

/** @param {Catalog} catalog @param {Family} family @returns {Entry[]} what this version can run */
export function availableEntries(catalog, family) {
  return (catalog.families[family] ?? []).filter((entry) => entry.available);
}

/**
 * A part of that kind with the catalog's defaults; `known` values of fields with the same name are kept where
 * the new kind has them.
 * @param {Catalog} catalog
 * @param {Family} family
 * @param {string} kind
 * @param {Part | null} [known]
 * @returns {Part}
 */
export function partOf(catalog, family, kind, known = null) {
  const fields = entryOf(catalog, family, kind)?.fields ?? [];
  const value = (/** @type {Field} */ field) => (known && field.name in known ? known[field.name] : field.default);
  return { kind, ...Object.fromEntries(fields.map((field) => [field.name, structuredClone(value(field))])) };
}

/**
 * A part of another kind: what somebody has chosen is kept where the new kind has it too, what only was the old kind's default is not.
 * @param {Catalog} catalog
 * @param {'task' | 'cell'} family
 * @param {string} kind
 * @param {Part} known
 * @returns {Part}
 */
export function switched(catalog, family, kind, known) {
  const fields = entryOf(catalog, family, known.kind)?.fields ?? [];
  const chosen = Object.entries(known).filter(([name, value]) => {
    const field = fields.find((candidate) => candidate.name === name);
    return field && field.type !== 'text' && !sameDocument(field.default, value);
  });
  return partOf(catalog, family, kind, /** @type {Part} */ (Object.fromEntries(chosen)));
}

/**
 * The same lane with another cell. What was chosen and both cells have (hidden units, layers, start of W_hh) stays.
 * @param {Catalog} catalog
 * @param {Lane} lane
 * @param {string} kind
 * @returns {Lane}
 */
export function withCell(catalog, lane, kind) {
  const { initial_weights: _weights, clamps: _clamps, ...rest } = lane;
  return /** @type {Lane} */ ({ ...rest, cell: switched(catalog, 'cell', kind, lane.cell) });
}

/**
 * The same cell with another start of W_hh; a given matrix begins as the identity of the cell's shape.
 * @param {Catalog} catalog
 * @param {Part} cell
 * @param {string} kind
 * @returns {Part}
 */
export function initialisationOf(catalog, cell, kind) {
  const part = partOf(catalog, 'initialisation', kind, /** @type {Part} */ (cell.recurrent_init));
  if ('matrix' in part && !Array.isArray(part.matrix)) {
    const gates = Math.max(1, entryOf(catalog, 'cell', cell.kind)?.gates?.length ?? 0);
    part.matrix = stackedIdentity(Number(cell.hidden_size), gates);
  }
  return part;
}

/** @param {number} size @param {number} blocks @returns {number[][]} (blocks · size, size) */
function stackedIdentity(size, blocks) {
  return Array.from({ length: blocks * size }, (_, row) => Array.from({ length: size }, (_, column) => (row % size === column ? 1 : 0)));
}

/**
 * @template T
 * @param {T} document
 * @param {Path} path
 * @param {unknown} value
 * @returns {T} a copy that differs at the path only
 */
export function setAt(document, [key, ...rest], value) {
  if (key === undefined) return /** @type {T} */ (value);
  const inner = /** @type {any} */ (document)[key];
  const changed = setAt(inner, rest, value);
  if (Array.isArray(document)) return /** @type {T} */ (/** @type {unknown} */ (document.with(Number(key), changed)));
  return { ...document, [key]: changed };
}

/** @param {unknown} document @param {Path} path @returns {unknown} */
export function getAt(document, path) {
  return path.reduce((inner, key) => /** @type {any} */ (inner)?.[key], document);
}

/** @param {Experiment} experiment @param {number} lane @returns {Experiment} the lane once more, behind the others */
export function duplicateLane(experiment, lane) {
  if (experiment.lanes.length >= MOST_LANES) return experiment;
  return { ...experiment, lanes: [...experiment.lanes, structuredClone(experiment.lanes[lane])] };
}

/**
 * A copy of that lane with the first cell that no lane has yet.
 * @param {Catalog} catalog
 * @param {Experiment} experiment
 * @param {number} lane
 * @returns {Experiment}
 */
export function addLane(catalog, experiment, lane) {
  const longer = duplicateLane(experiment, lane);
  if (longer === experiment) return experiment;
  const used = experiment.lanes.map(({ cell }) => cell.kind);
  const fresh = ['lstm', 'gru', 'irnn', 'rnn'].find((kind) => !used.includes(kind) && entryOf(catalog, 'cell', kind)?.available);
  return fresh ? setAt(longer, ['lanes', experiment.lanes.length], withCell(catalog, experiment.lanes[lane], fresh)) : longer;
}

/** @param {Experiment} experiment @param {Lane} lane @returns {Experiment} with that lane behind the others, or in the last one's place */
export function addCandidate(experiment, lane) {
  return { ...experiment, lanes: [...experiment.lanes.slice(0, MOST_LANES - 1), lane] };
}

/** @param {Experiment} experiment @param {number} lane @returns {Experiment} */
export function removeLane(experiment, lane) {
  if (experiment.lanes.length < 2) return experiment;
  return { ...experiment, lanes: experiment.lanes.toSpliced(lane, 1) };
}

/**
 * @param {Experiment} experiment
 * @param {() => number} random uniform in [0, 1)
 * @returns {Experiment} with both seeds rolled anew
 */
export function rollSeeds(experiment, random) {
  const seed = () => Math.floor(random() * 10_000);
  return { ...experiment, data_seed: seed(), weight_seed: seed() };
}

/**
 * Whether two documents say the same, whatever the order of their keys; entries that are null or empty count as absent, and so
 * does the usual precision, which the server leaves out.
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
export function sameDocument(one, other) {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

const USUAL_PRECISION = 'float32';

/** @param {unknown} value @returns {unknown} */
function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const present = Object.entries(value).filter(([key, inner]) => inner !== null && inner !== undefined && !(Array.isArray(inner) && !inner.length) && !(key === 'precision' && inner === USUAL_PRECISION));
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, canonical(inner)]));
}
