/**
 * Runs over seeds in words: the verdict of each model, and the table of medians.
 *
 * @import { Band } from '../../charts/quantiles.js'
 * @import { Sample } from '../../asking/seed_readings.js'
 * @import { Trained } from '../../asking/seed_runs.js'
 * @import { Translate } from '../../text/i18n.js'
 */

import { bandOf, FEWEST } from '../../charts/quantiles.js';
import { areAllTheSame, countOf, finalLosses, gains, halfLives, horizons, lossCurves, solvingUpdates } from '../../asking/seed_readings.js';
import { laneLetter, laneName } from '../../text/lane.js';
import { knobFigures, threeFigures, whole } from '../../text/number.js';
import { problemText } from '../../text/problem.js';
import { tableOf } from '../panel_frame.js';

/** @typedef {(value: number) => string} Print */
/** @typedef {(model: Trained) => Sample} Read */

/** @param {Trained} model @param {Translate} t @returns {string} "A, RNN · tanh" */
function modelWords({ lane, base }, t) {
  return `${laneLetter(lane)} ${laneName(base.lanes[0], t)}`;
}

/** What each model came to, and what else is to be known of its runs. @param {Trained[]} models @param {Translate} t @returns {string} */
export function captionWords(models, t) {
  const few = models.some(({ readings }) => readings.length > 0 && readings.length < FEWEST);
  return [...models.flatMap((model) => verdictWords(model, t)), ...(few ? [t('try.seeds.few', { fewest: FEWEST })] : [])].join(' ');
}

/** @param {Trained} model @param {Translate} t @returns {string[]} */
function verdictWords(model, t) {
  const [done, diverged] = [model.readings.length, countOf(model, 'diverged')];
  const lane = laneLetter(model.lane);
  return [
    ...(done ? [t('try.seeds.verdict', { model: modelWords(model, t), solved: countOf(model, 'solved'), seeds: done })] : []),
    ...(diverged ? [t('try.seeds.diverged', { lane, diverged })] : []),
    ...(areAllTheSame(model) ? [t('try.seeds.same', { lane })] : []),
    ...(model.problem ? [t('try.seeds.problem', { lane, problem: problemText(model.problem, t).text })] : []),
  ];
}

/** Rows of the table that hold quantiles. @type {[key: string, read: Read, print: Print][]} */
const ROWS = [
  ['solving', solvingUpdates, whole],
  ['loss', finalLosses, threeFigures],
  ['gain.first', (model) => gains(model, 'first'), threeFigures],
  ['gain.last', (model) => gains(model, 'last'), threeFigures],
  ['half_life.first', (model) => halfLives(model, 'first'), threeFigures],
  ['half_life.last', (model) => halfLives(model, 'last'), threeFigures],
  ['horizon.first', (model) => horizons(model, 'first'), short],
  ['horizon.last', (model) => horizons(model, 'last'), short],
];

/** @param {Trained[]} models @param {Translate} t @returns {HTMLElement} a column for each model */
export function summaryTable(models, t) {
  const solved = (/** @type {Trained} */ model) => t('try.seeds.of', { count: countOf(model, 'solved'), total: model.readings.length });
  return tableOf([t('try.seeds.model'), ...models.map((model) => modelWords(model, t))], [
    [t('try.seeds.row.done'), ...models.map(({ readings, seeds }) => t('try.seeds.of', { count: readings.length, total: seeds }))],
    [t('try.seeds.row.solved'), ...models.map(solved)],
    ...ROWS.map(([key, read, print]) => [t(`try.seeds.row.${key}`), ...models.map((model) => sampleWords(read(model), print, t))]),
  ]);
}

/** @param {Trained[]} models @param {Translate} t @returns {HTMLElement} the loss of each model at the updates of the curves */
export function lossTable(models, t) {
  const curves = models.map(lossCurves);
  const steps = curves.find(({ x }) => x.length)?.x ?? [];
  const at = (/** @type {number} */ place) => curves.map(({ runs }) => sampleWords({ values: runs.map((values) => values[place]), missing: 0 }, threeFigures, t));
  return tableOf([t('try.seeds.update'), ...models.map((model) => modelWords(model, t))], steps.map((step, place) => [whole(step), ...at(place)]));
}

/** "0.12 [0.03–0.4]", every number where there are too few for a band, and how many runs have none. @param {Sample} sample @param {Print} print @param {Translate} t @returns {string} */
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
