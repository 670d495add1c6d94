/** Sequences of numbers and of bits, as somebody types them. */

import { trueMinus } from '../../core/text/number.ts';

/**
 * @param text numbers between commas, semicolons or blanks
 * @returns `wrong`: the first piece that is no number
 */
export function parseNumbers(text: string): { values: number[], wrong: string | null } {
  const pieces = text.replaceAll('−', '-').split(/[\s,;]+/).filter(Boolean);
  const wrong = pieces.find((piece) => !Number.isFinite(Number(piece))) ?? null;
  return { values: wrong === null ? pieces.map(Number) : [], wrong };
}

/** @returns two decimals each, as short as they can be */
export function printNumbers(values: ArrayLike<number>): string {
  return Array.from(values, (value) => trueMinus(String(Number(Number(value).toFixed(2))))).join(', ');
}

/**
 * @param text digits 0 and 1, or + and −, with or without separators
 * @returns +1 and −1
 */
export function parseBits(text: string): { values: number[], wrong: string | null } {
  const characters = [...text].filter((character) => !/[\s,;]/.test(character));
  const wrong = characters.find((character) => !'01+-−'.includes(character)) ?? null;
  return { values: wrong === null ? characters.map((character) => ('1+'.includes(character) ? 1 : -1)) : [], wrong };
}

/** @returns ones and zeros in groups of five */
export function printBits(values: ArrayLike<number>): string {
  return Array.from(values, (value) => (value > 0 ? '1' : '0')).join('').replace(/(.{5})(?=.)/g, '$1 ');
}

/**
 * @param text a sign for every channel and time step: + and −, 0 for none; blanks, commas do not count
 * @returns +1, 0 and −1, (time_step, channel); `wrong`: the first character that is none, or what an unfinished time
 * step has
 */
export function parsePulses(text: string, channels: number): { values: number[], wrong: string | null } {
  const characters = [...text].filter((character) => !/[\s,;]/.test(character));
  const wrong = characters.find((character) => !'+0-−'.includes(character));
  const left = characters.slice(characters.length - (characters.length % channels)).join('');
  if (wrong || left) return { values: [], wrong: wrong ?? left };
  return { values: characters.map((character) => (character === '0' ? 0 : character === '+' ? 1 : -1)), wrong: null };
}

/** @returns the signs of a time step together */
export function printPulses(values: ArrayLike<number>, channels: number): string {
  return Array.from(values, (value, at) => (at && at % channels === 0 ? ' ' : '') + signOf(value)).join('');
}

/** @returns 0 where there is none */
export const signOf = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '0');

/**
 * Time steps, counted from 1, that are marked.
 * @param count of time steps
 * @returns steps from 0
 */
export function parseSteps(text: string, count: number): { steps: number[], wrong: string | null } {
  const { values, wrong } = parseNumbers(text);
  const outside = values.find((value) => !Number.isInteger(value) || value < 1 || value > count);
  if (wrong !== null || outside !== undefined) return { steps: [], wrong: wrong ?? String(outside) };
  return { steps: [...new Set(values)].map((value) => value - 1).sort((a, b) => a - b), wrong: null };
}

/** A sequence made longer or shorter; what is new is `filling`. */
export function resized(values: readonly number[], count: number, filling: number): number[] {
  return Array.from({ length: count }, (_, index) => values[index] ?? filling);
}

/** A curve after a stroke of the pointer from one time step to another: straight between them. */
export function drawn(
  values: readonly number[],
  from: { step: number, value: number },
  to: { step: number, value: number },
): number[] {
  const [first, last] = from.step <= to.step ? [from, to] : [to, from];
  return values.map((value, step) => {
    if (step < first.step || step > last.step) return value;
    const share = last.step === first.step ? 1 : (step - first.step) / (last.step - first.step);
    return last.step === first.step ? to.value : first.value + (last.value - first.value) * share;
  });
}
