import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { MOST_STEPS } from '../../../frontend/src/core/questions/sweep.ts';
import { modelsOfTrial, readSeeds } from '../../../frontend/src/core/questions/seeds.ts';
import { LESSONS } from '../../../frontend/src/learn/lessons/course.ts';
import { FIRST_SCORES, FIRST_STATE, figureWeights } from '../../../frontend/src/learn/lessons/figure_weights.ts';
import { boxOf, coversOf } from '../../../frontend/src/learn/places.ts';
import { readProgress, writeProgress } from '../../../frontend/src/learn/lessons/progress.ts';
import { bestMean, changesByModule, firstReached, gainNow, statesApart } from '../../../frontend/src/learn/lessons/readings.ts';
import { recordFigures, RECORDS } from '../../../frontend/src/learn/lessons/records.ts';
import { DEEPEST, flatSketch, HIGHEST, isNear, measuredExponents, nearestPoint, pointSteps, sketchedFactor, withPoint, withStroke } from '../../../frontend/src/core/model/sketch.ts';
import { startOf } from '../../../frontend/src/learn/lessons/starting.ts';
import { appendScalars, emptySeries } from '../../../frontend/src/core/model/series.ts';
import { ROWS } from '../../../frontend/src/ui/seeds/seeds_words.ts';
import { goldenJson } from '../support/golden.mjs';

