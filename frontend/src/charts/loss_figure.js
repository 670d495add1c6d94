/**
 * The loss chart as Plotly's traces and layout: raw curves faint, their running mean on top, the levels that mean something.
 *
 * @import { LaneView, Mark, RunView, Series } from '../state/types.d.ts'
 * @import { Place } from './level_places.js'
 * @import { RunRecord } from '../state/run_record.js'
 * @import { Tokens } from '../views/tokens.js'
 */

import { percent } from '../text/number.js';
import { extent, growingEnd, logTicks } from './axis.js';
import { decimate, meanWindow, runningMean, spread } from './decimate.js';
import { milestonesOf } from '../layout/milestones.js';
import { levelsOf } from './levels.js';
import { placeNames, textWidth, TEXT_HEIGHT } from './level_places.js';

/** @typedef {'loss' | 'metric'} Quantity */
/** @typedef {{ kind: 'chance' | 'floor' | 'solved', value: number }} Level */
/** @typedef {{ steps: number[], raw: number[], meanSteps: number[], mean: number[] }} Curve */
/** @typedef {{ lanes: string[], level: (level: Level) => string, mark: (mark: Mark) => string, diverged: (lane: number, step: number) => string,
 *   value: (lane: number) => string, validation: (lane: number) => string, over: (number: number, lane: number) => string }} Words
 */
/** @typedef {{ quantity: Quantity, logarithmic: boolean, heldStep: number | null, height: number, tokens: Tokens, words: Words, overlays?: Overlay[], width?: number, scale?: number, kept?: ReadonlyMap<string, Place> }} Look `scale`: how large the type is drawn; `kept`: where the names of the levels stood */
/** An earlier run that lies over this one, by the number that the list gives it. @typedef {{ number: number, record: RunRecord }} Overlay */

const LEAST_RATIO = 6;
const MARGIN = { l: 44, r: 6, t: 8, b: 22 };
/** Of the chart, where nobody has said. */
const USUAL_WIDTH = 270;
const LEAST_STEPS = 20;
/** Pixels of a flag on a curve, on top of its foot. */
const FLAG = { width: 10, height: 14 };

/** Points of a curve that reach the screen. */
export const MOST_POINTS = 1500;

/** @type {WeakMap<Series, Map<Quantity, Curve>>} */
const curves = new WeakMap();

/** The points of a lane's curve, found once for each state of its series. @param {Series} series @param {Quantity} quantity @returns {Curve} */
export function curveOf(series, quantity) {
  const known = curves.get(series) ?? new Map();
  curves.set(series, known);
  if (!known.has(quantity)) known.set(quantity, measureCurve(series, quantity));
  return known.get(quantity);
}

/** @param {Series} series @param {Quantity} quantity @returns {Curve} */
function measureCurve(series, quantity) {
  const { steps, length, [quantity]: values } = series;
  const limit = MOST_POINTS / 2;
  const chosen = decimate(values, length, limit);
  const meant = spread(length, limit);
  return {
    steps: chosen.map((index) => steps[index]), raw: chosen.map((index) => values[index]),
    meanSteps: meant.map((index) => steps[index]), mean: runningMean(values, meant, meanWindow(length)),
  };
}

/**
 * @param {RunView} run
 * @param {Look} look
 * @returns {{ traces: object[], layout: object, places: Map<string, Place> }} `places` of the levels' names
 */
