/** Small strokes that several painters of the hero share. */

import type { Tokens } from './tokens.ts';
import { css, mix, parseColor, type Rgb } from './colour.ts';
import { typeScale } from './type_scale.ts';
import { newPath } from './canvas_path.ts';

export type Context = CanvasRenderingContext2D;

const SHADES = 32;
const shadesOf = new WeakMap<Tokens, string[]>();

/** Thirty-three fills from weak to strong magenta. */
export function gradientShades(tokens: Tokens): string[] {
  const known = shadesOf.get(tokens);
  if (known) return known;
  const strong = parseColor(tokens.gradient);
  const weak = mix(parseColor(tokens.gradientWeak), strong, 0.28);
  const shades = Array.from({ length: SHADES + 1 }, (_, step) => css(mix(weak, strong, step / SHADES)));
  shadesOf.set(tokens, shades);
  return shades;
}

/** @param share 0 to 1 */
export function shadeAt(shades: string[], share: number) {
  return shades[Math.round(share * (shades.length - 1))];
}

/** @param style pixels; `fits` is as large as it may become with larger type */
export function setText(
  context: Context,
  {
    size, fits = Infinity, family, weight = 400, align = 'center', baseline = 'middle',
  }: {
    size: number;
    fits?: number;
    family: string;
    weight?: number;
    align?: CanvasTextAlign;
    baseline?: CanvasTextBaseline;
  },
) {
  context.font = `${weight} ${Math.min(size * typeScale(), fits)}px ${family}`;
  context.textAlign = align;
  context.textBaseline = baseline;
}

/** A symbol with an index: W with hh, h with t. Drawn from the left edge `x` or around it. */
export function drawSymbol(
  context: Context,
  {
    base, index, x, y, size, family, align = 'left',
  }: { base: string, index: string, x: number, y: number, size: number, family: string, align?: 'left' | 'center'
    | 'right' },
) {
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
 * @param head length of the head
 */
export function addArrow(
  { shaft, heads }: { shaft: Path2D, heads: Path2D },
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  head: number,
) {
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

export function strokeArrows(
  context: Context,
  { shaft, heads }: { shaft: Path2D, heads: Path2D },
  colour: string,
  width: number,
) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width;
  context.stroke(shaft);
  context.fill(heads);
}

export function arrowBatch(): { shaft: Path2D, heads: Path2D } {
  return { shaft: newPath(), heads: newPath() };
}

const geometries = new WeakMap<object, Map<string, any>>();

/**
 * Paths that depend on the layout alone are built once a layout.
 * @param owner the part of the layout that they belong to
 */
export function geometry<T>(owner: object, key: string, build: () => T): T {
  const known = geometries.get(owner) ?? new Map();
  geometries.set(owner, known);
  if (!known.has(key)) known.set(key, build());
  return known.get(key);
}

const patterns = new Map<string, CanvasPattern>();

/**
 * Diagonal hatching in one colour.
 * @returns the plain colour where no pattern can be made
 */
export function hatching(context: Context, colour: string): CanvasPattern | string {
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

/** @param pattern of `hatching` @returns its colour */
export function colourOfHatching(pattern: CanvasPattern): string {
  return [...patterns].find(([, known]) => known === pattern)?.[0] ?? 'none';
}

/** @returns the colour as one opaque 32-bit pixel of an ImageData */
export function pixelOf([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
