/**
 * The link of a page: readable `key=value` pairs behind the #. Versioned by `v`; what has its default is left out, and
 * so is a text of one's own: whoever opens the link reads the built-in one.
 *
 * A branch says whose it is: `c.origin=a@300`.
 *
 *     #v=1&task=adding&task.length=80&a=rnn&a.activation=relu&b=lstm&b.optimizer.learning_rate=0.003&weight_seed=7
 */

import type { Catalog, Experiment, Family, Field, Lane, Part } from './model/types.ts';
import { REPLAYED } from './model/embed.ts';
import { entryOf, partOf } from './model/experiment.ts';
import { LETTERS, OPTIONS, readPage, writePage, type PageChoices } from './page_options.ts';

export const LINK_VERSION = 1;
/** What an absent kind means, as in the protocol. */
const DEFAULT_KIND = { task: 'temporal_order', cell: 'rnn', optimizer: 'adam', clip: 'norm', bptt: 'full' } as const;

/** @returns without the leading # */
export function encodeLink(experiment: Experiment, page: Partial<PageChoices>, catalog: Catalog): string {
  const pairs: [string, string][] = [['v', String(LINK_VERSION)]];
  const add = (key: string, text: string) => void pairs.push([key, text]);
  encodePart(catalog, 'task', 'task', withoutOwnText(experiment.task), add, true);
  experiment.lanes.forEach((lane, index) => encodeLane(catalog, LETTERS[index], lane, add));
  for (const field of catalog.experiment.fields) encodeField(catalog, field.name, field, experiment[field.name], add);
  for (const [key, text] of Object.entries(writePage(page))) add(key, text);
  return pairs.map(([key, text]) => `${key}=${escape(text)}`).join('&');
}

/** @returns whether its link opens with another text than this one */
export function keepsTextBack({ task }: Experiment): boolean {
  return task.kind === 'text' && task.corpus === 'own';
}

function withoutOwnText(task: Part): Part {
  if (task.kind !== 'text') return task;
  const { corpus, text: _, ...kept } = task;
  return corpus === 'own' ? kept : { ...kept, corpus };
}

function encodeLane(catalog: Catalog, letter: string, lane: Lane, add: (key: string, text: string) => void) {
  encodePart(catalog, 'cell', letter, lane.cell, add, true);
  encodePart(catalog, 'optimizer', `${letter}.optimizer`, lane.optimizer, add);
  encodePart(catalog, 'clip', `${letter}.clip`, lane.clip, add);
  encodePart(catalog, 'bptt', `${letter}.bptt`, lane.bptt, add);
  if (lane.changes?.length) add(`${letter}.changes`, JSON.stringify(lane.changes.map(withoutNulls)));
  if (lane.origin) add(`${letter}.origin`, `${LETTERS[lane.origin.lane]}@${lane.origin.step}`);
  if (Array.isArray(lane.clamps) && lane.clamps.length) add(`${letter}.clamps`, JSON.stringify(lane.clamps));
  if (lane.initial_weights) add(`${letter}.initial_weights`, JSON.stringify(lane.initial_weights));
}

function withoutNulls(value: object) {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}

/** @param always the kind is written even when it is the default */
function encodePart(
  catalog: Catalog,
  family: Family,
  key: string,
  part: Part,
  add: (key: string, text: string) => void,
  always = false,
) {
  if (always || part.kind !== (DEFAULT_KIND as Record<string, string>)[family]) add(key, part.kind);
  for (const field of entryOf(catalog, family, part.kind)?.fields
    ?? []) encodeField(catalog, `${key}.${field.name}`, field, part[field.name], add);
}

function encodeField(
  catalog: Catalog,
  key: string,
  field: Field,
  value: unknown,
  add: (key: string, text: string) => void,
) {
  if (value === undefined || value === null) return;
  if (field.type === 'kind') return encodeNested(catalog, key, field, value as Part, add);
  if (JSON.stringify(value) === JSON.stringify(field.default)) return;
  add(key, field.type === 'integers' || field.type === 'matrix' ? JSON.stringify(value) : String(value));
}

function encodeNested(
  catalog: Catalog,
  key: string,
  field: Field,
  part: Part,
  add: (key: string, text: string) => void,
) {
  const family = field.family as Family;
  if (part.kind !== (field.default as Part).kind) add(key, part.kind);
  for (const inner of fieldsOf(catalog, family, part.kind, field.default as Part)) {
    encodeField(catalog, `${key}.${inner.name}`, inner, part[inner.name], add);
  }
}

/** @param preset a part of that family: where it is of that kind, its values are the defaults */
function fieldsOf(catalog: Catalog, family: Family, kind: string, preset: Part | null = null): Field[] {
  const fields = entryOf(catalog, family, kind)?.fields ?? [];
  if (preset?.kind !== kind) return fields;
  return fields.map((field) =>
    (field.name in preset ? { ...field, default: preset[field.name] as Field['default'] } : field));
}

/** @returns escaped as little as a fragment allows */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/%(2C|3A|5B|5D|2F|40)/g, (code) => decodeURIComponent(code));
}