export function lossFigure(run, look) {
  const drawn = run.lanes.map(({ series }) => curveOf(series, look.quantity));
  const levels = levelsOf(run.facts.task, look.quantity);
  const overlays = look.overlays ?? [];
  const over = overlays.flatMap(({ record }) => record.lanes.map((lane) => ({ raw: [...lane[look.quantity]] })));
  const validated = run.lanes.map(({ series: { validations = [] } }) => ({
    steps: validations.map(({ step }) => step), raw: validations.map((validation) => validation[look.quantity]),
  }));
  const range = withHeadroom(valueRange([...drawn, ...validated, ...over], levels, look), levels, look);
  const lastStep = growingEnd(Math.max(LEAST_STEPS, run.step, ...overlays.map(({ record }) => record.step), ...run.lanes.map(({ series }) => (series.length ? series.steps[series.length - 1] : 0))));
  const lines = [...drawn.flatMap(({ steps, raw, meanSteps, mean }) => [{ steps, values: raw }, { steps: meanSteps, values: mean }]),
    ...validated.map(({ steps, raw }) => ({ steps, values: raw })),
    ...overlays.flatMap(({ record }) => record.lanes.map((lane) => ({ steps: [...lane.steps], values: [...lane[look.quantity]] })))];
  const names = levelPlaces(levels, lines, flagsOf(run, look.quantity), range, lastStep, look);
  return {
    places: names.places,
    traces: [
      ...overlays.flatMap((overlay) => overlayTraces(overlay, look)),
      ...drawn.flatMap((curve, lane) => laneTraces(curve, lane, look)),
      ...run.lanes.flatMap(({ series }, lane) => validationTrace(series, lane, look)),
      ...run.lanes.flatMap((lane, index) => divergenceTrace(lane, index, range, look)),
      ...markTraces(run.marks, range, look),
    ],
    layout: {
      height: look.height, margin: MARGIN, showlegend: false, hovermode: 'closest', dragmode: false,
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: look.tokens.fontUi, size: 11, color: look.tokens.ink2 },
      hoverlabel: { bgcolor: look.tokens.surface0, bordercolor: look.tokens.lineStrong, font: { color: look.tokens.ink1, size: 12 } },
      xaxis: { ...axisLook(look.tokens), range: [0, lastStep], nticks: 5, rangemode: 'nonnegative', separatethousands: false },
      yaxis: { ...axisLook(look.tokens), ...valueAxis(range, look) },
      shapes: [...levels.map((level) => levelLine(level, look.tokens)), ...verticals(run, look)],
      annotations: [...levelTexts(levels, names, range, look), ...overlays.flatMap((overlay) => overlayNumber(overlay, range, look))],
    },
  };
}

/** @param {Tokens} tokens */
function axisLook({ line }) {
  return { fixedrange: true, gridcolor: line, zeroline: false, linecolor: line, showline: false, ticks: '', automargin: false };
}

/** @param {Curve} curve @param {number} lane @param {Look} look @returns {object[]} */
function laneTraces(curve, lane, { tokens, words }) {
  const colour = tokens.lanes[lane];
  const dash = tokens.dashes[lane].length ? tokens.dashes[lane].map((length) => `${length}px`).join(',') : 'solid';
  const common = { type: 'scatter', mode: 'lines', connectgaps: false };
  return [
    { ...common, x: curve.steps, y: curve.raw, line: { color: colour, width: 1 }, opacity: 0.28, hoverinfo: 'skip' },
    {
      ...common, x: curve.meanSteps, y: curve.mean, name: words.lanes[lane], line: { color: colour, width: 2, dash },
      hovertemplate: `${words.value(lane).replace('{step}', '%{x}').replace('{value}', '%{y:.3~g}')}<extra></extra>`,
    },
  ];
}

/** What a lane has on sequences that no update trains on: circles on a thin line. @param {Series} series @param {number} lane @param {Look} look @returns {object[]} */
function validationTrace({ validations = [] }, lane, { quantity, tokens, words }) {
  if (!validations.length) return [];
  const colour = tokens.lanes[lane];
  return [{
    type: 'scatter', mode: 'lines+markers', connectgaps: false,
    x: validations.map(({ step }) => step), y: validations.map((validation) => validation[quantity]),
    line: { color: colour, width: 1, dash: '1px,2px' }, marker: { symbol: 'circle-open', size: 5, color: colour, line: { width: 1.5 } },
    hovertemplate: `${words.validation(lane).replace('{step}', '%{x}').replace('{value}', '%{y:.3~g}')}<extra></extra>`,
  }];
}

/** @param {Overlay} overlay @param {Look} look @returns {object[]} the curves of an earlier run, in grey: its lanes are other ones */
function overlayTraces({ number, record }, { quantity, tokens, words }) {
  return record.lanes.map((lane, index) => ({
    type: 'scatter', mode: 'lines', connectgaps: false, x: [...lane.steps], y: [...lane[quantity]], opacity: 0.75,
    line: { color: tokens.ink3, width: 1.3, dash: tokens.dashes[index].length ? tokens.dashes[index].map((length) => `${length}px`).join(',') : 'solid' },
    hovertemplate: `${words.over(number, index).replace('{step}', '%{x:.0f}').replace('{value}', '%{y:.3~g}')}<extra></extra>`,
  }));
}

