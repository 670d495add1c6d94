/**
 * Small strokes that several painters of the hero share.
 *
 * @import { Rgb } from '../layout/colour.js'
 * @import { Tokens } from './tokens.js'
 */

import { css, mix, parseColor } from '../layout/colour.js';
import { typeScale } from '../layout/type_scale.js';
import { newPath } from './canvas_path.js';

/** @typedef {CanvasRenderingContext2D} Context */

const SHADES = 32;
/** @type {WeakMap<Tokens, string[]>} */
const shadesOf = new WeakMap();

/**
 * Thirty-three fills from weak to strong magenta.
 *
 * @param {Tokens} tokens
 * @returns {string[]}
 */
export function gradientShades(tokens) {
  const known = shadesOf.get(tokens);
  if (known) return known;
  const strong = parseColor(tokens.gradient);
  const weak = mix(parseColor(tokens.gradientWeak), strong, 0.28);
  const shades = Array.from({ length: SHADES + 1 }, (_, step) => css(mix(weak, strong, step / SHADES)));
  shadesOf.set(tokens, shades);
  return shades;
}

/** @param {string[]} shades @param {number} share 0 to 1 */
export function shadeAt(shades, share) {
  return shades[Math.round(share * (shades.length - 1))];
}

/**
 * @param {Context} context
 * @param {{ size: number, fits?: number, family: string, weight?: number, align?: CanvasTextAlign, baseline?: CanvasTextBaseline }} style
 *   pixels; `fits` is as large as it may become with larger type
 */
export function setText(context, { size, fits = Infinity, family, weight = 400, align = 'center', baseline = 'middle' }) {
  context.font = `${weight} ${Math.min(size * typeScale(), fits)}px ${family}`;
  context.textAlign = align;
  context.textBaseline = baseline;
}

/**
 * A symbol with an index: W with hh, h with t. Drawn from the left edge `x` or around it.
 *
 * @param {Context} context
 * @param {{ base: string, index: string, x: number, y: number, size: number, family: string, align?: 'left' | 'center' | 'right' }} symbol
 */
export function drawSymbol(context, { base, index, x, y, size, family, align = 'left' }) {
  const small = size * 0.74;
  setText(context, { size, family, align: 'left' });
  const baseWidth = context.measureText(base).width;
  setText(context, { size: small, family, align: 'left' });
  const width = baseWidth + context.measureText(index).width;
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
  context.fillText(index, left + baseWidth + 0.5, y + size * 0.26);
  setText(context, { size, family, align: 'left' });
  context.fillText(base, left, y);
}

/**
 * A straight thin arrow, horizontal or vertical, added to the two paths of a batch.
 *
 * @param {{ shaft: Path2D, heads: Path2D }} batch
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 * @param {number} head length of the head
 */
export function addArrow({ shaft, heads }, fromX, fromY, toX, toY, head) {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1;
  const [ux, uy] = [(toX - fromX) / length, (toY - fromY) / length];
  const [baseX, baseY] = [toX - ux * head, toY - uy * head];
  const half = head * 0.55;
  shaft.moveTo(fromX, fromY);
  shaft.lineTo(baseX, baseY);
  heads.moveTo(toX, toY);
  heads.lineTo(baseX - uy * half, baseY + ux * half);
  heads.lineTo(baseX + uy * half, baseY - ux * half);
  heads.closePath();
}

/**
 * @param {Context} context
 * @param {{ shaft: Path2D, heads: Path2D }} batch
 * @param {string} colour
 * @param {number} width
 */
export function strokeArrows(context, { shaft, heads }, colour, width) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width;
  context.stroke(shaft);
  context.fill(heads);
}

/** @returns {{ shaft: Path2D, heads: Path2D }} */
export function arrowBatch() {
  return { shaft: newPath(), heads: newPath() };
}

/** @type {WeakMap<object, Map<string, any>>} */
const geometries = new WeakMap();

/**
 * Paths that depend on the layout alone are built once a layout.
 *
 * @template T
 * @param {object} owner the part of the layout that they belong to
 * @param {string} key
 * @param {() => T} build
 * @returns {T}
 */
export function geometry(owner, key, build) {
  const known = geometries.get(owner) ?? new Map();
  geometries.set(owner, known);
  if (!known.has(key)) known.set(key, build());
  return known.get(key);
}

/** @type {Map<string, CanvasPattern>} */
const patterns = new Map();

/**
 * Diagonal hatching in one colour.
 *
 * @param {Context} context
 * @param {string} colour
 * @returns {CanvasPattern | string} the plain colour where no pattern can be made
 */
export function hatching(context, colour) {
  const known = patterns.get(colour);
  if (known) return known;
  const tile = document.createElement('canvas');
  tile.width = tile.height = 4;
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const shift of [-4, 0, 4]) {
    pen.moveTo(shift - 1, 5);
    pen.lineTo(shift + 5, -1);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern) patterns.set(colour, pattern);
  return pattern ?? colour;
}

/** @param {CanvasPattern} pattern of `hatching` @returns {string} its colour */
export function colourOfHatching(pattern) {
  return [...patterns].find(([, known]) => known === pattern)?.[0] ?? 'none';
}

/** @param {Rgb} rgb @returns {number} the colour as one opaque 32-bit pixel of an ImageData */
export function pixelOf([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
