/** Colour scales of the theme in force, as canvases need them. */

import type { Tokens } from './tokens.ts';
import { css, mix, parseColor, type Rgb, type SignedPalette } from './colour.ts';

const SHADES = 64;
const palettes = new WeakMap<Tokens, SignedPalette>();
const magentas = new WeakMap<Tokens, Rgb[]>();
const inks = new WeakMap<Tokens, Rgb[]>();
const openings = new WeakMap<Tokens, Rgb[]>();

function once<T>(known: WeakMap<Tokens, T>, tokens: Tokens, make: () => T): T {
  const found = known.get(tokens) ?? make();
  known.set(tokens, found);
  return found;
}

/** Orange – white – blue. */
export function signedPalette(tokens: Tokens): SignedPalette {
  return once(palettes, tokens, () => ({
    negative: parseColor(tokens.negative), zero: parseColor(tokens.zero), positive: parseColor(tokens.positive),
  }));
}

/** Gradient magnitudes, from weak to strong. @returns 65 colours */
export function gradientTable(tokens: Tokens): Rgb[] {
  return once(magentas, tokens, () => ramp(parseColor(tokens.gradientWeak), parseColor(tokens.gradient)));
}

/** Shares from 0 (paper) to 1 (ink), which have no sign. @returns 65 colours */
export function inkTable(tokens: Tokens): Rgb[] {
  return once(inks, tokens, () => ramp(parseColor(tokens.surface2), parseColor(tokens.ink1)));
}

/** What is closed is dark and what is open light, in either theme. */
export function openTable(tokens: Tokens): Rgb[] {
  return once(openings, tokens, () => {
    const ends = [parseColor(tokens.surface2), parseColor(tokens.ink1)].sort((one, other) => sum(one) - sum(other));
    return ramp(ends[0], ends[1]);
  });
}

const sum = (colour: Rgb) => colour.reduce((total, part) => total + part, 0);

function ramp(from: Rgb, to: Rgb): Rgb[] {
  return Array.from({ length: SHADES + 1 }, (_, step) => mix(from, to, step / SHADES));
}

/** @param share 0 to 1 */
export function colourAt(table: Rgb[], share: number): Rgb {
  return table[Math.round(Math.max(0, Math.min(1, share)) * (table.length - 1))] ?? table[0];
}

export function fillAt(table: Rgb[], share: number) {
  return css(colourAt(table, share));
}
