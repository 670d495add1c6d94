/** Sequences of symbols, as somebody types them and as a task names them. */

import { symbolRead } from '../../core/model/input_rows.ts';

/** `unknown`: the first character that is no symbol of the task */
export type Spelled = { symbols: string[], unknown: string | null };

/** What stands on the page for characters that cannot be seen. */
const UNSEEN: Record<string, string> = { '␣': ' ', '↵': '\n', '⇥': '\t' };
/** Hangul consonants that end a syllable, in the order of Unicode from U+11A8. */
const FINALS = 'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';
const FIRST_FINAL = 0x11a8;

/**
 * A typed text as symbols, at every place the longest symbol that fits. Blanks between symbols do not count unless they
 * are one.
 * @param labels of the task
 */
export function spell(text: string, labels: readonly string[]): Spelled {
  const longestFirst = [...labels].sort((a, b) => b.length - a.length);
  const symbols = [];
  for (let at = 0; at < text.length;) {
    const found = longestFirst.find((label) => label && text.startsWith(label, at));
    const character = String.fromCodePoint(text.codePointAt(at) as number);
    if (!found && character.trim() !== '') return { symbols, unknown: character };
    if (found) symbols.push(found);
    at += (found ?? character).length;
  }
  return { symbols, unknown: null };
}

/** The character of a text that a label stands for: a blank for ␣, a final consonant for -ㄱ. */
export function characterOf(label: string): string {
  if (label in UNSEEN) return UNSEEN[label];
  if (label.length > 1 && label.startsWith('◌')) return label.slice(1);
  const final = label.length === 2 && label.startsWith('-') ? FINALS.indexOf(label[1]) : -1;
  if (final >= 0) return String.fromCodePoint(FIRST_FINAL + final);
  return /^[ㄱ-ㅣ]$/.test(label) ? label.normalize('NFKD') : label;
}

/** @returns whether it is a part of a Korean syllable, which no key types alone */
export function isSyllablePart(label: string): boolean {
  return /^-?[ㄱ-ㅣ]$/.test(label);
}

/**
 * What a sample of the batch reads, up to its last symbol.
 * @param input (time_step, symbol) one-hot, row-major
 * @returns labels
 */
export function symbolsRead(input: ArrayLike<number | bigint>, labels: readonly string[]): string[] {
  const read = [];
  for (let step = 0; step < input.length / labels.length; step += 1) {
    const symbol = symbolRead(input, step, labels.length);
    if (symbol !== null) read.push(labels[symbol]);
  }
  return read;
}

/**
 * The text that a text task's symbols spell, syllables put together. Where the sequence was cut within a syllable, what
 * is left of that is dropped.
 */
export function textOf(labels: readonly string[]): string {
  return labels.map(characterOf).join('').replace(/^[\u1160-\u11ff]+/, '').normalize('NFC')
    .replace(/[\u1100-\u115f]$/, '');
}
