/**
 * The words in the catalog's equations and sources: it writes them in English, the page says them in its own language.
 * The English text under an id is the phrase itself. Longer phrases stand before those that they contain.
 */

import type { Translate } from './i18n.ts';

/** Words between two stretches of symbols. */
const PHRASES = [
  'the innermost bracket open after', 'in the last L time steps',
  'of the window before', 'of a window', 'given peepholes', 'given a decay gate', 'given a residual path', 'given layer normalisation',
  'read by the layer', 'at the start', 'as given',
  'otherwise', 'else', 'if',
];
/** Words that stand for a quantity, as a symbol does. */
const QUANTITIES = ['gain', 'scale', 'window', 'shift', 'slope', 'weight', 'gate', 'mean', 'class'];
const SOURCES = [
  'read pixel by pixel as',
  'the smallest character model', 'the classical squashing function', 'the logistic function', 'the linear network',
  "the user's own numbers",
  "the user's own equation", 'plain gradient descent', 'quantiles over the batch', 'this project', 'a sum of sines',
  'forget gate', 'decay gate', 'residual path', 'layer normalisation', 'peepholes', 'rotations', 'experiment', 'equation', 'algorithm', 'after', 'up to',
];

/** @param phrases whole words alone, and no index */
const oneOf = (phrases: readonly string[]) => new RegExp(`(?<![\\p{L}_{])(?:${phrases.join('|')})(?![\\p{L}])`, 'gu');
const [phrase, source] = [oneOf(PHRASES), oneOf(SOURCES)];

/** @returns the last part of their text id */
const idOf = (words: string): string => words.replaceAll(' ', '_').replaceAll("'", '');

/** An equation as stretches of symbols and of words. */
export function stretches(
  equation: string,
  t: Translate,
): ({ symbols: string, words: null } | { symbols: null, words: string })[] {
  const found = [...equation.matchAll(phrase)];
  const ends = [0, ...found.map(({ index, 0: words }) => index + words.length)];
  const between = [...found.map(({ index }) => index), equation.length].map((end, at) =>
    equation.slice(ends[at], end).trim());
  return between.flatMap((symbols, at) => [
    ...(symbols ? [{ symbols, words: null }] : []),
    ...(found[at] ? [{ symbols: null, words: t(`equation.${idOf(found[at][0])}`) }] : []),
  ]);
}

/** @returns null: it is no word but a symbol or a function */
export function quantityWords(name: string, t: Translate): string | null {
  return QUANTITIES.includes(name) ? t(`equation.${idOf(name)}`) : null;
}

/** @returns with names and years as they are */
export function sourceWords(text: string, t: Translate): string {
  return text.replace(source, (words) => t(`source.${idOf(words)}`));
}

/** Every text id that is used here, and its English words. */
export const CATALOG_WORDS = new Map([
  ...[...PHRASES, ...QUANTITIES].map((words) => [`equation.${idOf(words)}`, words] as const),
  ...SOURCES.map((words) => [`source.${idOf(words)}`, words] as const),
]);
