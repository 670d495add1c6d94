/** Ticks and ranges of the charts' value axes. */

import { knobFigures } from '../core/text/number.ts';

export type Ticks = { values: number[], texts: string[] };

/** Ticks of a log axis: powers of ten, thinned when there are many, with 2 and 5 between when there are few. */
export function logTicks(low: number, high: number, most = 6): Ticks {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Math.log10(high) - Math.log10(low);
  const leading = decades < 1.3 ? [1, 2, 5] : decades < 2.3 ? [1, 3] : [1];
  const every = Math.max(1, Math.ceil(decades / most));
  const values = [];
  for (let decade = first; decade <= last; decade += every) {
    for (const digit of leading) values.push(Number(`${digit}e${decade}`));
  }
  const within = values.filter((value) => value >= low * 0.999 && value <= high * 1.001);
  return { values: within, texts: within.map(knobFigures) };
}

/** Round numbers on a linear axis: multiples of 1, 2 or 5 times a power of ten, none closer than whole numbers are. */
export function roundTicks(first: number, last: number, most: number): number[] {
  const least = Math.max(1, (last - first) / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(least));
  const every = power * (([1, 2, 5, 10].find((digit) => digit * power >= least) as number));
  const begin = Math.ceil(first / every);
  return Array.from({ length: Math.floor(last / every) - begin + 1 }, (_, index) => (begin + index) * every);
}

const PREFIXES: Record<number, string> =
  { [-15]: 'f', [-12]: 'p', [-9]: 'n', [-6]: 'μ', [-3]: 'm', 0: '', 3: 'k', 6: 'M', 9: 'B', 12: 'T' };

/** Ticks of a linear axis that begins at 0, as Plotly chooses and writes them; about `most`. */
export function automaticTicks(high: number, most: number): Ticks {
  const rough = high / most;
  const power = 10 ** Math.floor(Math.log(rough) / Math.LN10);
  const every = power * ([2, 5, 10].find((digit) => digit > rough / power) ?? 10);
  const magnitude = Math.floor(Math.log10(high) + 0.01);
  const exponent = Math.abs(magnitude) > 3 ? 3 * Math.round((magnitude - 1) / 3) : 0;
  const text = (value: number) =>
    (value ? `${Number((value / 10 ** exponent).toPrecision(9))}${PREFIXES[exponent] ?? `e${exponent}`}` : '0');
  const values = Array.from({ length: Math.floor(high / every + 1e-9) + 1 }, (_, index) => index * every);
  return { values, texts: values.map(text) };
}

/** @returns the least and the greatest finite value; [0, 1] when there is none */
export function extent(values: number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
}

/**
 * Where an axis ends that grows with a run: it moves on in steps of a tenth of a power of ten. Were it to move with
 * every redraw, Plotly would measure, and remember, the number at every tick of every redraw.
 */
export function growingEnd(last: number): number {
  if (last < 100) return last;
  const unit = 10 ** (Math.floor(Math.log10(last)) - 1);
  return Math.ceil(last / unit) * unit;
}
