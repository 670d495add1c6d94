/**
 * The link of a page: readable `key=value` pairs behind the #. Versioned by `v`; what has its default is left out, and
 * so is a text of one's own: whoever opens the link reads the built-in one.
 *
 *     #v=1&task=adding&task.length=80&a=rnn&a.activation=relu&b=lstm&b.optimizer.learning_rate=0.003&weight_seed=7
 *
 * @import { Catalog, Experiment, Family, Field, Lane, Part } from './state/types.d.ts'
 */

import { entryOf, partOf } from './state/experiment.js';

/** What the page itself adds to the document. @typedef {{ preset?: string | null, pace?: number | null, more?: boolean, lane?: number, panels?: string[] }} PageChoices */

export const LINK_VERSION = 1;
const LETTERS = ['a', 'b', 'c', 'd'];
/** What an absent kind means, as in the protocol. */
const DEFAULT_KIND = /** @type {const} */ ({ task: 'temporal_order', cell: 'rnn', optimizer: 'adam', clip: 'norm', bptt: 'full' });
const DEFAULT_PACE = 30;

/**
 * @param {Experiment} experiment
 * @param {PageChoices} page
 * @param {Catalog} catalog
 * @returns {string} without the leading #
 */
export function encodeLink(experiment, page, catalog) {
  /** @type {[string, string][]} */
  const pairs = [['v', String(LINK_VERSION)]];
  const add = (/** @type {string} */ key, /** @type {string} */ text) => void pairs.push([key, text]);
  encodePart(catalog, 'task', 'task', withoutOwnText(experiment.task), add, true);
  experiment.lanes.forEach((lane, index) => encodeLane(catalog, LETTERS[index], lane, add));
  for (const field of catalog.experiment.fields) encodeField(catalog, field.name, field, experiment[field.name], add);
  if (page.preset) add('preset', page.preset);
  if (page.pace !== undefined && page.pace !== DEFAULT_PACE) add('pace', page.pace === null ? 'max' : String(page.pace));
  if (page.lane) add('lane', LETTERS[page.lane]);
  if (page.more) add('more', '1');
  if (page.panels?.length) add('panels', page.panels.join(','));
  return pairs.map(([key, text]) => `${key}=${escape(text)}`).join('&');
}

/** @param {Experiment} experiment @returns {boolean} whether its link opens with another text than this one */
export function keepsTextBack({ task }) {
  return task.kind === 'text' && task.corpus === 'own';
}

/** @param {Part} task @returns {Part} */
function withoutOwnText(task) {
  if (task.kind !== 'text') return task;
  const { corpus, text: _, ...kept } = task;
  return corpus === 'own' ? kept : { ...kept, corpus };
}

/** @param {Catalog} catalog @param {string} letter @param {Lane} lane @param {(key: string, text: string) => void} add */
function encodeLane(catalog, letter, lane, add) {
  encodePart(catalog, 'cell', letter, lane.cell, add, true);
  encodePart(catalog, 'optimizer', `${letter}.optimizer`, lane.optimizer, add);
  encodePart(catalog, 'clip', `${letter}.clip`, lane.clip, add);
  encodePart(catalog, 'bptt', `${letter}.bptt`, lane.bptt, add);
  if (lane.changes?.length) add(`${letter}.changes`, JSON.stringify(lane.changes.map(withoutNulls)));
  if (lane.initial_weights) add(`${letter}.initial_weights`, JSON.stringify(lane.initial_weights));
}

/** @param {object} value */
function withoutNulls(value) {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}

/**
 * @param {Catalog} catalog @param {Family} family @param {string} key @param {Part} part
 * @param {(key: string, text: string) => void} add @param {boolean} [always] the kind is written even when it is the default
 */
function encodePart(catalog, family, key, part, add, always = false) {
  if (always || part.kind !== /** @type {Record<string, string>} */ (DEFAULT_KIND)[family]) add(key, part.kind);
  for (const field of entryOf(catalog, family, part.kind)?.fields ?? []) encodeField(catalog, `${key}.${field.name}`, field, part[field.name], add);
}

/** @param {Catalog} catalog @param {string} key @param {Field} field @param {unknown} value @param {(key: string, text: string) => void} add */
function encodeField(catalog, key, field, value, add) {
  if (value === undefined || value === null) return;
  if (field.type === 'kind') return encodeNested(catalog, key, field, /** @type {Part} */ (value), add);
  if (JSON.stringify(value) === JSON.stringify(field.default)) return;
  add(key, field.type === 'integers' || field.type === 'matrix' ? JSON.stringify(value) : String(value));
}

