/** The signed colour scale and the ink that stays readable on it. */

/** red, green, blue, each 0 to 255 */
export type Rgb = readonly [number, number, number];
export type SignedPalette = { negative: Rgb, zero: Rgb, positive: Rgb };

/** The light theme's scale: orange, near white, blue. */
export const SIGNED_PALETTE: SignedPalette = {
  negative: [230, 126, 43], zero: [245, 246, 248], positive: [36, 113, 204],
};

const HALF_STEPS = 256;
const NOT_A_NUMBER = [140, 140, 150] as Rgb;

const tables = new WeakMap<SignedPalette, Rgb[]>();

/**
 * The colour of a signed number: `-limit` is the negative end, 0 the middle, `limit` the positive end.
 * Numbers beyond the limit keep the end's colour; a NaN is a flat grey.
 *
 * @param limit the magnitude of both ends, more than 0
 * @param palette the theme's three colours
 */
export function signedColor(value: number, limit: number, palette: SignedPalette = SIGNED_PALETTE): Rgb {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  const position = Math.max(-1, Math.min(1, value / limit));
  return signedTable(palette)[Math.round(position * HALF_STEPS) + HALF_STEPS];
}

/** The scale as a table of 513 colours, from the negative end to the positive one. */
export function signedTable(palette: SignedPalette): Rgb[] {
  const known = tables.get(palette);
  if (known) return known;
  const table = [];
  for (let step = -HALF_STEPS; step <= HALF_STEPS; step += 1) {
    const end = step < 0 ? palette.negative : palette.positive;
    table.push(mix(palette.zero, end, Math.abs(step) / HALF_STEPS));
  }
  tables.set(palette, table);
  return table;
}

/**
 * Black or white, whichever contrasts more with the colour beneath: at least 4.5 to 1 on any colour.
 * @param rgb the colour beneath
 */
export function inkOn(rgb: Rgb): '#000000' | '#ffffff' {
  const light = luminance(rgb) + 0.05;
  return light / 0.05 >= 1.05 / light ? '#000000' : '#ffffff';
}

/** Contrast ratio of WCAG 2.2 between two colours, from 1 to 21. */
export function contrast(first: Rgb, second: Rgb) {
  const [a, b] = [luminance(first) + 0.05, luminance(second) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

/** Relative luminance of WCAG 2.2, from 0 (black) to 1 (white). */
export function luminance([red, green, blue]: Rgb) {
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
}

/**
 * The colour between two others, mixed in OKLab so that equal steps look equal. Source: Björn Ottosson, "A perceptual
 * color space for image processing", 2020.
 *
 * @param share 0 is `from`, 1 is `to`
 */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const [a, b] = [toOklab(from), toOklab(to)];
  return fromOklab([0, 1, 2].map((axis) => a[axis] + (b[axis] - a[axis]) * share));
}

/** Reads `#rgb`, `#rrggbb` and `rgb(…)`, the forms in which a browser or a token hands a colour over. */
export function parseColor(text: string): Rgb {
  const value = text.trim();
  if (value.startsWith('#')) return parseHex(value.slice(1));
  const parts = value.match(/-?[\d.]+/g);
  if (!value.startsWith('rgb') || !parts || parts.length < 3) throw new Error(`"${text}" is no colour; write #rrggbb`);
  return [Number(parts[0]), Number(parts[1]), Number(parts[2])];
}

/** The theme's scale. @param tokens its colours, as CSS has them */
export function signedPalette({ negative, zero, positive }: Record<keyof SignedPalette, string>): SignedPalette {
  return { negative: parseColor(negative), zero: parseColor(zero), positive: parseColor(positive) };
}

export function css([red, green, blue]: Rgb, alpha = 1) {
  return alpha === 1 ? `rgb(${red},${green},${blue})` : `rgba(${red},${green},${blue},${alpha})`;
}

function parseHex(digits: string): Rgb {
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const number = Number.parseInt(full.slice(0, 6), 16);
  if (full.length < 6 || Number.isNaN(number)) throw new Error(`"#${digits}" is no colour; write #rrggbb`);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function toLinear(channel: number) {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function fromLinear(linear: number) {
  const share = linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.max(0, Math.min(1, share)) * 255);
}

function toOklab(rgb: Rgb) {
  const [r, g, b] = rgb.map(toLinear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: number[]): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