/** The number of an earlier run at the end of its first curve. @param {Overlay} overlay @param {[number, number]} range @param {Look} look @returns {object[]} */
function overlayNumber({ number, record: { lanes: [lane] } }, [low, high], look) {
  const { quantity, tokens } = look;
  const value = lane[quantity][lane.steps.length - 1];
  if (!(value >= low && value <= high)) return [];
  return [{
    x: lane.steps[lane.steps.length - 1], y: placeOnAxis(high, look)(value), xanchor: 'right', yanchor: 'bottom', showarrow: false,
    text: String(number), font: { size: 11, color: tokens.ink2 }, bgcolor: translucent(tokens.surface0), borderpad: 1,
  }];
}

/** @param {{ raw: number[] }[]} drawn @param {Level[]} levels @param {Look} look @returns {[number, number]} in the quantity's own unit */
function valueRange(drawn, levels, { quantity, logarithmic }) {
  if (quantity === 'metric' && levels.some(({ kind }) => kind === 'chance')) return [0, 1.02];
  const marks = levels.map(({ value }) => value);
  const positive = drawn.flatMap(({ raw }) => raw).filter((value) => value > 0 || !logarithmic);
  const [low, high] = extent([...positive, ...marks]);
  // An exploding lane leaves the picture at the top rather than flattening the others.
  const roof = Math.max(...marks, 1e-12) * (logarithmic ? 100 : 4);
  const top = Math.min(high, roof);
  if (!logarithmic) return [0, top * 1.08];
  // At least three quarters of a decade, so that the levels have room for names and ticks.
  return [Math.min(Math.max(low, top * 1e-9) / 1.25, top / LEAST_RATIO), top * 1.35];
}

/**
 * Room for a name over the highest level: the curves begin at it, and stay there as long as nothing is learned.
 * @param {[number, number]} range @param {Level[]} levels @param {Look} look @returns {[number, number]}
 */
function withHeadroom([low, high], levels, look) {
  if (look.quantity === 'metric' || !levels.length) return [low, high];
  const place = placeOnAxis(high, look);
  const share = ((TEXT_HEIGHT + 1) * (look.scale ?? 1)) / (look.height - MARGIN.t - MARGIN.b);
  const wanted = place(low) + (place(Math.max(...levels.map(({ value }) => value))) - place(low)) / (1 - share);
  return [low, Math.max(high, look.logarithmic ? 10 ** wanted : wanted)];
}

/** @param {[number, number]} range @param {Look} look */
function valueAxis([low, high], { quantity, logarithmic }) {
  if (quantity === 'metric' && high <= 1.02) {
    const tickvals = [0, 0.25, 0.5, 0.75, 1];
    return { type: 'linear', range: [low, high], tickmode: 'array', tickvals, ticktext: tickvals.map(percent) };
  }
  if (!logarithmic) return { type: 'linear', range: [low, high], nticks: 5 };
  const { values, texts } = logTicks(low, high);
  return { type: 'log', range: [Math.log10(low), Math.log10(high)], tickmode: 'array', tickvals: values, ticktext: texts };
}

/** @param {Level} level @param {Tokens} tokens */
function levelLine({ kind, value }, { ink3, good }) {
  const colour = kind === 'solved' ? good : ink3;
  return { type: 'line', xref: 'paper', x0: 0, x1: 1, y0: value, y1: value, line: { color: colour, width: 1, dash: kind === 'floor' ? '2px,3px' : '5px,3px' }, layer: 'below' };
}

/** @param {RunView} run @param {Look} look @returns {object[]} where knobs were turned, and the step that is held */
function verticals({ marks }, { heldStep, tokens }) {
  const line = (/** @type {number} */ step, /** @type {string} */ color, /** @type {string} */ dash) => (
    { type: 'line', yref: 'paper', x0: step, x1: step, y0: 0, y1: 1, line: { color, width: 1, dash } });
  const ticks = marks.map(({ lane, step }) => line(step, tokens.lanes[lane], '1px,3px'));
  return heldStep === null ? ticks : [...ticks, line(heldStep, tokens.ink1, 'solid')];
}

/** Where a flag has its foot. @param {RunView} run @param {Quantity} quantity @returns {{ step: number, value: number }[]} */
function flagsOf({ facts, lanes }, quantity) {
  return lanes.flatMap(({ series }) => milestonesOf(facts.task, series).map(({ step }) => ({ step, value: series[quantity][step - series.steps[0]] })));
}

