/**
 * How every lane does at other lengths, as Plotly's traces and layout: the newest measurement in full, earlier ones
 * faint.
 */

import type { Measured } from '../../core/questions/lengths.ts';
import type { Quantity } from '../../core/model/levels.ts';
import type { TaskFacts } from '../../core/model/types.ts';
import type { Tokens } from '../../draw/tokens.ts';
import { percent } from '../../core/text/number.ts';
import { extent, logTicks } from '../../draw/axis.ts';
import { hasOwnMetric, metricChance } from '../../core/model/levels.ts';

export interface Look {
  quantity: Quantity;
  /** length */ trained: number;
  height: number;
  tokens: Tokens;
  words: {
    length: string;
    trained: string;
    chance: string;
    floor: string;
    update: (step: number) => string;
    value: (lane: number) => string;
  };
}

const LEAST_RATIO = 4;
const MARGIN = { l: 46, r: 40, t: 22, b: 38 };
/** Pixels between two numbers of updates. */
const NUMBER = 11;

/** @param measured the newest last */
export function lengthsFigure(
  measured: readonly Measured[],
  task: TaskFacts,
  look: Look,
): { traces: object[], layout: object } {
  const newest = measured[measured.length - 1];
  const share = look.quantity === 'metric' && hasOwnMetric(task);
  const levels = levelTraces(newest, task, share, look);
  const range = valueRange(measured, levels.map(({ y }) => y).flat(), share, look);
  const lengths = [...new Set([...measured.flatMap((one) => one.lengths), look.trained])].sort((a, b) => a - b);
  return {
    traces: [
      ...levels,
      ...measured.slice(0, -1)
        .flatMap((earlier, index) => curves(earlier, look, 0.16 + (0.2 * (index + 1)) / measured.length, false)),
      ...curves(newest, look, 1, true),
    ],
    layout: {
      height: look.height, margin: MARGIN, showlegend: false, hovermode: 'closest', dragmode: false,
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)', font: { family: look.tokens.fontUi, size: 11, color: look.tokens.ink2 },
      hoverlabel: {
        bgcolor: look.tokens.surface0, bordercolor: look.tokens.lineStrong, font: { color: look.tokens.ink1, size: 12 },
      },
      xaxis: {
        ...axisLook(look.tokens), ...lengthAxis(lengths),
        title: { text: look.words.length, standoff: 6, font: { size: 12, color: look.tokens.ink2 } },
      },
      yaxis: { ...axisLook(look.tokens), ...valueAxis(range, share) },
      shapes: [{
        type: 'line', yref: 'paper', x0: look.trained, x1: look.trained, y0: 0, y1: 1,
        line: { color: look.tokens.ink1, width: 1.2 },
      }],
      annotations: [
        {
          x: Math.log10(look.trained), y: 1, yref: 'paper', yanchor: 'bottom', showarrow: false,
          text: look.words.trained, font: { color: look.tokens.ink1, size: 11 },
        },
        ...levels.map(({ x, y, name }) => levelText(x, y, name, share, look.tokens)),
        ...updateTexts(measured.slice(0, -1), range, share, look),
      ],
    },
  };
}

function axisLook({ line }: Tokens) {
  return {
    fixedrange: true, gridcolor: line, zeroline: false, linecolor: line, showline: false, ticks: '', automargin: false,
  };
}

function levelTraces(
  { lengths, chance, floor }: Measured,
  task: TaskFacts,
  share: boolean,
  { quantity, tokens, words }: Look,
) {
  const common = { type: 'scatter', mode: 'lines', hoverinfo: 'skip', x: [...lengths] };
  if (share) return [{
    ...common, y: lengths.map(() => metricChance(task)), name: words.chance,
    line: { color: tokens.ink3, width: 1.2, dash: '5px,3px' },
  }];
  const levels = [
    { ...common, y: [...chance], name: words.chance, line: { color: tokens.ink3, width: 1.2, dash: '5px,3px' } },
  ];
  if (quantity === 'loss' && floor.every((value) => value !== null)) levels.push({
    ...common, y: floor.map(Number), name: words.floor, line: { color: tokens.ink3, width: 1.2, dash: '2px,3px' },
  });
  return levels;
}

