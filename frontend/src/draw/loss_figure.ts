/**
 * The loss chart as Plotly's traces and layout: raw curves faint, their running mean on top, the levels that mean
 * something.
 */

import type { Level, Quantity } from '../core/model/levels.ts';
import type { LaneView, Mark, RunView, Series } from '../core/model/types.ts';
import type { RunRecord } from '../core/model/run_record.ts';
import type { Tokens } from './tokens.ts';
import { percent } from '../core/text/number.ts';
import { extent, growingEnd, logTicks } from './axis.ts';
import { decimate, meanWindow, runningMean, spread } from '../core/model/decimate.ts';
import { levelsOf } from '../core/model/levels.ts';
import { LINE_HEIGHT, spreadNames, textWidth } from './level_places.ts';

export type Curve = { steps: number[], raw: number[], meanSteps: number[], mean: number[] };
export type Words = {
  lanes: string[];
  level: (level: Level) => string[];
  mark: (mark: Mark) => string;
  diverged: (lane: number, step: number) => string;
  value: (lane: number) => string;
  validation: (lane: number) => string;
  over: (number: number, lane: number) => string;
};
/** `scale`: how large the type is drawn */
export type Look = {
  quantity: Quantity;
  logarithmic: boolean;
  heldStep: number | null;
  height: number;
  tokens: Tokens;
  words: Words;
  overlays?: Overlay[];
  scale?: number;
};
/** An earlier run that lies over this one, by the number that the list gives it. */
export type Overlay = { number: number, record: RunRecord };

const LEAST_RATIO = 6;
const MARGIN = { l: 40, r: 6, t: 8, b: 22 };
const LEAST_STEPS = 20;
/** Between the plot and the names beside it there is room for a flag at the end of a curve. */
const NAME_GAP = 10;

/** Points of a curve that reach the screen. */
export const MOST_POINTS = 1500;

const curves = new WeakMap<Series, Map<Quantity, Curve>>();

/** The points of a lane's curve, found once for each state of its series. */
export function curveOf(series: Series, quantity: Quantity): Curve {
  const known = curves.get(series) ?? new Map();
  curves.set(series, known);
  if (!known.has(quantity)) known.set(quantity, measureCurve(series, quantity));
  return known.get(quantity);
}

function measureCurve(series: Series, quantity: Quantity): Curve {
  const { steps, length, [quantity]: values } = series;
  const limit = MOST_POINTS / 2;
  const chosen = decimate(values, length, limit);
  const meant = spread(length, limit);
  return {
    steps: chosen.map((index) => steps[index]), raw: chosen.map((index) => values[index]),
    meanSteps: meant.map((index) => steps[index]), mean: runningMean(values, meant, meanWindow(length)),
  };
}

export function lossFigure(run: RunView, look: Look): { traces: object[], layout: object } {
  const drawn = run.lanes.map(({ series }) => curveOf(series, look.quantity));
  const levels = levelsOf(run.facts.task, look.quantity);
  const overlays = look.overlays ?? [];
  const over = overlays.flatMap(({ record }) => record.lanes.map((lane) => ({ raw: [...lane[look.quantity]] })));
  const validated = run.lanes.map(({ series: { validations = [] } }) => ({
    steps: validations.map(({ step }) => step), raw: validations.map((validation) => validation[look.quantity]),
  }));
  const range = valueRange([...drawn, ...validated, ...over], levels, look);
  const lastStep = growingEnd(Math.max(
    LEAST_STEPS, run.step, ...overlays.map(({ record }) => record.step),
    ...run.lanes.map(({ series }) => (series.length ? series.steps[series.length - 1] : 0)),
  ));
  return {
    traces: [
      ...overlays.flatMap((overlay) => overlayTraces(overlay, look)),
      ...drawn.flatMap((curve, lane) => laneTraces(curve, lane, look)),
      ...run.lanes.flatMap(({ series }, lane) => validationTrace(series, lane, look)),
      ...run.lanes.flatMap((lane, index) => divergenceTrace(lane, index, range, look)),
      ...markTraces(run.marks, range, look),
    ],
    layout: {
      height: look.height,
      margin: { ...MARGIN, r: marginOf(levels, look) }, showlegend: false, hovermode: 'closest', dragmode: false,
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: look.tokens.fontUi, size: look.tokens.textXs, color: look.tokens.ink2 },
      hoverlabel: {
        bgcolor: look.tokens.surface0, bordercolor: look.tokens.lineStrong,
        font: { color: look.tokens.ink1, size: look.tokens.textXs },
      },
      xaxis: {
        ...axisLook(look.tokens), range: [0, lastStep], nticks: 5, rangemode: 'nonnegative', separatethousands: false,
      },
      yaxis: { ...axisLook(look.tokens), ...valueAxis(range, look) },
      shapes: [...levels.map((level) => levelLine(level, look.tokens)), ...verticals(run, look)],
      annotations: [
        ...levelTexts(levels, range, look), ...overlays.flatMap((overlay) => overlayNumber(overlay, range, look)),
      ],
    },
  };
}

