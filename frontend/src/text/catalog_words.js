/**
 * The words in the catalog's equations and sources: it writes them in English, the page says them in its own language.
 * The English text under an id is the phrase itself. Longer phrases stand before those that they contain.
 *
 * @import { Translate } from './i18n.js'
 */

/** Words between two stretches of symbols. */
const PHRASES = [
  'the innermost bracket open after', 'in the last L time steps', 'of the window before', 'of a window', 'given peepholes', 'read by the layer', 'at the start', 'as given',
  'otherwise', 'else', 'if',
];
/** Words that stand for a quantity, as a symbol does. */
const QUANTITIES = ['gain', 'scale', 'window', 'shift', 'slope', 'weight', 'gate', 'mean', 'class'];
const SOURCES = [
  'read pixel by pixel as', 'the smallest character model', 'the classical squashing function', 'the logistic function', 'the linear network',
  "the user's own numbers", "the user's own equation", 'plain gradient descent', 'quantiles over the batch', 'this project', 'a sum of sines',
  'forget gate', 'peepholes', 'rotations', 'experiment', 'equation', 'algorithm', 'after',
];

/** @param {readonly string[]} phrases whole words alone, and no index */
const oneOf = (phrases) => new RegExp(`(?<![\\p{L}_{])(?:${phrases.join('|')})(?![\\p{L}])`, 'gu');
const [phrase, source] = [oneOf(PHRASES), oneOf(SOURCES)];

/** @param {string} words @returns {string} the last part of their text id */
const idOf = (words) => words.replaceAll(' ', '_').replaceAll("'", '');

/**
 * An equation as stretches of symbols and of words.
 *
 * @param {string} equation
 * @param {Translate} t
 * @returns {({ symbols: string, words: null } | { symbols: null, words: string })[]}
 */
export function stretches(equation, t) {
  const found = [...equation.matchAll(phrase)];
  const ends = [0, ...found.map(({ index, 0: words }) => index + words.length)];
  const between = [...found.map(({ index }) => index), equation.length].map((end, at) => equation.slice(ends[at], end).trim());
  return between.flatMap((symbols, at) => [
    ...(symbols ? [{ symbols, words: null }] : []),
    ...(found[at] ? [{ symbols: null, words: t(`equation.${idOf(found[at][0])}`) }] : []),
  ]);
}

/** @param {string} name @param {Translate} t @returns {string | null} null: it is no word but a symbol or a function */
export function quantityWords(name, t) {
  return QUANTITIES.includes(name) ? t(`equation.${idOf(name)}`) : null;
}

/** @param {string} text @param {Translate} t @returns {string} with names and years as they are */
export function sourceWords(text, t) {
  return text.replace(source, (words) => t(`source.${idOf(words)}`));
}

/** Every text id that is used here, and its English words. */
export const CATALOG_WORDS = new Map([
  ...[...PHRASES, ...QUANTITIES].map((words) => /** @type {const} */ ([`equation.${idOf(words)}`, words])),
  ...SOURCES.map((words) => /** @type {const} */ ([`source.${idOf(words)}`, words])),
]);
