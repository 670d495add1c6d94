import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { expectationOf, forecastOf } from '../../frontend/src/layout/forecast.js';
import { verdictOf } from '../../frontend/src/layout/verdict.js';
import { createTranslate } from '../../frontend/src/text/i18n.js';
import { forecastWords } from '../../frontend/src/text/forecast.js';

const words = async (/** @type {string} */ language) => JSON.parse(await readFile(new URL(`../../frontend/text/${language}.json`, import.meta.url), 'utf8'));
const en = await words('en');
const ko = await words('ko');
/** @type {'en' | 'ko'} */
let language = 'en';
const t = createTranslate({ en, ko }, () => language);

const task = /** @type {any} */ ({ required_lag: 20, floor: null, chance: 1.4, sequences: 32, solved: { quantity: 'metric', relation: '>=', value: 0.95, over: 10 } });

/** Losses at chance until an update, then lower. @param {number} length @param {number} [falls] @returns {any} */
function seriesOf(length, falls = Infinity) {
  const loss = Float32Array.from({ length }, (_, index) => (index < falls ? 1.4 + 0.02 * (index % 2) : 0.4));
  return { length, steps: Float64Array.from({ length }, (_, index) => index), loss, metric: new Float32Array(length), gradientNorm: new Float32Array(length) };
}

const open = /** @type {const} */ ({ over: false, outcome: 'chance' });
const better = /** @type {const} */ ({ over: false, outcome: 'learning' });
const over = /** @type {const} */ ({ over: true, outcome: 'chance' });
const said = (/** @type {number | null} */ reach, /** @type {any} */ series, /** @type {Parameters<typeof forecastOf>[4]} */ state = open, of = task) => forecastWords(forecastOf(of, reach, series, series.length, state), t);

test('the rule: whoever falls short of the lag is expected at chance, whoever reaches it is expected to learn', () => {
  assert.deepEqual([0, 19, 20, 30].map((reach) => expectationOf(task, reach)), ['chance', 'chance', 'learning', 'learning']);
  assert.equal(expectationOf({ required_lag: 1, floor: 0.35 }, 0), 'floor');
});

test('before the first update it says what the two brackets mean together', () => {
  assert.equal(said(7, seriesOf(1)), 'needs 20, reaches 7: expect chance level');
  assert.equal(said(25, seriesOf(1)), 'needs 20, reaches 25: expect it to learn');
  assert.equal(said(0, seriesOf(1), open, { ...task, required_lag: 1, floor: 0.35 }), 'needs 1, reaches 0: expect no more than without memory');
  assert.equal(said(null, seriesOf(1)), '', 'the horizon was not measured');
  assert.equal(said(0, seriesOf(1), open, { ...task, required_lag: 0 }), '', 'no memory is asked for');
});

test('afterwards it says whether that was right', () => {
  assert.equal(said(7, seriesOf(300)), 'expected chance level: right so far');
  assert.equal(said(7, seriesOf(300), over), 'expected chance level: right');
  assert.equal(said(25, seriesOf(300)), 'expected to learn: not yet');
  assert.equal(said(25, seriesOf(300), over), 'expected to learn: wrong, it did not');
  assert.equal(said(7, seriesOf(40), { over: false, outcome: 'diverged' }), 'expected chance level: diverged before it could tell');
});

test('what was learned all the same is told with its update, and stays told', () => {
  const fallen = seriesOf(600, 400);
  const forecast = forecastOf(task, 7, fallen, 600, better);
  assert.equal(forecast?.verdict, 'wrong');
  assert.ok(Number(forecast?.step) >= 400 && Number(forecast?.step) < 450);
  assert.equal(said(7, fallen, better), `expected chance level: learned all the same at update ${forecast?.step}`);
  assert.equal(said(25, fallen, better), `expected to learn: right, from update ${forecast?.step}`);
  assert.equal(forecastOf(task, 7, fallen, 300, open)?.verdict, 'open', 'at an earlier step that is not known yet');
});

test('who has fallen back to chance is not said to have learned', () => {
  assert.equal(said(7, seriesOf(600, 400)), 'expected chance level: right so far');
  assert.equal(said(25, seriesOf(600, 400), over), 'expected to learn: wrong, it did not');
});

test('a task that can be done in part without memory is held to that part', () => {
  const floored = { ...task, floor: 0.35 };
  assert.equal(forecastOf(floored, 7, seriesOf(600, 400), 600, open)?.verdict, 'open', '0.4 is above the floor');
});

test('a verdict of learning or solved never stands beside a forecast that says the opposite', () => {
  assert.equal(said(25, seriesOf(300), better), 'expected to learn: on its way');
  assert.equal(said(7, seriesOf(300), better), 'expected chance level: in doubt');
  const quick = { ...task, floor: 0.35, solved: { ...task.solved, over: 1 } };
  for (const reach of [7, 25]) {
    for (let seed = 1; seed <= 40; seed += 1) {
      const series = seriesOf(60, seed);
      series.metric.fill(1, seed + (seed % 7));
      for (let length = 2; length <= 60; length += 1) {
        const { outcome } = verdictOf(quick, /** @type {any} */ ({ state: 'training', divergedAt: null, series }), null, length - 1);
        const words = said(reach, { ...series, length }, { over: false, outcome }, quick);
        if (outcome === 'solved' || outcome === 'learning') assert.doesNotMatch(words, /not yet|so far|it did not/, `${outcome} at ${length}`);
        if (outcome === 'solved') assert.match(words, /update/);
      }
    }
  }
});

test('Korean says the same', () => {
  language = 'ko';
  assert.equal(said(7, seriesOf(1)), '필요 20, 도달 7: 찍기 수준에 머물 것으로 예상');
  assert.match(said(7, seriesOf(600, 400), better), /^예상은 찍기 수준: 그래도 학습 횟수 4\d\d에 배움$/);
  language = 'en';
});