function axisLook({ line }: Tokens) {
  return {
    fixedrange: true, gridcolor: line, zeroline: false, linecolor: line, showline: false, ticks: '', automargin: false,
  };
}

function laneTraces(curve: Curve, lane: number, { tokens, words }: Look): object[] {
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

/** What a lane has on sequences that no update trains on: circles on a thin line. */
function validationTrace({ validations = [] }: Series, lane: number, { quantity, tokens, words }: Look): object[] {
  if (!validations.length) return [];
  const colour = tokens.lanes[lane];
  return [{
    type: 'scatter', mode: 'lines+markers', connectgaps: false,
    x: validations.map(({ step }) => step), y: validations.map((validation) => validation[quantity]),
    line: { color: colour, width: 1, dash: '1px,2px' },
    marker: { symbol: 'circle-open', size: 5, color: colour, line: { width: 1.5 } },
    hovertemplate: `${words.validation(lane).replace('{step}', '%{x}').replace('{value}', '%{y:.3~g}')}<extra></extra>`,
  }];
}

/** @returns the curves of an earlier run, in grey: its lanes are other ones */
function overlayTraces({ number, record }: Overlay, { quantity, tokens, words }: Look): object[] {
  return record.lanes.map((lane, index) => ({
    type: 'scatter', mode: 'lines', connectgaps: false, x: [...lane.steps], y: [...lane[quantity]], opacity: 0.75,
    line: {
      color: tokens.ink3, width: 1.3,
      dash: tokens.dashes[index].length ? tokens.dashes[index].map((length) => `${length}px`).join(',') : 'solid',
    },
    hovertemplate: `${words.over(number, index).replace('{step}', '%{x:.0f}')
      .replace('{value}', '%{y:.3~g}')}<extra></extra>`,
  }));
}

/** The number of an earlier run at the end of its first curve. */
function overlayNumber(
  { number, record: { lanes: [lane] } }: Overlay,
  [low, high]: [number, number],
  look: Look,
): object[] {
  const { quantity, tokens } = look;
  const value = lane[quantity][lane.steps.length - 1];
  if (!(value >= low && value <= high)) return [];
  return [{
    x: lane.steps[lane.steps.length - 1],
    y: placeOnAxis(high, look)(value), xanchor: 'right', yanchor: 'bottom', showarrow: false,
    text: String(number),
    font: { size: tokens.textXs, color: tokens.ink2 }, bgcolor: translucent(tokens.surface0), borderpad: 1,
  }];
}

/** @returns in the quantity's own unit */
function valueRange(drawn: { raw: number[] }[], levels: Level[], { quantity, logarithmic }: Look): [number, number] {
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

function valueAxis([low, high]: [number, number], { quantity, logarithmic }: Look) {
  if (quantity === 'metric' && high <= 1.02) {
    const tickvals = [0, 0.25, 0.5, 0.75, 1];
    return { type: 'linear', range: [low, high], tickmode: 'array', tickvals, ticktext: tickvals.map(percent) };
  }
  if (!logarithmic) return { type: 'linear', range: [low, high], nticks: 5 };
  const { values, texts } = logTicks(low, high);
  return {
    type: 'log', range: [Math.log10(low), Math.log10(high)], tickmode: 'array', tickvals: values, ticktext: texts,
  };
}

function levelLine({ kind, value }: Level, { ink3, good }: Tokens) {
  const colour = kind === 'solved' ? good : ink3;
  return {
    type: 'line', xref: 'paper', x0: 0, x1: 1, y0: value, y1: value,
    line: { color: colour, width: 1, dash: kind === 'floor' ? '2px,3px' : '5px,3px' }, layer: 'below',
  };
}

/** @returns where knobs were turned, and the step that is held */
function verticals({ marks }: RunView, { heldStep, tokens }: Look): object[] {
  const line = (step: number, color: string, dash: string) => (
    { type: 'line', yref: 'paper', x0: step, x1: step, y0: 0, y1: 1, line: { color, width: 1, dash } });
  const ticks = marks.map(({ lane, step }) => line(step, tokens.lanes[lane], '1px,3px'));
  return heldStep === null ? ticks : [...ticks, line(heldStep, tokens.ink1, 'solid')];
}

/** @returns what Plotly's annotations count by */
function placeOnAxis(high: number, { logarithmic, quantity }: Look): (value: number) => number {
  return logarithmic && !(quantity === 'metric' && high <= 1.02) ? Math.log10 : (value) => value;
}

/** How much larger than twelve pixels the type is drawn. */
function enlarged({ scale = 1, tokens }: Pick<Look, 'scale' | 'tokens'>) {
  return (scale * tokens.textXs) / 12;
}

/** Room to the right of the plot for the names of the levels. */
function marginOf(levels: Level[], { words, ...look }: Look) {
  const widest = Math.max(0, ...levels.flatMap((level) => words.level(level)).map(textWidth));
  return widest ? Math.ceil(enlarged(look) * widest) + NAME_GAP + 2 : MARGIN.r;
}

/** The names of the levels in the margin, each beside its line or as near to it as the others let it. */
function levelTexts(levels: Level[], [low, high]: [number, number], look: Look) {
  const { height, words, tokens } = look;
  const plot = height - MARGIN.t - MARGIN.b;
  const place = placeOnAxis(high, look);
  const y = (value: number) => plot * ((place(high) - place(value)) / (place(high) - place(low)));
  const names =
    levels.map((level) => ({ y: y(level.value), height: enlarged(look) * LINE_HEIGHT * words.level(level).length }));
  const middles = spreadNames(names, plot);
  return levels.map((level, index) => ({
    xref: 'paper', x: 1, xanchor: 'left', xshift: NAME_GAP,
    yref: 'paper', y: 1 - middles[index] / plot, yanchor: 'middle', showarrow: false, align: 'left', borderpad: 0,
    text: words.level(level).join('<br>'),
    font: { size: tokens.textXs, color: level.kind === 'solved' ? tokens.good : tokens.ink2 },
  }));
}

function translucent(rgb: string) {
  return rgb.replace('rgb(', 'rgba(').replace(')', ', 0.6)');
}

function divergenceTrace(
  { divergedAt }: LaneView,
  index: number,
  [, high]: [number, number],
  { tokens, words }: Look,
): object[] {
  if (divergedAt === null) return [];
  return [{
    type: 'scatter', mode: 'markers', x: [divergedAt], y: [high / 1.1], cliponaxis: false,
    marker: { symbol: 'x', size: 10, color: tokens.lanes[index] },
    hovertemplate: `${words.diverged(index, divergedAt)}<extra></extra>`,
  }];
}

function markTraces(marks: Mark[], [low]: [number, number], { tokens, words }: Look): object[] {
  if (!marks.length) return [];
  return [{
    type: 'scatter', mode: 'markers', x: marks.map(({ step }) => step), y: marks.map(() => low), cliponaxis: false,
    marker: { symbol: 'triangle-up', size: 9, color: marks.map(({ lane }) => tokens.lanes[lane]) },
    hovertext: marks.map(words.mark), hoverinfo: 'text',
  }];
}

/** The rows of the table twin: a dozen steps spread over the run, the last one among them. */
export function lossTable(run: RunView, quantity: Quantity, rows = 12): { step: number, values: (number | null)[] }[] {
  const longest = run.lanes.reduce(
    (best, { series }) => (series.length > best.length ? series : best), run.lanes[0].series,
  );
  if (!longest.length) return [];
  return spread(longest.length, rows).map((index) => ({
    step: longest.steps[index],
    values: run.lanes.map(({ series }) => {
      const at = longest.steps[index] - series.steps[0];
      return at >= 0 && at < series.length ? series[quantity][at] : null;
    }),
  }));
}

