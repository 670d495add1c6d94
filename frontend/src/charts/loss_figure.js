/**
 * The loss chart as Plotly's traces and layout: raw curves faint, their running mean on top, the levels that mean something.
 *
 * @import { LaneView, Mark, RunView, Series, TaskFacts } from '../state/types.d.ts'
 * @import { Tokens } from '../views/tokens.js'
 */

import { percent, threeFigures } from '../text/number.js';
import { extent, logTicks } from './axis.js';
import { decimate, meanWindow, runningMean, spread } from './decimate.js';

/** @typedef {'loss' | 'metric'} Quantity */
/** @typedef {{ kind: 'chance' | 'floor' | 'solved', value: number }} Level */
/** @typedef {{ steps: number[], raw: number[], meanSteps: number[], mean: number[] }} Curve */
/** @typedef {{ lanes: string[], level: (level: Level) => string, mark: (mark: Mark) => string, diverged: (lane: number, step: number) => string,
 *   value: (lane: number) => string }} Words
 */
/** @typedef {{ quantity: Quantity, logarithmic: boolean, heldStep: number | null, height: number, tokens: Tokens, words: Words }} Look */

const LEAST_RATIO = 6;
/** Pixels that the text of a level takes. */
const TEXT_HEIGHT = 15;
const LEAST_STEPS = 20;

/** Points of a curve that reach the screen. */
export const MOST_POINTS = 1500;

/** Whether the task's own figure is another one than the loss. @param {TaskFacts} task */
export function hasOwnMetric(task) {
  return task.metric === 'accuracy';
}

/** The metric of guessing. @param {TaskFacts} task */
export function metricChance(task) {
  return task.metric_chance ?? 1 / task.output_size;
}

/**
 * The levels of a quantity that mean something: guessing, the best without memory, solved.
 * @param {TaskFacts} task @param {Quantity} quantity @returns {Level[]}
 */
export function levelsOf(task, quantity) {
  /** @type {Level[]} */
  const levels = [];
  if (quantity === 'loss') {
    levels.push({ kind: 'chance', value: task.chance });
    if (task.floor !== null) levels.push({ kind: 'floor', value: task.floor });
  } else if (hasOwnMetric(task)) {
    levels.push({ kind: 'chance', value: metricChance(task) });
  }
  if (task.solved.quantity === quantity) levels.push({ kind: 'solved', value: task.solved.value });
  return levels;
}

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
 * @returns {{ traces: object[], layout: object }}
 */
export function lossFigure(run, look) {
  const drawn = run.lanes.map(({ series }) => curveOf(series, look.quantity));
  const levels = levelsOf(run.facts.task, look.quantity);
  const range = valueRange(drawn, levels, look);
  const lastStep = Math.max(LEAST_STEPS, run.step, ...run.lanes.map(({ series }) => (series.length ? series.steps[series.length - 1] : 0)));
  return {
    traces: [
      ...drawn.flatMap((curve, lane) => laneTraces(curve, lane, look)),
      ...run.lanes.flatMap((lane, index) => divergenceTrace(lane, index, range, look)),
      ...markTraces(run.marks, range, look),
    ],
    layout: {
      height: look.height, margin: { l: 44, r: 6, t: 8, b: 22 }, showlegend: false, hovermode: 'closest', dragmode: false,
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: look.tokens.fontUi, size: 11, color: look.tokens.ink2 },
      hoverlabel: { bgcolor: look.tokens.surface0, bordercolor: look.tokens.lineStrong, font: { color: look.tokens.ink1, size: 12 } },
      xaxis: { ...axisLook(look.tokens), range: [0, lastStep], nticks: 5, rangemode: 'nonnegative', separatethousands: false },
      yaxis: { ...axisLook(look.tokens), ...valueAxis(range, look) },
      shapes: [...levels.map((level) => levelLine(level, look.tokens)), ...verticals(run, look)],
      annotations: levelTexts(levels, range, look),
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

/** @param {Curve[]} drawn @param {Level[]} levels @param {Look} look @returns {[number, number]} in the quantity's own unit */
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

/** Texts sit on their line; where that is taken, by another text or the edge, a text hangs under its own line, or under what is there;
 * where that would lie over the axis, it sits on its line at the other end.
 * @param {Level[]} levels @param {[number, number]} range @param {Look} look */
function levelTexts(levels, [low, high], { logarithmic, quantity, height, tokens, words }) {
  const log = logarithmic && !(quantity === 'metric' && high <= 1.02);
  const place = (/** @type {number} */ value) => (log ? Math.log10(value) : value);
  const scale = (height - 30) / (place(high) - place(low));
  let taken = 0;
  return [...levels].sort((a, b) => b.value - a.value).map((level) => {
    const line = (place(high) - place(level.value)) * scale;
    const above = line - TEXT_HEIGHT >= taken;
    const pushed = above ? 0 : Math.max(0, taken - line);
    const across = !above && line + pushed + TEXT_HEIGHT > height - 30;
    if (!across) taken = above ? line : line + pushed + TEXT_HEIGHT;
    return {
      xref: 'paper', x: across ? 0 : 1, xanchor: across ? 'left' : 'right', y: place(level.value), showarrow: false,
      yanchor: above || across ? 'bottom' : 'top', yshift: across ? 0 : -pushed,
      text: words.level(level), font: { size: 11, color: level.kind === 'solved' ? tokens.good : tokens.ink2 }, bgcolor: translucent(tokens.surface0), borderpad: 1,
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
    values: run.lanes.map(({ series }) => (index < series.length ? series[quantity][index] : null)),
  }));
}

/** @param {number} value @param {Quantity} quantity @param {TaskFacts} task @returns {string} */
export function quantityText(value, quantity, task) {
  return quantity === 'metric' && hasOwnMetric(task) ? percent(value) : threeFigures(value);
}
