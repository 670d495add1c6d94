/** Which controls stand on the page for a document: read off the catalog. Pure. */

import type { Catalog, Entry, Experiment, Family, Field, Lane, Part } from './types.ts';
import { derivedValue } from './derived.ts';
import { availableEntries, entryOf } from './experiment.ts';

export type Path = (string | number)[];
/** how an edit of the row changes the document */
export type Edit = 'value' | 'cell' | 'part' | 'initialisation' | 'sample';
/** `derived`: what an empty field comes to */
export type Row = {
  key: string;
  path: Path;
  field: Field;
  value: unknown;
  edit: Edit;
  tuned?: 'learning_rate' | 'clip' | 'bptt';
  indent?: boolean;
  derived?: number | number[] | null;
};
export type Plan = { task: Row[], model: Row[], training: Row[], run: Row[] };

/** The few that are in sight before somebody asks for more. */
const FIRST = ['cell', 'activation', 'recurrence'];
const TUNABLE = ['learning_rate'];

/**
 * @param sample which sequence is shown
 * @param time time steps of a sequence
 */
export function controlsPlan(
  catalog: Catalog,
  experiment: Experiment,
  lane: number,
  more: boolean,
  sample = 0,
  time?: number,
): Plan {
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

/** A recurrence that is on is what everybody expects. */
function isInSight({ field: { name }, value }: Row) {
  return name === 'recurrence' ? value !== 'on' : FIRST.includes(name);
}

/** @returns the cell, then what is in sight from the start, then the rest */
function modelRows(catalog: Catalog, lane: Lane, index: number, time: number | undefined): Row[] {
  const path = ['lanes', index, 'cell'];
  const rows = fieldRows(catalog, 'cell', lane.cell, path, time);
  const first = rows.filter(({ field }) => FIRST.includes(field.name))
    .sort((one, other) => FIRST.indexOf(one.field.name) - FIRST.indexOf(other.field.name));
  const others = rows.filter(({ field }) => !FIRST.includes(field.name));
  return [kindRow(catalog, 'cell', lane.cell, path, 'cell'), ...first, ...others];
}

function trainingRows(catalog: Catalog, lane: Lane, index: number): Row[] {
  const part = (family: 'optimizer' | 'clip' | 'bptt') => {
    const path = ['lanes', index, family];
    const rows = [
      kindRow(catalog, family, lane[family], path, 'part'), ...fieldRows(catalog, family, lane[family], path),
    ];
    return family === 'optimizer' ? rows : rows.map((row) => ({ ...row, tuned: family }));
  };
  const depth = availableEntries(catalog, 'bptt').length > 1 ? part('bptt') : [];
  return [...part('optimizer'), ...part('clip'), ...depth];
}

function runRows(catalog: Catalog, experiment: Experiment): Row[] {
  return catalog.experiment.fields.filter(offersChoice)
    .map((field) => row(field, [field.name], experiment[field.name]));
}

/** Not of the document: which sequence of the batch is looked at. */
function sampleRows({ batch_size: batch }: Experiment, sample: number): Row[] {
  if (batch < 2) return [];
  const field: Field = {
    name: 'sample', type: 'integer', default: 1, minimum: 1, maximum: batch, scale: 'linear', text: 'field.sample',
  };
  return [{ key: 'sample:integer', path: ['sample'], field, value: sample + 1, edit: 'sample' }];
}

function fieldRows(catalog: Catalog, family: Family, part: Part, path: Path, time?: number): Row[] {
  const fields = entryOf(catalog, family, part.kind)?.fields ?? [];
  return fields.filter((field) => offersChoice(field) && applies(field, part)).flatMap((field) => {
    const here = [...path, field.name];
    if (field.type !== 'kind') return [field.optional
      ? { ...row(field, here, part[field.name]), derived: derivedValue(part, field, time) }
      : row(field, here, part[field.name])];
    const inner = (part[field.name] ?? field.default) as Part;
    const nested = fieldRows(catalog, field.family as Family, inner, here)
      .map((nestedRow) => ({ ...nestedRow, indent: true }));
    return [
      { ...row(field, here, inner.kind), edit: 'initialisation' as const, field: withKinds(catalog, field) }, ...nested,
    ];
  });
}

/** @returns a choice of one is none */
function offersChoice(field: Field): boolean {
  return field.type !== 'choice' || (field.choices ?? []).length > 1;
}

/** @returns whether the other choices make a use of it */
function applies(field: Field, part: Part): boolean {
  return Object.entries(field.only_with ?? {}).every(([name, value]) => part[name] === value);
}

function row(field: Field, path: Path, value: unknown): Row {
  const tuned = TUNABLE.includes(field.name) ? ('learning_rate' as const) : undefined;
  return {
    key: `${path.join('.')}:${field.type}`, path, field, value: value ?? field.default, edit: 'value',
    ...(tuned && { tuned }),
  };
}

function kindRow(catalog: Catalog, family: Family, part: Part, path: Path, edit: Edit): Row {
  const field: Field = withKinds(
    catalog, { name: family, type: 'kind', family, default: part.kind, text: `field.${family}` },
  );
  return { key: `${path.join('.')}:kind`, path, field, value: part.kind, edit };
}

/** @returns with the kinds that this version can run */
function withKinds(catalog: Catalog, field: Field): Field {
  const family = field.family as Family;
  return { ...field, choices: availableEntries(catalog, family).map(({ kind }: Entry) => kind) };
}

/**
 * The words of a choice: those of its family's entry, else those of the field.
 * @returns a text id without its ending
 */
export function choiceText(field: Field, choice: string | number): string {
  return field.family ? `${field.family}.${choice}` : `${field.text}.${choice}`;
}
