/**
 * Sequences of symbols, as somebody types them and as a task names them.
 *
 * @typedef {{ symbols: string[], unknown: string | null }} Spelled `unknown`: the first character that is no symbol of the task
 */

import { symbolRead } from '../layout/input-rows.js';

/** What stands on the page for characters that cannot be seen. @type {Record<string, string>} */
const UNSEEN = { '␣': ' ', '↵': '\n', '⇥': '\t' };
/** Hangul consonants that end a syllable, in the order of Unicode from U+11A8. */
const FINALS = 'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';
const FIRST_FINAL = 0x11a8;

/**
 * A typed text as symbols, at every place the longest symbol that fits. Blanks between symbols do not count unless they are one.
 *
 * @param {string} text
 * @param {readonly string[]} labels of the task
 * @returns {Spelled}
 */
export function spell(text, labels) {
  const longestFirst = [...labels].sort((a, b) => b.length - a.length);
  const symbols = [];
  for (let at = 0; at < text.length;) {
    const found = longestFirst.find((label) => label && text.startsWith(label, at));
    const character = String.fromCodePoint(/** @type {number} */ (text.codePointAt(at)));
    if (!found && character.trim() !== '') return { symbols, unknown: character };
    if (found) symbols.push(found);
    at += (found ?? character).length;
  }
  return { symbols, unknown: null };
}

/**
 * The character of a text that a label stands for: a blank for ␣, a final consonant for -ㄱ.
 *
 * @param {string} label
 * @returns {string}
 */
export function characterOf(label) {
  if (label in UNSEEN) return UNSEEN[label];
  if (label.length > 1 && label.startsWith('◌')) return label.slice(1);
  const final = label.length === 2 && label.startsWith('-') ? FINALS.indexOf(label[1]) : -1;
  if (final >= 0) return String.fromCodePoint(FIRST_FINAL + final);
  return /^[ㄱ-ㅣ]$/.test(label) ? label.normalize('NFKD') : label;
}

/** @param {string} label @returns {boolean} whether it is a part of a Korean syllable, which no key types alone */
export function isSyllablePart(label) {
  return /^-?[ㄱ-ㅣ]$/.test(label);
}

/**
 * What a sample of the batch reads, up to its last symbol.
 *
 * @param {ArrayLike<number | bigint>} input (time_step, symbol) one-hot, row-major
 * @param {readonly string[]} labels
 * @returns {string[]} labels
 */
export function symbolsRead(input, labels) {
  const read = [];
  for (let step = 0; step < input.length / labels.length; step += 1) {
    const symbol = symbolRead(input, step, labels.length);
    if (symbol !== null) read.push(labels[symbol]);
  }
  return read;
}

/**
 * The text that a text task's symbols spell, syllables put together. Where the sequence was cut within a syllable, what is left
 * of that is dropped.
 *
 * @param {readonly string[]} labels
 * @returns {string}
 */
export function textOf(labels) {
  return labels.map(characterOf).join('').replace(/^[\u1160-\u11ff]+/, '').normalize('NFC').replace(/[\u1100-\u115f]$/, '');
}
