/**
 * Curves of many runs: of each model the median line with the band around it, or every run by itself where they are too few.
 *
 * @import { Curves } from '../../asking/seed_readings.js'
 * @import { Band } from '../../charts/quantiles.js'
 * @import { Room } from '../chart_svg.js'
 *
 * @typedef {{ lane: number, curves: Curves }} Drawn
 * @typedef {{ value: number, words: string }} Level a value with a line of its own
 * @typedef {{ width: number, height: number, left: number, right: number, level: Level | null }} Look `left`, `right`: ends of the x axis
 */

import { extent, logTicks, roundTicks } from '../../charts/axis.js';
import { powerOfTen } from '../../text/number.js';
import { chartPicture, chartText, pathOf } from '../chart_svg.js';
import { svg } from '../dom.js';
import { LANE_DASHES } from '../tokens.js';

const MARGIN = { left: 50, right: 12, top: 8, bottom: 22 };
/** A range of values is at least so wide, and so far above its level. */
const [LEAST_RATIO, MOST_ABOVE] = [4, 10];
/** Pixels of a number on the x axis, with the room around it. */
const NUMBER = 56;

/** @typedef {(value: number) => number} Place in pixels */

/** @param {Drawn[]} drawn @param {Level | null} level @returns {[low: number, high: number]} of a log axis; what explodes leaves it at the top */
export function valueRange(drawn, level) {
  const values = drawn.flatMap(({ curves: { band, runs } }) => band?.flatMap(({ low, high }) => [low, high]) ?? runs.flat());
  const [low, high] = extent([...values, level?.value ?? NaN].filter((value) => value > 0));
  const top = level === null ? high : Math.min(high, level.value * MOST_ABOVE);
  return [Math.min(low, top / LEAST_RATIO) / 1.15, top * 1.3];
}

/** @param {Drawn[]} drawn @param {[number, number]} range @param {Look} look @returns {SVGElement} */
export function curvePicture(drawn, [low, high], { width, height, left, right, level }) {
  const room = { width, height, ...MARGIN };
  /** @type {Place} */
  const x = (value) => MARGIN.left + ((width - MARGIN.left - MARGIN.right) * (value - left)) / Math.max(1, right - left);
  /** @type {Place} */
  const y = (value) => MARGIN.top + (height - MARGIN.top - MARGIN.bottom) * (1 - Math.log(within(value, low, high) / low) / Math.log(high / low));
  const picture = chartPicture(room);
  picture.classList.add('seeds-picture');
  picture.append(...valueMarks(room, low, high, y), ...stepMarks(room, left, right, x));
  picture.append(...drawn.flatMap((one) => (one.curves.band ? bandMarks(one, x, y) : runMarks(one, x, y))));
  if (level) picture.append(...levelMarks(level, room, y));
  return picture;
}

/** @param {number} value @param {number} low @param {number} high */
function within(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

/** @param {Room} room @param {number} low @param {number} high @param {Place} y @returns {SVGElement[]} */
function valueMarks({ width, right, left }, low, high, y) {
  const { values, texts } = logTicks(low, high);
  const words = values.map((value, index) => (value < 1e-3 && Number.isInteger(Math.log10(value)) ? powerOfTen(Math.log10(value)) : texts[index]));
  return [
    svg('path', { d: values.map((value) => `M${left},${y(value).toFixed(1)}H${width - right}`).join(''), class: 'chart-grid' }),
    ...values.map((value, index) => chartText(left - 6, y(value) + 4, words[index], 'chart-tick', 'end')),
  ];
}

/** @param {Room} room @param {number} first @param {number} last @param {Place} x @returns {SVGElement[]} */
function stepMarks({ width, height, left, right }, first, last, x) {
  const ticks = roundTicks(first, last, (width - left - right) / NUMBER);
  return ticks.map((value) => chartText(x(value), height - 5, String(value), 'chart-tick', 'middle'));
}

/** @param {Level} level @param {Room} room @param {Place} y @returns {SVGElement[]} */
function levelMarks({ value, words }, { width, left, right }, y) {
  return [
    svg('path', { d: `M${left},${y(value).toFixed(1)}H${width - right}`, class: 'seeds-level' }),
    chartText(width - right, y(value) - 4, words, 'chart-tick seeds-level-words', 'end'),
  ];
}

/** @param {Drawn} drawn @param {Place} x @param {Place} y @returns {SVGElement[]} */
function bandMarks({ lane, curves }, x, y) {
  const band = untilAllAreGone(curves.band ?? []);
  const upper = band.map(({ high }, place) => point(x(curves.x[place]), y(high)));
  const lower = band.map(({ low }, place) => point(x(curves.x[place]), y(low)));
  const median = pathOf(band.map((at, place) => (at.median < Infinity ? point(x(curves.x[place]), y(at.median)) : null)));
  return [
    svg('path', { d: `${pathOf([...upper, ...lower.toReversed()])}Z`, class: 'seeds-band', 'data-lane': lane }),
    svg('path', { d: median, class: 'seeds-median', 'data-lane': lane, 'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none' }),
  ];
}

/** @param {Band[]} band @returns {Band[]} up to where nine tenths of the runs have diverged: from there on it lies above every picture */
function untilAllAreGone(band) {
  const end = band.findIndex(({ low }) => low === Infinity);
  return end < 0 ? band : band.slice(0, end);
}

/** @param {Drawn} drawn @param {Place} x @param {Place} y @returns {SVGElement[]} */
function runMarks({ lane, curves: { x: steps, runs } }, x, y) {
  return runs.map((values) => {
    const d = pathOf(values.map((value, place) => (value < Infinity ? point(x(steps[place]), y(value)) : null)));
    return svg('path', { d, class: 'seeds-run', 'data-lane': lane, 'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none' });
  });
}

/** @param {number} x @param {number} y @returns {readonly [number, number]} */
function point(x, y) {
  return [x, y];
}
