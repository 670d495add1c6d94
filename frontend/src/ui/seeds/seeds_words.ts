/** Runs over seeds in words: the verdict of each model, and the table of medians. */

import type { Trained } from '../../core/questions/seed_runs.ts';
import type { Translate } from '../../core/text/i18n.ts';
import { bandOf, FEWEST, type Band } from '../../core/model/quantiles.ts';
import {
  areAllTheSame, countOf, finalLosses, finalMetrics, gains, halfLives, type Sample,
} from '../../core/questions/seed_readings.ts';
import { horizons, kept, lossCurves, solvingUpdates } from '../../core/questions/seed_readings.ts';
import { laneLetter, laneName } from '../../core/text/lane.ts';
import { knobFigures, percent, threeFigures, whole } from '../../core/text/number.ts';
import { problemText } from '../../core/text/problem.ts';
import { tableOf } from '../panel_frame.ts';

export type Print = (value: number) => string;
export type Read = (model: Trained) => Sample;

/** @returns "A, RNN · tanh" */
function modelWords({ lane, base }: Trained, t: Translate): string {
  return `${laneLetter(lane)} ${laneName(base.lanes[0], t)}`;
}

/**
 * What each model came to, and what else is to be known of its runs.
 * @param of `judged`: how many solved the task is of interest; `drawn`: there are pictures
 */
export function captionWords(
  models: Trained[],
  t: Translate,
  { judged = true, drawn = true }: { judged?: boolean, drawn?: boolean } = {},
) {
  const few = drawn && models.some(({ readings }) => readings.length > 0 && readings.length < FEWEST);
  const verdicts = models.flatMap((model) => verdictWords(model, t, judged));
  return [...verdicts, ...(few ? [t('try.seeds.few', { fewest: FEWEST })] : [])].join(' ');
}

function verdictWords(model: Trained, t: Translate, judged: boolean): string[] {
  const [seeds, solved, diverged] = [model.readings.length, countOf(model, 'solved'), countOf(model, 'diverged')];
  const lane = laneLetter(model.lane);
  return [
    ...(judged && seeds ? [t('try.seeds.verdict', { model: modelWords(model, t), solved, seeds })] : []),
    ...(diverged ? [t('try.seeds.diverged', { lane, diverged })] : []),
    ...(areAllTheSame(model) ? [t('try.seeds.same', { lane })] : []),
    ...(model.problem ? [t('try.seeds.problem', { lane, problem: problemText(model.problem, t).text })] : []),
  ];
}

/** Rows of the table that count runs. */
const COUNTS: Record<string, (model: Trained) => [count: number, total: number]> = {
  done: ({ readings, seeds }) => [readings.length, seeds],
  solved: (model) => [countOf(model, 'solved'), model.readings.length],
  diverged: (model) => [countOf(model, 'diverged'), model.readings.length],
};
/** Rows that hold quantiles. */
const QUANTILES: Record<string, [Read, Print]> = {
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

/** @returns a column for each model */
export function summaryTable(models: Trained[], t: Translate): HTMLElement {
  return tableOf([t('try.seeds.model'), ...models.map((model) => modelWords(model, t))], bodyOf(models, ALWAYS, t));
}

/** Some of its rows, where there is little room. */
export function shortTable(models: Trained[], rows: readonly string[], t: Translate): HTMLElement {
  return tableOf([t('try.seeds.model'), ...models.map(({ lane }) => laneLetter(lane))], bodyOf(models, rows, t));
}

function bodyOf(models: Trained[], rows: readonly string[], t: Translate): string[][] {
  return rows.map((row) => [t(`try.seeds.row.${row}`), ...models.map((model) => cellWords(model, row, t))]);
}

function cellWords(model: Trained, row: string, t: Translate) {
  if (row in COUNTS) {
    const [count, total] = COUNTS[row](model);
    return t('try.seeds.of', { count, total });
  }
  const [read, print] = QUANTILES[row];
  return sampleWords(read(model), print, t);
}

/** The loss of each model at the updates of the curves. */
export function lossTable(models: Trained[], t: Translate) {
  const curves = models.map(lossCurves);
  const steps = curves.find(({ x }) => x.length)?.x ?? [];
  const names = models.map((model) => modelWords(model, t));
  const at = (place: number) => curves.map(({ runs }) => runs.map((values) => values[place]));
  const said = (values: number[]) => sampleWords({ values, missing: 0 }, threeFigures, t);
  return tableOf([t('try.seeds.update'), ...names], steps.map((step, place) => [whole(step), ...at(place).map(said)]));
}

/** "0.12 [0.03–0.4]", every number where there are too few for a band, and how many runs have none. */
function sampleWords({ values, missing }: Sample, print: Print, t: Translate): string {
  const band = bandOf(values);
  if (!values.length) return '–';
  if (values.every((value) => value === Infinity)) return print(Infinity);
  const said = band ? bandWords(band, print) : values.map(print).join(' · ');
  return missing ? `${said} ${t('try.seeds.missing', { missing })}` : said;
}

/** The band breaks over no line. */
function bandWords({ low, median, high }: Band, print: Print): string {
  return low === Infinity ? print(low) : `${print(median)} [${print(low)}\u2060–\u2060${print(high)}]`;
}

function short(value: number): string {
  return knobFigures(Number(value.toPrecision(3)));
}
