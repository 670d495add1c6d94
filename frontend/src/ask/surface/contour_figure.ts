/** An error over a plane as Plotly's traces and layout: contours in ink, a field of small arrows on top. */

import type { Tokens } from '../../draw/tokens.ts';
import { logTicks } from '../../draw/axis.ts';
import { knobFigures } from '../../core/text/number.ts';

/** x, y */
export type Place = readonly [number, number];
/** many small arrows */
export type Field = { from: Place, to: Place }[];
export interface Plane {
  /** of the first axis of `values` */ x: readonly number[];
  /** of the second */ y: readonly number[];
  /** (x, y), row-major */ values: ArrayLike<number | bigint>;
  logarithmic: boolean;
  /** of the values that is told apart */ range: readonly [number, number];
  field?: Field;
}
export interface Look {
  height: number;
  /** of the axes */ names: { x: string, y: string };
  /** what stands beside a value: "{x}", "{y}" and "{value}" are filled in */ value: string;
  /** colours from the least to the most */ ramp: string[];
  tokens: Tokens;
}

/** Pixels between the frame of the plane and the edges of the picture. */
export const MARGIN = { l: 46, r: 58, t: 10, b: 38 };
const LEVELS = 16;

/**
 * What of a surface is told apart: from its least to its largest value, but no more than so many decades above the
 * least.
 */
export function rangeOf(
  values: ArrayLike<number | bigint>,
  logarithmic: boolean,
  decades = 6,
): [number, number] {
  const finite = Array.from(values, Number).filter((value) => Number.isFinite(value) && (value > 0 || !logarithmic));
  if (!finite.length) return [0.1, 1];
  const [low, high] = [
    finite.reduce((least, value) => Math.min(least, value)), finite.reduce((most, value) => Math.max(most, value)),
  ];
  if (low === high) return logarithmic ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
  return logarithmic ? [Math.max(low, high / 10 ** decades), high] : [low, high];
}

export function contourFigure(plane: Plane, look: Look): { traces: object[], layout: object } {
  const { x, y } = plane;
  const { tokens } = look;
  return {
    traces: [contours(plane, look), ...(plane.field?.length ? [fieldTrace(plane.field, tokens)] : [])],
    layout: {
      height: look.height,
      margin: { ...MARGIN, autoexpand: false }, showlegend: false, hovermode: 'closest', dragmode: false,
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: tokens.surface2, font: { family: tokens.fontUi, size: 11, color: tokens.ink2 },
      hoverlabel: { bgcolor: tokens.surface0, bordercolor: tokens.lineStrong, font: { color: tokens.ink1, size: 12 } },
      xaxis: axis(x, look.names.x, tokens), yaxis: axis(y, look.names.y, tokens),
    },
  };
}

function axis(values: readonly number[], name: string, { line, ink2 }: Tokens) {
  return {
    range: [values[0], values[values.length - 1]],
    fixedrange: true, showgrid: false, zeroline: false, ticks: 'outside', ticklen: 4, tickcolor: line, nticks: 6,
    title: { text: name, standoff: 6, font: { color: ink2, size: 12 } },
  };
}

function contours(
  { x, y, values, logarithmic, range: [low, high] }: Plane,
  { ramp, tokens, value: words, names }: Look,
) {
  const place = (value: number) => (logarithmic ? Math.log10(value) : value);
  const grid = y.map((_, column) => x.map((_none, row) => Number(values[row * y.length + column])));
  const drawn = grid.map((line) =>
    line.map((value) => (Number.isFinite(value) ? place(Math.max(low, Math.min(high, value))) : null)));
  const [bottom, top] = [place(low), place(high)];
  return {
    type: 'contour', x: [...x], y: [...y], z: drawn, zmin: bottom, zmax: top, zauto: false, connectgaps: false,
    colorscale: ramp.map((colour, index) => [index / (ramp.length - 1), colour]),
    contours: { start: bottom, end: top, size: (top - bottom) / LEVELS, coloring: 'heatmap' },
    line: { width: 0.7, color: tokens.lineStrong, smoothing: 0.6 },
    text: grid.map((line, column) => line.map((value, row) => words
      .replace('{x}', `${names.x} = ${knobFigures(rounded(x[row]))}`)
      .replace('{y}', `${names.y} = ${knobFigures(rounded(y[column]))}`)
      .replace('{value}', figures(value)))),
    hovertemplate: '%{text}<extra></extra>', showscale: false,
  };
}

/** Values that stand beside the scale of the colours, and how far up it. */
export function scaleTicks(
  { range: [low, high], logarithmic }: Pick<Plane, 'range' | 'logarithmic'>,
): { share: number, text: string }[] {
  const place = (value: number) => (logarithmic ? Math.log10(value) : value);
  const values = logarithmic ? logTicks(low, high, 5).values : linearTicks(low, high);
  return values.map((value) => ({
    share: (place(value) - place(low)) / (place(high) - place(low)), text: knobFigures(rounded(value)),
  }));
}

/** Round numbers, three to six of them. */
function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, index) => (first + index) * step);
}

function rounded(value: number) {
  return Number(value.toPrecision(3));
}

function figures(value: number) {
  return Number.isFinite(value) ? knobFigures(rounded(value)) : '∞';
}

function fieldTrace(field: Field, { gradient }: Tokens) {
  return {
    type: 'scatter', mode: 'lines+markers', hoverinfo: 'skip', opacity: 0.75, connectgaps: false,
    x: field.flatMap(({ from, to }) => [from[0], to[0], null]),
    y: field.flatMap(({ from, to }) => [from[1], to[1], null]),
    line: { color: gradient, width: 1 },
    marker: {
      color: gradient, symbol: 'arrow', angleref: 'previous', size: field.flatMap(() => [0, 5, 0]), line: { width: 0 },
    },
  };
}