/**
 * Where the names of the levels stand among the curves and the flags on them.
 * @param {Level[]} levels @param {{ steps: number[], values: number[] }[]} curves @param {{ step: number, value: number }[]} flags @param {[number, number]} range @param {number} lastStep @param {Look} look
 */
function levelPlaces(levels, curves, flags, [low, high], lastStep, look) {
  // Larger type in a plot is type of the usual size in a smaller one.
  const scale = look.scale ?? 1;
  const plot = { width: ((look.width ?? USUAL_WIDTH) - MARGIN.l - MARGIN.r) / scale, height: (look.height - MARGIN.t - MARGIN.b) / scale };
  const place = placeOnAxis(high, look);
  const y = (/** @type {number} */ value) => plot.height * ((place(high) - place(value)) / (place(high) - place(low)));
  const names = levels.map((level) => ({ key: level.kind, y: y(level.value), width: textWidth(look.words.level(level)) }));
  const lines = curves.map(({ steps, values }) => steps.map((step, index) => /** @type {const} */ ([(plot.width * step) / lastStep, y(values[index])])).filter(([, at]) => Number.isFinite(at)));
  const poles = flags.map(({ step, value }) => [(plot.width * step) / lastStep, y(value) - FLAG.height / 2]).filter(([, at]) => Number.isFinite(at))
    .map(([x, at]) => /** @type {import('./level_places.js').Polyline} */ ([[x - 2, at], [x + FLAG.width, at]]));
  return { places: placeNames(names, plot, [...lines, ...poles], look.kept), plot };
}

/** @param {number} high @param {Look} look @returns {(value: number) => number} what Plotly's annotations count by */
function placeOnAxis(high, { logarithmic, quantity }) {
  return logarithmic && !(quantity === 'metric' && high <= 1.02) ? Math.log10 : (value) => value;
}

/** @param {Level[]} levels @param {ReturnType<typeof levelPlaces>} found @param {[number, number]} range @param {Look} look */
function levelTexts(levels, { places, plot }, [, high], look) {
  return levels.map((level) => {
    const { x, above } = /** @type {Place} */ (places.get(level.kind));
    return {
      xref: 'paper', x: x / plot.width, xanchor: 'left', y: placeOnAxis(high, look)(level.value), yanchor: above ? 'bottom' : 'top', showarrow: false,
      text: look.words.level(level), font: { size: 11, color: level.kind === 'solved' ? look.tokens.good : look.tokens.ink2 }, bgcolor: translucent(look.tokens.surface0), borderpad: 1,
    };
  });
}

/** @param {string} rgb */
function translucent(rgb) {
  return rgb.replace('rgb(', 'rgba(').replace(')', ', 0.6)');
}

/** @param {LaneView} lane @param {number} index @param {[number, number]} range @param {Look} look @returns {object[]} */
function divergenceTrace({ divergedAt }, index, [, high], { tokens, words }) {
  if (divergedAt === null) return [];
  return [{
    type: 'scatter', mode: 'markers', x: [divergedAt], y: [high / 1.1], cliponaxis: false,
    marker: { symbol: 'x', size: 10, color: tokens.lanes[index] }, hovertemplate: `${words.diverged(index, divergedAt)}<extra></extra>`,
  }];
}

/** @param {Mark[]} marks @param {[number, number]} range @param {Look} look @returns {object[]} */
function markTraces(marks, [low], { tokens, words }) {
  if (!marks.length) return [];
  return [{
    type: 'scatter', mode: 'markers', x: marks.map(({ step }) => step), y: marks.map(() => low), cliponaxis: false,
    marker: { symbol: 'triangle-up', size: 9, color: marks.map(({ lane }) => tokens.lanes[lane]) },
    hovertext: marks.map(words.mark), hoverinfo: 'text',
  }];
}

/** The rows of the table twin: a dozen steps spread over the run, the last one among them.
 * @param {RunView} run @param {Quantity} quantity @returns {{ step: number, values: (number | null)[] }[]} */
export function lossTable(run, quantity, rows = 12) {
  const longest = run.lanes.reduce((best, { series }) => (series.length > best.length ? series : best), run.lanes[0].series);
  if (!longest.length) return [];
  return spread(longest.length, rows).map((index) => ({
    step: longest.steps[index],
    values: run.lanes.map(({ series }) => {
      const at = longest.steps[index] - series.steps[0];
      return at >= 0 && at < series.length ? series[quantity][at] : null;
    }),
  }));
}

