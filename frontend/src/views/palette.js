/**
 * Colour scales of the theme in force, as canvases need them.
 *
 * @import { Rgb, SignedPalette } from '../layout/colour.js'
 * @import { Tokens } from './tokens.js'
 */

import { css, mix, parseColor } from '../layout/colour.js';

const SHADES = 64;
/** @type {WeakMap<Tokens, SignedPalette>} */
const palettes = new WeakMap();
/** @type {WeakMap<Tokens, Rgb[]>} */
const magentas = new WeakMap();
/** @type {WeakMap<Tokens, Rgb[]>} */
const inks = new WeakMap();
/** @type {WeakMap<Tokens, Rgb[]>} */
const openings = new WeakMap();

/** @template T @param {WeakMap<Tokens, T>} known @param {Tokens} tokens @param {() => T} make @returns {T} */
function once(known, tokens, make) {
  const found = known.get(tokens) ?? make();
  known.set(tokens, found);
  return found;
}

/** Orange – white – blue. @param {Tokens} tokens @returns {SignedPalette} */
export function signedPalette(tokens) {
  return once(palettes, tokens, () => ({ negative: parseColor(tokens.negative), zero: parseColor(tokens.zero), positive: parseColor(tokens.positive) }));
}

/** Gradient magnitudes, from weak to strong. @param {Tokens} tokens @returns {Rgb[]} 65 colours */
export function gradientTable(tokens) {
  return once(magentas, tokens, () => ramp(parseColor(tokens.gradientWeak), parseColor(tokens.gradient)));
}

/** Shares from 0 (paper) to 1 (ink), which have no sign. @param {Tokens} tokens @returns {Rgb[]} 65 colours */
export function inkTable(tokens) {
  return once(inks, tokens, () => ramp(parseColor(tokens.surface2), parseColor(tokens.ink1)));
}

/** What is closed is dark and what is open light, in either theme. @param {Tokens} tokens @returns {Rgb[]} */
export function openTable(tokens) {
  return once(openings, tokens, () => {
    const ends = [parseColor(tokens.surface2), parseColor(tokens.ink1)].sort((one, other) => sum(one) - sum(other));
    return ramp(ends[0], ends[1]);
  });
}

/** @param {Rgb} colour */
const sum = (colour) => colour.reduce((total, part) => total + part, 0);

/** @param {Rgb} from @param {Rgb} to @returns {Rgb[]} */
function ramp(from, to) {
  return Array.from({ length: SHADES + 1 }, (_, step) => mix(from, to, step / SHADES));
}

/** @param {Rgb[]} table @param {number} share 0 to 1 @returns {Rgb} */
export function colourAt(table, share) {
  return table[Math.round(Math.max(0, Math.min(1, share)) * (table.length - 1))] ?? table[0];
}

/** @param {Rgb[]} table @param {number} share */
export function fillAt(table, share) {
  return css(colourAt(table, share));
}
