/**
 * Curves of many runs: of each model the median with the band around it, or each run where they are too few for one.
 */

import type { Band } from '../../core/model/quantiles.ts';
import type { Curves } from '../../core/questions/seed_readings.ts';
import { extent, logTicks, roundTicks } from '../../draw/axis.ts';
import { powerOfTen } from '../../core/text/number.ts';
import { chartPicture, chartText, pathOf, type Room } from '../chart_svg.ts';
import { svg } from '../dom.ts';
import { LANE_DASHES } from '../../draw/tokens.ts';

export type Drawn = { lane: number, curves: Curves };
/** a value with a line of its own */
export type Level = { value: number, words: string };
export type Look = { width: number, height: number, first: number, last: number, level: Level | null };

const MARGIN = { left: 50, right: 12, top: 8, bottom: 22 };
/** A range of values is at least so wide, and so far above its level. */
const [LEAST_RATIO, MOST_ABOVE] = [4, 10];
/** Pixels of a number on the x axis, with the room around it. */
const NUMBER = 56;

/** in pixels */
export type Place = (value: number) => number;

/** The ends of a log axis: what explodes leaves it at the top. */
export function valueRange(drawn: Drawn[], level: Level | null): [low: number, high: number] {
  const ends = (band: Band[]) => band.flatMap(({ low, high }) => [low, high]);
  const valuesOf = ({ band, runs }: Curves) => (band ? ends(band) : runs.flat());
  const values = drawn.flatMap(({ curves }) => valuesOf(curves));
  const [low, high] = extent([...values, level?.value ?? NaN].filter((value) => value > 0));
  const top = level === null ? high : Math.min(high, level.value * MOST_ABOVE);
  return [Math.min(low, top / LEAST_RATIO) / 1.15, top * 1.3];
}

export function curvePicture(
  drawn: Drawn[],
  [low, high]: [number, number],
  { width, height, first, last, level }: Look,
): SVGElement {
  const room = { width, height, ...MARGIN };
  const [across, down] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  const x: Place = (value) => MARGIN.left + (across * (value - first)) / Math.max(1, last - first);
  const y: Place = (value) => MARGIN.top + (down * Math.log(high / within(value, low, high))) / Math.log(high / low);
  const picture = chartPicture(room);
  picture.classList.add('seeds-picture');
  picture.append(...valueMarks(room, low, high, y), ...stepMarks(room, first, last, x));
  picture.append(...drawn.flatMap((one) => (one.curves.band ? bandMarks(one, x, y) : runMarks(one, x, y))));
  if (level) picture.append(...levelMarks(level, room, y));
  return picture;
}

function within(value: number, low: number, high: number) {
  return Math.max(low, Math.min(high, value));
}

function valueMarks({ width, right, left }: Room, low: number, high: number, y: Place): SVGElement[] {
  const { values, texts } = logTicks(low, high);
  const rules = values.map((value) => `M${left},${y(value).toFixed(1)}H${width - right}`).join('');
  const isSmall = (value: number) => value < 1e-3 && Number.isInteger(Math.log10(value));
  const words = values.map((value, index) => (isSmall(value) ? powerOfTen(Math.log10(value)) : texts[index]));
  return [
    svg('path', { d: rules, class: 'chart-grid' }),
    ...values.map((value, index) => chartText(left - 6, y(value) + 4, words[index], 'chart-tick', 'end')),
  ];
}

function stepMarks({ width, height, left, right }: Room, first: number, last: number, x: Place): SVGElement[] {
  const ticks = roundTicks(first, last, (width - left - right) / NUMBER);
  return ticks.map((value) => chartText(x(value), height - 5, String(value), 'chart-tick', 'middle'));
}

function levelMarks({ value, words }: Level, { width, left, right }: Room, y: Place): SVGElement[] {
  return [
    svg('path', { d: `M${left},${y(value).toFixed(1)}H${width - right}`, class: 'seeds-level' }),
    chartText(width - right, y(value) - 4, words, 'chart-tick seeds-level-words', 'end'),
  ];
}

function bandMarks({ lane, curves }: Drawn, x: Place, y: Place): SVGElement[] {
  const band = untilAllAreGone(curves.band ?? []);
  const upper = band.map(({ high }, place) => point(x(curves.x[place]), y(high)));
  const lower = band.map(({ low }, place) => point(x(curves.x[place]), y(low)));
  const middle = band.map(({ median }, place) => (median < Infinity ? point(x(curves.x[place]), y(median)) : null));
  return [
    svg('path', { d: `${pathOf([...upper, ...lower.toReversed()])}Z`, class: 'seeds-band', 'data-lane': lane }),
    line(pathOf(middle), 'seeds-median', lane),
  ];
}

/** Up to where nine tenths of the runs have diverged: the rest lies above every picture. */
function untilAllAreGone(band: Band[]) {
  const end = band.findIndex(({ low }) => low === Infinity);
  return end < 0 ? band : band.slice(0, end);
}

function runMarks({ lane, curves: { x: steps, runs } }: Drawn, x: Place, y: Place): SVGElement[] {
  return runs.map((values) => {
    const points = values.map((value, place) => (value < Infinity ? point(x(steps[place]), y(value)) : null));
    return line(pathOf(points), 'seeds-run', lane);
  });
}

function line(d: string, kind: string, lane: number): SVGElement {
  return svg('path', { d, class: kind, 'data-lane': lane, 'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none' });
}

function point(x: number, y: number): readonly [number, number] {
  return [x, y];
}
