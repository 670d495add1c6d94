/**
 * Curves of many runs: of each model the median with the band around it, or each run where they are too few for one.
 *
 * @import { Curves } from '../../asking/seed_readings.js'
 * @import { Band } from '../../charts/quantiles.js'
 * @import { Room } from '../chart_svg.js'
 *
 * @typedef {{ lane: number, curves: Curves }} Drawn
 * @typedef {{ value: number, words: string }} Level a value with a line of its own
 * @typedef {{ width: number, height: number, first: number, last: number, level: Level | null }} Look
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

/**
 * The ends of a log axis: what explodes leaves it at the top.
 * @param {Drawn[]} drawn @param {Level | null} level @returns {[low: number, high: number]}
 */
export function valueRange(drawn, level) {
  const ends = (/** @type {Band[]} */ band) => band.flatMap(({ low, high }) => [low, high]);
  const valuesOf = (/** @type {Curves} */ { band, runs }) => (band ? ends(band) : runs.flat());
  const values = drawn.flatMap(({ curves }) => valuesOf(curves));
  const [low, high] = extent([...values, level?.value ?? NaN].filter((value) => value > 0));
  const top = level === null ? high : Math.min(high, level.value * MOST_ABOVE);
  return [Math.min(low, top / LEAST_RATIO) / 1.15, top * 1.3];
}

/** @param {Drawn[]} drawn @param {[number, number]} range @param {Look} look @returns {SVGElement} */
export function curvePicture(drawn, [low, high], { width, height, first, last, level }) {
  const room = { width, height, ...MARGIN };
  const [across, down] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  /** @type {Place} */
  const x = (value) => MARGIN.left + (across * (value - first)) / Math.max(1, last - first);
  /** @type {Place} */
  const y = (value) => MARGIN.top + (down * Math.log(high / within(value, low, high))) / Math.log(high / low);
  const picture = chartPicture(room);
  picture.classList.add('seeds-picture');
  picture.append(...valueMarks(room, low, high, y), ...stepMarks(room, first, last, x));
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
  const rules = values.map((value) => `M${left},${y(value).toFixed(1)}H${width - right}`).join('');
  const isSmall = (/** @type {number} */ value) => value < 1e-3 && Number.isInteger(Math.log10(value));
  const words = values.map((value, index) => (isSmall(value) ? powerOfTen(Math.log10(value)) : texts[index]));
  return [
    svg('path', { d: rules, class: 'chart-grid' }),
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
  const middle = band.map(({ median }, place) => (median < Infinity ? point(x(curves.x[place]), y(median)) : null));
  return [
    svg('path', { d: `${pathOf([...upper, ...lower.toReversed()])}Z`, class: 'seeds-band', 'data-lane': lane }),
    line(pathOf(middle), 'seeds-median', lane),
  ];
}

/** Up to where nine tenths of the runs have diverged: the rest lies above every picture. @param {Band[]} band */
function untilAllAreGone(band) {
  const end = band.findIndex(({ low }) => low === Infinity);
  return end < 0 ? band : band.slice(0, end);
}

/** @param {Drawn} drawn @param {Place} x @param {Place} y @returns {SVGElement[]} */
function runMarks({ lane, curves: { x: steps, runs } }, x, y) {
  return runs.map((values) => {
    const points = values.map((value, place) => (value < Infinity ? point(x(steps[place]), y(value)) : null));
    return line(pathOf(points), 'seeds-run', lane);
  });
}

/** @param {string} d @param {string} kind @param {number} lane @returns {SVGElement} */
function line(d, kind, lane) {
  return svg('path', { d, class: kind, 'data-lane': lane, 'stroke-dasharray': LANE_DASHES[lane].join(' ') || 'none' });
}

/** @param {number} x @param {number} y @returns {readonly [number, number]} */
function point(x, y) {
  return [x, y];
}