/** @param {Catalog} catalog @param {string} key @param {Field} field @param {Part} part @param {(key: string, text: string) => void} add */
function encodeNested(catalog, key, field, part, add) {
  const family = /** @type {Family} */ (field.family);
  if (part.kind !== /** @type {Part} */ (field.default).kind) add(key, part.kind);
  for (const inner of entryOf(catalog, family, part.kind)?.fields ?? []) encodeField(catalog, `${key}.${inner.name}`, inner, part[inner.name], add);
}

/** @param {string} text @returns {string} escaped as little as a fragment allows */
function escape(text) {
  return encodeURIComponent(text).replace(/%(2C|3A|5B|5D|2F|40)/g, (code) => decodeURIComponent(code));
}

/**
 * @param {string} hash with or without the leading #
 * @param {Catalog} catalog
 * @returns {{ experiment: Experiment, page: PageChoices } | null} null: no link, or one of another version
 */
export function decodeLink(hash, catalog) {
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
    page: decodePage(pairs),
  };
}

/** @param {string} hash @returns {Map<string, string>} */
function parsePairs(hash) {
  const text = hash.replace(/^#/, '');
  return new Map(text.split('&').filter(Boolean).map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [unescape(pair), ''] : [unescape(pair.slice(0, at)), unescape(pair.slice(at + 1))];
  }));
}

/** @param {string} text */
function unescape(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {Map<string, string>} pairs @returns {PageChoices} */
function decodePage(pairs) {
  const pace = pairs.get('pace');
  const rate = Number(pace);
  return {
    preset: pairs.get('preset') ?? null,
    pace: pace === 'max' ? null : pace !== undefined && rate > 0 && Number.isFinite(rate) ? rate : DEFAULT_PACE,
    lane: Math.max(0, LETTERS.indexOf(pairs.get('lane') ?? 'a')),
    more: pairs.get('more') === '1',
    panels: [...new Set((pairs.get('panels') ?? '').split(',').filter((kind) => /^[a-z_]+$/.test(kind)))],
  };
}

/** @param {Catalog} catalog @param {string} letter @param {Map<string, string>} pairs @returns {Lane} */
function decodeLane(catalog, letter, pairs) {
  /** @type {Lane} */
  const lane = {
    cell: decodePart(catalog, 'cell', letter, pairs),
    optimizer: decodePart(catalog, 'optimizer', `${letter}.optimizer`, pairs),
    clip: decodePart(catalog, 'clip', `${letter}.clip`, pairs),
    bptt: decodePart(catalog, 'bptt', `${letter}.bptt`, pairs),
  };
  const changes = parseJson(pairs.get(`${letter}.changes`));
  const weights = parseJson(pairs.get(`${letter}.initial_weights`));
  return { ...lane, ...(Array.isArray(changes) && { changes }), ...(weights !== undefined && { initial_weights: weights }) };
}

/** @param {Catalog} catalog @param {keyof typeof DEFAULT_KIND} family @param {string} key @param {Map<string, string>} pairs @returns {Part} */
function decodePart(catalog, family, key, pairs) {
  return decodeFields(catalog, family, pairs.get(key) ?? DEFAULT_KIND[family], key, pairs);
}

/**
 * A kind that the catalog does not know is kept, so that the server can say what is wrong with it.
 * @param {Catalog} catalog @param {Family} family @param {string} kind @param {string} key @param {Map<string, string>} pairs @returns {Part}
 */
function decodeFields(catalog, family, kind, key, pairs) {
  const part = partOf(catalog, family, kind);
  for (const field of entryOf(catalog, family, kind)?.fields ?? []) part[field.name] = decodeField(catalog, `${key}.${field.name}`, field, pairs);
  return part;
}

/** @param {Catalog} catalog @param {string} key @param {Field} field @param {Map<string, string>} pairs @returns {unknown} */
function decodeField(catalog, key, field, pairs) {
  const text = pairs.get(key);
  if (field.type === 'kind') {
    const fallback = /** @type {Part} */ (field.default).kind;
    return decodeFields(catalog, /** @type {Family} */ (field.family), text ?? fallback, key, pairs);
  }
  return text === undefined ? structuredClone(field.default) : parseValue(field, text);
}

/** @param {Field} field @param {string} text @returns {unknown} */
function parseValue(field, text) {
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

/** @param {string | undefined} text @returns {unknown} undefined when it is no JSON */
function parseJson(text) {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