function levelText(x: number[], y: number[], text: string, share: boolean, { ink2 }: Tokens) {
  return {
    x: Math.log10(x[0]), y: share ? y[0] : Math.log10(y[0]), xanchor: 'left', yanchor: 'bottom', showarrow: false, text,
    font: { color: ink2, size: 11 },
  };
}

function curves(
  { lengths, lanes }: Measured,
  { quantity, tokens, words }: Look,
  opacity: number,
  newest: boolean,
): object[] {
  return lanes.flatMap((found, lane) => {
    if (!found) return [];
    const dash = tokens.dashes[lane].length ? tokens.dashes[lane].map((length) => `${length}px`).join(',') : 'solid';
    const values = found[quantity];
    return [{
      type: 'scatter', mode: newest ? 'lines+markers' : 'lines',
      connectgaps: false, cliponaxis: false, opacity, x: [...lengths], y: values,
      line: { color: tokens.lanes[lane], width: newest ? 2.2 : 1.3, dash },
      marker: { color: tokens.lanes[lane], size: 7, symbol: ['circle', 'square', 'triangle-up', 'diamond'][lane] },
      hovertemplate: newest ? `${words.value(lane).replace('{length}', '%{x}')
        .replace('{value}', quantity === 'metric' ? '%{y:.0%}' : '%{y:.3~g}')}<extra></extra>` : undefined,
      hoverinfo: newest ? undefined : 'skip',
    }];
  });
}

/**
 * The update of each earlier measurement, behind the end of its curves; where two would cover each other the later one
 * stays.
 */
function updateTexts(
  earlier: readonly Measured[],
  [low, high]: [number, number],
  share: boolean,
  { quantity, height, tokens, words }: Look,
) {
  const place = (value: number) => (share ? value : Math.log10(Math.max(low, Math.min(high, value))));
  const pixels = (height - MARGIN.t - MARGIN.b) / (place(high) - place(low));
  const taken: number[] = [];
  return earlier.toReversed().flatMap(({ step, lengths, lanes }) => {
    const value = lanes.find((lane) => lane !== null)?.[quantity].at(-1);
    if (value === null || value === undefined || !(share || value > 0)) return [];
    const y = place(value);
    if (taken.some((other) => Math.abs(other - y) * pixels < NUMBER)) return [];
    taken.push(y);
    return [{
      x: Math.log10(lengths[lengths.length - 1]), y, xanchor: 'left', xshift: 6, showarrow: false,
      text: words.update(step), font: { color: tokens.ink3, size: 10 },
    }];
  });
}

function valueRange(
  measured: readonly Measured[],
  levels: number[],
  share: boolean,
  { quantity }: Look,
): [number, number] {
  if (share) return [0, 1.04];
  const values = measured.flatMap(({ lanes }) => lanes.flatMap((lane) => lane?.[quantity] ?? []))
    .flatMap((value) => (value === null || !(value > 0) ? [] : [value]));
  const [low, high] = extent([...values, ...levels.filter((value) => value > 0)]);
  // What explodes leaves the picture at the top rather than flattening the rest.
  const top = Math.min(high, Math.max(...levels, 1e-12) * 1e3);
  return [Math.min(low, top / LEAST_RATIO) / 1.3, top * 1.4];
}

/** @returns labels only where there is room for them */
function lengthAxis(lengths: number[]): object {
  const [low, high] = [lengths[0], lengths[lengths.length - 1]];
  const least = low === high ? 0.2 : (Math.log10(high) - Math.log10(low)) / 14;
  const shown: number[] = [];
  for (const length of lengths) if (!shown.length
    || Math.log10(length) - Math.log10(shown[shown.length - 1]) > least) shown.push(length);
  const pad = Math.max(0.04, least / 2);
  return {
    type: 'log', range: [Math.log10(low) - pad, Math.log10(high) + pad], tickmode: 'array', tickvals: shown,
    ticktext: shown.map(String),
  };
}

function valueAxis([low, high]: [number, number], share: boolean) {
  if (share) {
    const tickvals = [0, 0.25, 0.5, 0.75, 1];
    return { type: 'linear', range: [low, high], tickmode: 'array', tickvals, ticktext: tickvals.map(percent) };
  }
  const { values, texts } = logTicks(low, high);
  return {
    type: 'log', range: [Math.log10(low), Math.log10(high)], tickmode: 'array', tickvals: values, ticktext: texts,
  };
}
