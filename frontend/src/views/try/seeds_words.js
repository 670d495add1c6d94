/**
 * Runs over seeds in words: the verdict of each model, and the table of medians.
 *
 * @import { Band } from '../../charts/quantiles.js'
 * @import { Sample } from '../../asking/seed_readings.js'
 * @import { Trained } from '../../asking/seed_runs.js'
 * @import { Translate } from '../../text/i18n.js'
 */

import { bandOf, FEWEST } from '../../charts/quantiles.js';
import { areAllTheSame, countOf, finalLosses, finalMetrics, gains, halfLives } from '../../asking/seed_readings.js';
import { horizons, kept, lossCurves, solvingUpdates } from '../../asking/seed_readings.js';
import { laneLetter, laneName } from '../../text/lane.js';
import { knobFigures, percent, threeFigures, whole } from '../../text/number.js';
import { problemText } from '../../text/problem.js';
import { tableOf } from '../panel_frame.js';

/** @typedef {(value: number) => string} Print */
/** @typedef {(model: Trained) => Sample} Read */

/** @param {Trained} model @param {Translate} t @returns {string} "A, RNN · tanh" */
function modelWords({ lane, base }, t) {
  return `${laneLetter(lane)} ${laneName(base.lanes[0], t)}`;
}

/**
 * What each model came to, and what else is to be known of its runs.
 * @param {Trained[]} models @param {Translate} t
 * @param {{ judged?: boolean, drawn?: boolean }} [of] `judged`: how many solved the task is of interest; `drawn`: there are pictures
 */
export function captionWords(models, t, { judged = true, drawn = true } = {}) {
  const few = drawn && models.some(({ readings }) => readings.length > 0 && readings.length < FEWEST);
  const verdicts = models.flatMap((model) => verdictWords(model, t, judged));
  return [...verdicts, ...(few ? [t('try.seeds.few', { fewest: FEWEST })] : [])].join(' ');
}

/** @param {Trained} model @param {Translate} t @param {boolean} judged @returns {string[]} */
function verdictWords(model, t, judged) {
  const [seeds, solved, diverged] = [model.readings.length, countOf(model, 'solved'), countOf(model, 'diverged')];
  const lane = laneLetter(model.lane);
  return [
    ...(judged && seeds ? [t('try.seeds.verdict', { model: modelWords(model, t), solved, seeds })] : []),
    ...(diverged ? [t('try.seeds.diverged', { lane, diverged })] : []),
    ...(areAllTheSame(model) ? [t('try.seeds.same', { lane })] : []),
    ...(model.problem ? [t('try.seeds.problem', { lane, problem: problemText(model.problem, t).text })] : []),
  ];
}

/** Rows of the table that count runs. @type {Record<string, (model: Trained) => [count: number, total: number]>} */
const COUNTS = {
  done: ({ readings, seeds }) => [readings.length, seeds],
  solved: (model) => [countOf(model, 'solved'), model.readings.length],
  diverged: (model) => [countOf(model, 'diverged'), model.readings.length],
};
/** Rows that hold quantiles. @type {Record<string, [Read, Print]>} */
const QUANTILES = {
  solving: [solvingUpdates, whole],
  loss: [finalLosses, threeFigures],
  accuracy: [finalMetrics, percent],
  'kept.first': [(model) => kept(model, 'first'), threeFigures],
  'kept.last': [(model) => kept(model, 'last'), threeFigures],
  'gain.first': [(model) => gains(model, 'first'), threeFigures],
  'gain.last': [(model) => gains(model, 'last'), threeFigures],
  'half_life.first': [(model) => halfLives(model, 'first'), threeFigures],
  'half_life.last': [(model) => halfLives(model, 'last'), threeFigures],
  'horizon.first': [(model) => horizons(model, 'first'), short],
  'horizon.last': [(model) => horizons(model, 'last'), short],
};
export const ROWS = [...Object.keys(COUNTS), ...Object.keys(QUANTILES)];
/** What is said of every task, and of any number of runs. */
const ALWAYS = ROWS.filter((row) => !['diverged', 'accuracy', 'kept.first', 'kept.last'].includes(row));

/** @param {Trained[]} models @param {Translate} t @returns {HTMLElement} a column for each model */
export function summaryTable(models, t) {
  return tableOf([t('try.seeds.model'), ...models.map((model) => modelWords(model, t))], bodyOf(models, ALWAYS, t));
}

/** Some of its rows, where there is little room. @param {Trained[]} models @param {readonly string[]} rows @param {Translate} t @returns {HTMLElement} */
export function shortTable(models, rows, t) {
  return tableOf([t('try.seeds.model'), ...models.map(({ lane }) => laneLetter(lane))], bodyOf(models, rows, t));
}

/** @param {Trained[]} models @param {readonly string[]} rows @param {Translate} t @returns {string[][]} */
function bodyOf(models, rows, t) {
  return rows.map((row) => [t(`try.seeds.row.${row}`), ...models.map((model) => cellWords(model, row, t))]);
}

/** @param {Trained} model @param {string} row @param {Translate} t */
function cellWords(model, row, t) {
  if (row in COUNTS) {
    const [count, total] = COUNTS[row](model);
    return t('try.seeds.of', { count, total });
  }
  const [read, print] = QUANTILES[row];
  return sampleWords(read(model), print, t);
}

/** The loss of each model at the updates of the curves. @param {Trained[]} models @param {Translate} t */
export function lossTable(models, t) {
  const curves = models.map(lossCurves);
  const steps = curves.find(({ x }) => x.length)?.x ?? [];
  const names = models.map((model) => modelWords(model, t));
  const at = (/** @type {number} */ place) => curves.map(({ runs }) => runs.map((values) => values[place]));
  const said = (/** @type {number[]} */ values) => sampleWords({ values, missing: 0 }, threeFigures, t);
  return tableOf([t('try.seeds.update'), ...names], steps.map((step, place) => [whole(step), ...at(place).map(said)]));
}

/**
 * "0.12 [0.03–0.4]", every number where there are too few for a band, and how many runs have none.
 * @param {Sample} sample @param {Print} print @param {Translate} t @returns {string}
 */
function sampleWords({ values, missing }, print, t) {
  const band = bandOf(values);
  if (!values.length) return '–';
  if (values.every((value) => value === Infinity)) return print(Infinity);
  const said = band ? bandWords(band, print) : values.map(print).join(' · ');
  return missing ? `${said} ${t('try.seeds.missing', { missing })}` : said;
}

/** The band breaks over no line. @param {Band} band @param {Print} print @returns {string} */
function bandWords({ low, median, high }, print) {
  return low === Infinity ? print(low) : `${print(median)} [${print(low)}\u2060–\u2060${print(high)}]`;
}

/** @param {number} value @returns {string} */
function short(value) {
  return knobFigures(Number(value.toPrecision(3)));
}