/**
 * @param hash with or without the leading #
 * @returns null: no link, or one of another version; `told`: it names a task
 */
export function decodeLink(
  hash: string,
  catalog: Catalog,
): { experiment: Experiment, page: PageChoices, told: boolean } | null {
  const pairs = parsePairs(hash);
  if (pairs.get('v') !== String(LINK_VERSION)) return null;
  const letters = LETTERS.filter((letter, index) => index === 0 || pairs.has(letter));
  const fields = catalog.experiment.fields.map((field) => [field.name, decodeField(catalog, field.name, field, pairs)]);
  return {
    experiment: {
      version: 1,
      task: decodePart(catalog, 'task', 'task', pairs),
      lanes: letters.map((letter) => decodeLane(catalog, letter, pairs)),
      ...Object.fromEntries(fields),
    },
    page: readPage(pairs),
    told: pairs.has('task'),
  };
}

/** @returns the id of the kept run that a link opens: `#kept=7hTq0RmZ2xLb` */
export function keptIn(hash: string): string | null {
  const id = parsePairs(hash).get('kept') ?? '';
  return /^[0-9A-Za-z]{10,32}$/.test(id) ? id : null;
}

/**
 * @param embed for inside another page, with these controls as far as a replay has them
 * @returns without the leading #
 */
export function keptLink(id: string, embed: { controls: readonly string[] } | null = null): string {
  return embed
    ? `kept=${id}&embed=1&controls=${embed.controls.filter((name) => REPLAYED.includes(name)).join(',')}`
    : `kept=${id}`;
}

/** @returns what an embedded page may have; null of a page by itself */
export function embedIn(hash: string): { controls: readonly string[] } | null {
  return OPTIONS.embed.read(parsePairs(hash));
}

function parsePairs(hash: string): Map<string, string> {
  const text = hash.replace(/^#/, '');
  return new Map(text.split('&').filter(Boolean).map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [unescape(pair), ''] : [unescape(pair.slice(0, at)), unescape(pair.slice(at + 1))];
  }));
}

function unescape(text: string) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodeLane(catalog: Catalog, letter: string, pairs: Map<string, string>): Lane {
  const lane: Lane = {
    cell: decodePart(catalog, 'cell', letter, pairs),
    optimizer: decodePart(catalog, 'optimizer', `${letter}.optimizer`, pairs),
    clip: decodePart(catalog, 'clip', `${letter}.clip`, pairs),
    bptt: decodePart(catalog, 'bptt', `${letter}.bptt`, pairs),
  };
  const changes = parseJson(pairs.get(`${letter}.changes`));
  const clamps = parseJson(pairs.get(`${letter}.clamps`));
  const weights = parseJson(pairs.get(`${letter}.initial_weights`));
  const origin = decodeOrigin(pairs.get(`${letter}.origin`));
  return {
    ...lane, ...(origin && { origin }), ...(Array.isArray(changes) && { changes }),
    ...(Array.isArray(clamps) && { clamps }), ...(weights !== undefined && { initial_weights: weights }),
  };
}

/** A branch: the letter of its trunk and the step, as in a@300. */
function decodeOrigin(text: string | undefined): import('./model/types.ts').Origin | null {
  const [, letter, step] = /^([a-d])@(\d{1,6})$/.exec(text ?? '') ?? [];
  return letter === undefined ? null : { lane: LETTERS.indexOf(letter), step: Number(step) };
}

function decodePart(
  catalog: Catalog,
  family: keyof typeof DEFAULT_KIND,
  key: string,
  pairs: Map<string, string>,
): Part {
  return decodeFields(catalog, family, pairs.get(key) ?? DEFAULT_KIND[family], key, pairs);
}

/** A kind that the catalog does not know is kept, so that the server can say what is wrong with it. */
function decodeFields(
  catalog: Catalog,
  family: Family,
  kind: string,
  key: string,
  pairs: Map<string, string>,
  preset: Part | null = null,
): Part {
  const part = partOf(catalog, family, kind);
  for (const field of fieldsOf(catalog, family, kind, preset)) {
    const place = `${key}.${field.name}`;
    if (!field.option || pairs.has(place)) part[field.name] = decodeField(catalog, place, field, pairs);
  }
  return part;
}

function decodeField(catalog: Catalog, key: string, field: Field, pairs: Map<string, string>): unknown {
  const text = pairs.get(key);
  if (field.type === 'kind') {
    const preset = field.default as Part;
    return decodeFields(catalog, field.family as Family, text ?? preset.kind, key, pairs, preset);
  }
  return text === undefined ? structuredClone(field.default) : parseValue(field, text);
}

function parseValue(field: Field, text: string): unknown {
  switch (field.type) {
    case 'integer':
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : field.default;
    case 'boolean':
      return text === 'true';
    case 'integers':
    case 'matrix':
      return parseJson(text) ?? field.default;
    default:
      return text;
  }
}

/** @returns undefined when it is no JSON */
function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
