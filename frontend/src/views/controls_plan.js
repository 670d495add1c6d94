/**
 * Which controls stand on the page for a document: read off the catalog. Pure.
 *
 * @import { Catalog, Entry, Experiment, Family, Field, Lane, Part } from '../state/types.d.ts'
 */

import { derivedValue } from '../state/derived.js';
import { availableEntries, entryOf } from '../state/experiment.js';

/** @typedef {(string | number)[]} Path */
/** @typedef {'value' | 'cell' | 'part' | 'initialisation' | 'sample'} Edit how an edit of the row changes the document */
/** @typedef {{ key: string, path: Path, field: Field, value: unknown, edit: Edit, tuned?: 'learning_rate' | 'clip' | 'bptt', indent?: boolean,
 *   derived?: number | number[] | null }} Row `derived`: what an empty field comes to */
/** @typedef {{ task: Row[], model: Row[], training: Row[], run: Row[] }} Plan */

/** The few that are in sight before somebody asks for more. */
const FIRST = ['cell', 'activation', 'recurrence'];
const TUNABLE = ['learning_rate'];

/**
 * @param {Catalog} catalog
 * @param {Experiment} experiment
 * @param {number} lane
 * @param {boolean} more
 * @param {number} [sample] which sequence is shown
 * @param {number} [time] time steps of a sequence
 * @returns {Plan}
 */
export function controlsPlan(catalog, experiment, lane, more, sample = 0, time = undefined) {
  const chosen = experiment.lanes[lane];
  const model = chosen ? modelRows(catalog, chosen, lane, time) : [];
  if (!more) return { task: [], model: model.filter(isInSight), training: [], run: [] };
  return {
    task: fieldRows(catalog, 'task', experiment.task, ['task']),
    model,
    training: chosen ? trainingRows(catalog, chosen, lane) : [],
    run: [...runRows(catalog, experiment), ...sampleRows(experiment, sample)],
  };
}

/** A memory that is on is what everybody expects. @param {Row} row */
function isInSight({ field: { name }, value }) {
  return name === 'recurrence' ? value === 'off' : FIRST.includes(name);
}

/** @param {Catalog} catalog @param {Lane} lane @param {number} index @param {number | undefined} time @returns {Row[]} the cell, then what is in sight from the start, then the rest */
function modelRows(catalog, lane, index, time) {
  const path = ['lanes', index, 'cell'];
  const rows = fieldRows(catalog, 'cell', lane.cell, path, time);
  const first = rows.filter(({ field }) => FIRST.includes(field.name)).sort((one, other) => FIRST.indexOf(one.field.name) - FIRST.indexOf(other.field.name));
  const others = rows.filter(({ field }) => !FIRST.includes(field.name));
  return [kindRow(catalog, 'cell', lane.cell, path, 'cell'), ...first, ...others];
}

/** @param {Catalog} catalog @param {Lane} lane @param {number} index @returns {Row[]} */
function trainingRows(catalog, lane, index) {
  const part = (/** @type {'optimizer' | 'clip' | 'bptt'} */ family) => {
    const path = ['lanes', index, family];
    const rows = [kindRow(catalog, family, lane[family], path, 'part'), ...fieldRows(catalog, family, lane[family], path)];
    return family === 'optimizer' ? rows : rows.map((row) => ({ ...row, tuned: family }));
  };
  const depth = availableEntries(catalog, 'bptt').length > 1 ? part('bptt') : [];
  return [...part('optimizer'), ...part('clip'), ...depth];
}

/** @param {Catalog} catalog @param {Experiment} experiment @returns {Row[]} */
function runRows(catalog, experiment) {
  return catalog.experiment.fields.filter(offersChoice).map((field) => row(field, [field.name], experiment[field.name]));
}

/** Not of the document: which sequence of the batch is looked at. @param {Experiment} experiment @param {number} sample @returns {Row[]} */
function sampleRows({ batch_size: batch }, sample) {
  if (batch < 2) return [];
  /** @type {Field} */
  const field = { name: 'sample', type: 'integer', default: 1, minimum: 1, maximum: batch, scale: 'linear', text: 'field.sample' };
  return [{ key: 'sample:integer', path: ['sample'], field, value: sample + 1, edit: 'sample' }];
}

/** @param {Catalog} catalog @param {Family} family @param {Part} part @param {Path} path @param {number} [time] @returns {Row[]} */
function fieldRows(catalog, family, part, path, time) {
  const fields = entryOf(catalog, family, part.kind)?.fields ?? [];
  return fields.filter((field) => offersChoice(field) && applies(field, part)).flatMap((field) => {
    const here = [...path, field.name];
    if (field.type !== 'kind') return [field.optional ? { ...row(field, here, part[field.name]), derived: derivedValue(part, field, time) } : row(field, here, part[field.name])];
    const inner = /** @type {Part} */ (part[field.name] ?? field.default);
    const nested = fieldRows(catalog, /** @type {Family} */ (field.family), inner, here).map((nestedRow) => ({ ...nestedRow, indent: true }));
    return [{ ...row(field, here, inner.kind), edit: /** @type {const} */ ('initialisation'), field: withKinds(catalog, field) }, ...nested];
  });
}

/** @param {Field} field @returns {boolean} a choice of one is none */
function offersChoice(field) {
  return field.type !== 'choice' || (field.choices ?? []).length > 1;
}

/** @param {Field} field @param {Part} part @returns {boolean} whether the other choices make a use of it */
function applies(field, part) {
  return Object.entries(field.only_with ?? {}).every(([name, value]) => part[name] === value);
}

/** @param {Field} field @param {Path} path @param {unknown} value @returns {Row} */
function row(field, path, value) {
  const tuned = TUNABLE.includes(field.name) ? /** @type {const} */ ('learning_rate') : undefined;
  return { key: `${path.join('.')}:${field.type}`, path, field, value: value ?? field.default, edit: 'value', ...(tuned && { tuned }) };
}

/** @param {Catalog} catalog @param {Family} family @param {Part} part @param {Path} path @param {Edit} edit @returns {Row} */
function kindRow(catalog, family, part, path, edit) {
  /** @type {Field} */
  const field = withKinds(catalog, { name: family, type: 'kind', family, default: part.kind, text: `field.${family}` });
  return { key: `${path.join('.')}:kind`, path, field, value: part.kind, edit };
}

/** @param {Catalog} catalog @param {Field} field @returns {Field} with the kinds that this version can run */
function withKinds(catalog, field) {
  const family = /** @type {Family} */ (field.family);
  return { ...field, choices: availableEntries(catalog, family).map((/** @type {Entry} */ { kind }) => kind) };
}

/**
 * The words of a choice: those of its family's entry, else those of the field.
 * @param {Field} field
 * @param {string | number} choice
 * @returns {string} a text id without its ending
 */
export function choiceText(field, choice) {
  return field.family ? `${field.family}.${choice}` : `${field.text}.${choice}`;
}
