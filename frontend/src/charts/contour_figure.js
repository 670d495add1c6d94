/**
 * An error over a plane as Plotly's traces and layout: contours in ink, a field of small arrows on top.
 *
 * @import { Tokens } from '../views/tokens.js'
 *
 * @typedef {readonly [number, number]} Place x, y
 * @typedef {{ from: Place, to: Place }[]} Field many small arrows
 *
 * @typedef {object} Plane
 * @property {readonly number[]} x of the first axis of `values`
 * @property {readonly number[]} y of the second
 * @property {ArrayLike<number | bigint>} values (x, y), row-major
 * @property {boolean} logarithmic
 * @property {readonly [number, number]} range of the values that is told apart
 * @property {Field} [field]
 *
 * @typedef {object} Look
 * @property {number} height
 * @property {{ x: string, y: string }} names of the axes
 * @property {string} value what stands beside a value: "{x}", "{y}" and "{value}" are filled in
 * @property {string[]} ramp colours from the least to the most
 * @property {Tokens} tokens
 */

import { logTicks } from './axis.js';
import { knobFigures } from '../text/number.js';

/** Pixels between the frame of the plane and the edges of the picture. */
export const MARGIN = { l: 46, r: 58, t: 10, b: 38 };
const LEVELS = 16;

/**
 * What of a surface is told apart: from its least to its largest value, but no more than so many decades above the least.
 *
 * @param {ArrayLike<number | bigint>} values
 * @param {boolean} logarithmic
 * @param {number} [decades]
 * @returns {[number, number]}
 */
export function rangeOf(values, logarithmic, decades = 6) {
  const finite = Array.from(values, Number).filter((value) => Number.isFinite(value) && (value > 0 || !logarithmic));
  if (!finite.length) return [0.1, 1];
  const [low, high] = [finite.reduce((least, value) => Math.min(least, value)), finite.reduce((most, value) => Math.max(most, value))];
  if (low === high) return logarithmic ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
  return logarithmic ? [Math.max(low, high / 10 ** decades), high] : [low, high];
}

/** @param {Plane} plane @param {Look} look @returns {{ traces: object[], layout: object }} */
export function contourFigure(plane, look) {
  const { x, y } = plane;
  const { tokens } = look;
  return {
    traces: [contours(plane, look), ...(plane.field?.length ? [fieldTrace(plane.field, tokens)] : [])],
    layout: {
      height: look.height, margin: { ...MARGIN, autoexpand: false }, showlegend: false, hovermode: 'closest', dragmode: false,
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: tokens.surface2, font: { family: tokens.fontUi, size: 11, color: tokens.ink2 },
      hoverlabel: { bgcolor: tokens.surface0, bordercolor: tokens.lineStrong, font: { color: tokens.ink1, size: 12 } },
      xaxis: axis(x, look.names.x, tokens), yaxis: axis(y, look.names.y, tokens),
    },
  };
}

/** @param {readonly number[]} values @param {string} name @param {Tokens} tokens */
function axis(values, name, { line, ink2 }) {
  return {
    range: [values[0], values[values.length - 1]], fixedrange: true, showgrid: false, zeroline: false, ticks: 'outside', ticklen: 4, tickcolor: line, nticks: 6,
    title: { text: name, standoff: 6, font: { color: ink2, size: 12 } },
  };
}

/** @param {Plane} plane @param {Look} look */
function contours({ x, y, values, logarithmic, range: [low, high] }, { ramp, tokens, value: words, names }) {
  const place = (/** @type {number} */ value) => (logarithmic ? Math.log10(value) : value);
  const grid = y.map((_, column) => x.map((_none, row) => Number(values[row * y.length + column])));
  const drawn = grid.map((line) => line.map((value) => (Number.isFinite(value) ? place(Math.max(low, Math.min(high, value))) : null)));
  const [bottom, top] = [place(low), place(high)];
  return {
    type: 'contour', x: [...x], y: [...y], z: drawn, zmin: bottom, zmax: top, zauto: false, connectgaps: false,
    colorscale: ramp.map((colour, index) => [index / (ramp.length - 1), colour]),
    contours: { start: bottom, end: top, size: (top - bottom) / LEVELS, coloring: 'heatmap' },
    line: { width: 0.7, color: tokens.lineStrong, smoothing: 0.6 },
    text: grid.map((line, column) => line.map((value, row) => words.replace('{x}', `${names.x} = ${knobFigures(rounded(x[row]))}`).replace('{y}', `${names.y} = ${knobFigures(rounded(y[column]))}`).replace('{value}', figures(value)))),
    hovertemplate: '%{text}<extra></extra>', showscale: false,
  };
}

/**
 * Values that stand beside the scale of the colours, and how far up it.
 *
 * @param {Pick<Plane, 'range' | 'logarithmic'>} plane
 * @returns {{ share: number, text: string }[]}
 */
export function scaleTicks({ range: [low, high], logarithmic }) {
  const place = (/** @type {number} */ value) => (logarithmic ? Math.log10(value) : value);
  const values = logarithmic ? logTicks(low, high, 5).values : linearTicks(low, high);
  return values.map((value) => ({ share: (place(value) - place(low)) / (place(high) - place(low)), text: knobFigures(rounded(value)) }));
}

/** Round numbers, three to six of them. @param {number} low @param {number} high @returns {number[]} */
function linearTicks(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, index) => (first + index) * step);
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(3));
}

/** @param {number} value */
function figures(value) {
  return Number.isFinite(value) ? knobFigures(rounded(value)) : '∞';
}

/** @param {Field} field @param {Tokens} tokens */
function fieldTrace(field, { gradient }) {
  return {
    type: 'scatter', mode: 'lines+markers', hoverinfo: 'skip', opacity: 0.75, connectgaps: false,
    x: field.flatMap(({ from, to }) => [from[0], to[0], null]), y: field.flatMap(({ from, to }) => [from[1], to[1], null]),
    line: { color: gradient, width: 1 },
    marker: { color: gradient, symbol: 'arrow', angleref: 'previous', size: field.flatMap(() => [0, 5, 0]), line: { width: 0 } },
  };
}