const read = (/** @type {string} */ path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const words = { en: JSON.parse(read('frontend/dist/files/text/lessons/en.json')), ko: JSON.parse(read('frontend/dist/files/text/lessons/ko.json')) };
const catalog = goldenJson('catalog.json');
const steps = LESSONS.flatMap((lesson) => lesson.steps.map((step) => ({ lesson, step, key: `lesson.${lesson.id}.${step.id}` })));

/** @param {number[]} loss @returns {any} */
const series = (loss) => appendScalars(emptySeries(), {
  steps: loss.map((_, index) => index), loss: Float32Array.from(loss), metric: Float32Array.from(loss), gradientNorm: Float32Array.from(loss),
});
/** @param {number[]} shape @param {number[]} data @returns {any} */
const tensor = (shape, data) => ({ shape, dtype: 'F32', data: Float32Array.from(data) });

test('there are thirteen lessons, and every step has its words in both languages', () => {
  assert.equal(LESSONS.length, 13);
  assert.equal(new Set(LESSONS.map(({ id }) => id)).size, 13);
  assert.deepEqual(Object.keys(words.en).sort(), Object.keys(words.ko).sort());
  for (const dictionary of [words.en, words.ko]) {
    for (const { lesson, step, key } of steps) {
      for (const part of [`lesson.${lesson.id}.title`, `lesson.${lesson.id}.about`, `${key}.text`, `${key}.ask`]) assert.ok(dictionary[part], part);
      if ('options' in step.ask && !('literal' in step.ask && step.ask.literal)) for (const option of step.ask.options) assert.ok(dictionary[`${key}.option.${option}`], `${key}.option.${option}`);
      if (step.record) assert.ok(dictionary[`${key}.record`], `${key}.record`);
    }
  }
});

test('a step says at most forty words and asks in at most twenty-five', () => {
  for (const dictionary of [words.en, words.ko]) {
    for (const { key } of steps) {
      assert.ok(dictionary[`${key}.text`].split(/\s+/).length <= 40, `${key}.text`);
      assert.ok(dictionary[`${key}.ask`].split(/\s+/).length <= 25, `${key}.ask`);
    }
  }
});

test('the same gaps in both languages', () => {
  const gaps = (/** @type {string} */ text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();
  for (const key of Object.keys(words.en)) assert.deepEqual(gaps(words.ko[key]), gaps(words.en[key]), key);
});

test('every figure on record stands in the row that it is quoted from', () => {
  for (const [name, record] of Object.entries(RECORDS)) {
    const row = read('docs/reproductions.md').split('\n').find((line) => line.includes(record.row));
    assert.ok(row, `${name}: no row has "${record.row}"`);
    const numbers = [...row.replaceAll(/(\d),(?=\d{3}\b)/g, '$1').matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
    assert.ok(numbers.some((_, index) => record.at.every((figure, offset) => numbers[index + offset] === figure)), `${name}: ${record.at} in ${row}`);
    const said = row.match(/\b(\d+) of (\d+)\b/);
    if (said) assert.deepEqual([record.solved, record.seeds], [Number(said[1]), Number(said[2])], name);
    assert.equal(record.at.length, record.seeds, name);
    assert.ok(Math.max(...record.at) > MOST_STEPS, `${name} is within what a run over seeds may have: try it`);
  }
  for (const { step } of steps) if (step.record) assert.ok(step.record in RECORDS, step.record);
});

test('what a step tries over seeds is a plan for its own models, in rows that the summary has', () => {
  for (const [number, { lesson, step, key }] of steps.entries()) {
    if (!step.trial) continue;
    const document = startOf(lesson, number - steps.findIndex((each) => each.lesson === lesson)).document(catalog); // The step's place in its lesson.
    const tried = modelsOfTrial(step.trial.document?.(catalog) ?? document, step.trial);
    assert.equal(readSeeds(step.trial.plan)?.choices.size, tried.length, key);
    assert.deepEqual(tried.map(({ base }) => [base.weight_seed, base.data_seed]), tried.map(() => [0, 0]), key);
    for (const row of step.trial.rows) assert.ok(ROWS.includes(row), `${key}: ${row}`);
    if (step.trial.solves !== undefined) assert.ok(tried.some(({ lane }) => lane === step.trial?.solves), key);
  }
});

test('no sentence brings a measured figure of its own: they come from the run or from the record', () => {
  /** What is defined and not measured: entries of the tutorial's figure, settings of the experiments, criteria. */
  const defined = new Set(['0.3', '−0.1', '0.9', '1.0', '2.2', '−3.0', '4.1', '1.1', '0.001', '0.1', '0.73', '0.95']);
  for (const dictionary of [words.en, words.ko]) {
    for (const [key, text] of Object.entries(dictionary)) {
      for (const [number] of text.replaceAll(/\{\w+\}/g, '').matchAll(/−?\d+\.\d+/g)) assert.ok(defined.has(number), `${key}: ${number}`);
    }
  }
});

test('the catalog names the same lessons and steps, with the titles that the page has', () => {
  const source = read('backend/rnn_playground/experiment/catalog.py');
  for (const { id, steps: own } of LESSONS) {
    const row = `Lesson("${id}", "${words.en[`lesson.${id}.title`]}", "${words.ko[`lesson.${id}.title`]}", (${own.map((step) => `"${step.id}"`).join(', ')}${own.length === 1 ? ',' : ''}))`;
    assert.ok(source.includes(row), row);
  }
});

test('every step can be begun by who comes from elsewhere', () => {
  for (const lesson of LESSONS) for (const index of lesson.steps.keys()) assert.equal(typeof startOf(lesson, index).document, 'function');
});

test('the weights of the figure give its state and its scores', () => {
  const weights = /** @type {any} */ (figureWeights());
  const state = weights['W_xh.0'].map((/** @type {number[]} */ [first]) => Math.tanh(first));
  const scores = weights.W_hy.map((/** @type {number[]} */ row) => row.reduce((sum, weight, unit) => sum + weight * state[unit], 0));
  for (const [index, value] of FIRST_STATE.entries()) assert.ok(Math.abs(state[index] - value) < 1e-12);
  for (const [index, value] of FIRST_SCORES.entries()) assert.ok(Math.abs(scores[index] - value) < 1e-12);
  const total = FIRST_SCORES.reduce((sum, score) => sum + Math.exp(score), 0);
  assert.equal(Math.round((100 * Math.exp(FIRST_SCORES[3])) / total), 84);
});

test('the first update that reaches a value, alone and as a mean', () => {
  const falling = series([1, 0.5, 0.2, 0.4, 0.1]);
  assert.deepEqual(firstReached(falling, 'loss', 'below', 0.3)?.update, 2);
  assert.equal(firstReached(falling, 'loss', 'below', 0.3, 2)?.update, 3 + 1);
  assert.equal(firstReached(falling, 'loss', 'below', 0.05), null);
  assert.equal(firstReached(series([0.2, 1, 1, 1]), 'metric', 'from', 1, 3)?.update, 3);
  assert.ok(Math.abs(bestMean(series([0, 1, 0.5, 0]), 'metric', 2) - 0.75) < 1e-6);
});

test('the gain of a lesson is the one that the frame has measured, of the last layer', () => {
  const run = /** @type {any} */ ({ frame: { lanes: [{ tensors: new Map([['gain_per_step', tensor([2], [0.25, 0.5])]]) }, null] } });
  assert.equal(gainNow(run, 0), 0.5);
  assert.equal(gainNow(run, 1), NaN);
});

test('how far two networks are apart, and how often a module changes', () => {
  const one = /** @type {any} */ ({ hiddenState: tensor([1, 2, 2], [0, 0, 1, 1]) });
  const other = /** @type {any} */ ({ hiddenState: tensor([1, 2, 2], [0, 0, 1, 0.5]) });
  assert.deepEqual(statesApart(one, other), [0, 0.5]);
  assert.deepEqual(changesByModule(tensor([1, 4, 2], [0, 0, 1, 0, 2, 1, 3, 1]), 2), [3, 1]);
});

test('a sketch stays on its axis, its end stays where the loss is, and its factor is the mean one', () => {
  assert.deepEqual(pointSteps(50), [0, 12, 25, 37, 49]);
  const drawn = withPoint(flatSketch(), 0, -4.9);
  assert.deepEqual(drawn, [-4.9, 0, 0, 0, 0]);
  assert.deepEqual(withPoint(drawn, 4, -3), drawn);
  assert.equal(withPoint(drawn, 1, -99)[1], DEEPEST);
  assert.equal(withPoint(drawn, 1, 3)[1], 3, 'it may grow on its way back');
  assert.equal(withPoint(drawn, 1, 99)[1], HIGHEST);
  assert.ok(Math.abs(sketchedFactor(drawn, 50) - 10 ** -0.1) < 1e-12);
  assert.deepEqual(measuredExponents([0, 0.1, 1]), [null, -1, 0]);
});

test('a line drawn over several points leaves them on it', () => {
  const places = [0, 10, 20, 30, 40];
  assert.deepEqual([nearestPoint(places, 14), nearestPoint(places, 16)], [1, 2]);
  assert.deepEqual(withStroke(flatSketch(), places, { x: 6, exponent: -8 }, { x: 26, exponent: -4 }), [0, -7.2, -5.2, -4, 0], 'the next one goes along');
  assert.deepEqual(withStroke(flatSketch(), places, { x: 24, exponent: -4 }, { x: 4, exponent: -8 }), [-8, -6.8, -4.8, 0, 0], 'and the other way');
  assert.deepEqual(withStroke([-9, -9, -9, -9, 0], places, { x: 21, exponent: -1 }, { x: 23, exponent: -1 }), [-9, -9, -9, -9, 0], 'what was passed stays');
});

test('progress comes back; a browser that keeps nothing is no trouble', () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = /** @type {any} */ ({ getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value) });
  writeProgress(storage, ['loop.floor']);
  assert.deepEqual(readProgress(storage), ['loop.floor']);
  assert.deepEqual(readProgress(null), []);
  const forbidden = /** @type {any} */ ({ getItem() { throw new Error('forbidden'); }, setItem() { throw new Error('forbidden'); } });
  assert.deepEqual(readProgress(forbidden), []);
  writeProgress(forbidden, ['loop.floor']);
  kept.set('rnn-playground-lessons', '{"no":1}');
  assert.deepEqual(readProgress(storage), []);
});

test('a record fills the gaps of a sentence', () => {
  assert.deepEqual(recordFigures('small_start'), { solved: 3, seeds: 3, at: '5,439, 3,199, 3,103' });
});

/** A picture of two lanes, twenty pixels a row. @type {any} */
const PICTURE = { axis: { start: 10, pitch: 10 }, scroll: 0, width: 100, gutter: 10, picture: {
  lanes: [0, 1].map((lane) => rowsFrom(lane, 200 * lane)),
  inputs: { span: { y: 400, height: 20 } }, phases: { span: { y: 420, height: 17 } }, times: { y: 437, height: 20 }, profile: { y: 457, height: 100 },
} };

/** @param {number} lane @param {number} y */
function rowsFrom(lane, y) {
  const row = (/** @type {number} */ index) => ({ y: y + 20 * index, height: 20 });
  return { lane, title: row(0), prediction: row(1), readOut: row(2), brackets: row(3), layers: [row(4)], stateLabel: row(5), bars: row(6) };
}

test('a lit row comes with what is written to it, and ends where the next one begins', () => {
  const edges = (/** @type {any} */ part) => {
    const box = boxOf(PICTURE, part);
    return box && [box.y, box.y + box.height];
  };
  assert.deepEqual(edges({ rows: ['state'], lane: 0 }), [60, 120], 'with the names of the states');
  assert.deepEqual(edges({ rows: ['prediction'], lane: 0 }), [20, 60], 'with the arrows that lead there');
  assert.deepEqual(edges({ rows: ['inputs'] }), [400, 457], 'with phases and time steps');
  assert.deepEqual(edges({ rows: ['profile'] }), [457, 557]);
});

test('covers lie over all models, or over the one that is asked about next', () => {
  const rows = /** @type {const} */ (['brackets', 'state', 'bars', 'profile']);
  assert.deepEqual(coversOf(PICTURE, rows).map(({ y }) => y < 457).length, 3);
  const [over, profile] = coversOf(PICTURE, rows, { lane: 1 });
  assert.ok(over.y > 200 && over.y + over.height === 340, 'model B alone');
  assert.equal(profile.y, 457);
});

test('a guess is a good one where it ends close to what was measured', () => {
  assert.equal(isNear([-6, 0, 0, 0, 0], [1e-9, 1]), true);
  assert.equal(isNear([0, 0, 0, 0, 0], [1e-9, 1]), false);
  assert.equal(isNear([0, 0, 0, 0, 0], [0, 1]), false, 'nothing is left');
});
