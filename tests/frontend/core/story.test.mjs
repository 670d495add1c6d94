import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { storyOf } from '../../../frontend/src/core/model/story.ts';
import { createTranslate } from '../../../frontend/src/core/text/i18n.ts';
import { shareWords, storyWords } from '../../../frontend/src/core/text/story.ts';

const words = (/** @type {string} */ language) => JSON.parse(readFileSync(new URL(`../../../frontend/dist/files/text/${language}.json`, import.meta.url), 'utf8'));
const t = createTranslate({ en: words('en'), ko: words('ko') }, () => 'en');
const korean = createTranslate({ en: words('en'), ko: words('ko') }, () => 'ko');
const LABELS = ['a', 'b', 'A', 'B'];

/** A run of ten time steps that reads "abBaaAaaab", with these norms of the gradient, a lane each. @param {number[][]} norms @param {(number | null)[]} solved @returns {any} */
function run(norms, solved = norms.map(() => null)) {
  const symbols = [0, 1, 3, 0, 0, 2, 0, 0, 0, 1];
  const input = Float32Array.from(symbols.flatMap((symbol) => LABELS.map((_, channel) => Number(channel === symbol))));
  const series = (/** @type {number | null} */ at) => ({ length: 40, steps: Float64Array.from({ length: 40 }, (_, step) => step), loss: new Float32Array(40).fill(1.386), metric: new Float32Array(40), gradientNorm: new Float32Array(40), validations: at === null ? [] : [{ step: at, loss: 0.01, metric: 1 }] });
  const task = { kind: 'temporal_order', structure: 'many-to-one', loss: 'cross_entropy', metric: 'accuracy', chance: 1.386, floor: null, required_lag: 8, sequence_length: 10, input_size: 4, output_size: 4, input_labels: LABELS, output_labels: [], modality: 'symbols', remembered: ['A', 'B'], sequences: 32, fresh: 512, metric_chance: 0.25, solved: { quantity: 'loss', relation: '<=', value: 0.1, over: 16 } };
  const tensor = (/** @type {number[]} */ data) => ({ shape: [1, 10], dtype: 'float32', data: Float32Array.from(data) });
  return {
    experiment: { lanes: norms.map((_, lane) => ({ cell: { kind: lane ? 'gru' : 'rnn', activation: lane ? null : 'tanh' } })) },
    facts: { task, lanes: norms.map(() => ({ carries: 'h' })) },
    lanes: solved.map((at) => ({ state: 'training', divergedAt: null, quantity: null, series: series(at) })),
    frame: { step: 39, input: { shape: [10, 4], dtype: 'float32', data: input }, lossMask: { shape: [10], dtype: 'uint8', data: Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) }, lanes: norms.map((each) => ({ hiddenGradientNorm: tensor(each), stateGradientNorm: tensor(each) })) },
  };
}

const decaying = Array.from({ length: 10 }, (_, step) => 0.05 ** (9 - step));
const told = (/** @type {any} */ shown, selectedLane = 0) => storyOf({ run: shown, selectedLane, lesson: null, claim: null });

test('how much of the blame arrives is the gradient at the first letter over that at the last loss', () => {
  const story = told(run([decaying]));
  assert.deepEqual([story?.beat, story?.from, story?.to], ['fading', 2, 9]);
  assert.ok(Math.abs(Number(story?.told.arrives) / 0.05 ** 7 - 1) < 1e-6);
  assert.equal(storyWords(/** @type {any} */ (story), { run: run([decaying]) }, t), 'The blame for a wrong answer travels back from t = 10. Only a billionth of it arrives at the first letter, t = 3.');
});

test('it can arrive, and grow on its way', () => {
  const [flat, growing] = [Array(10).fill(0.2), decaying.toReversed()];
  assert.deepEqual([flat, growing].map((norms) => told(run([norms]))?.beat), ['arrives', 'growing']);
});

test('what one model has solved is told whichever is selected, and never before its update', () => {
  const both = run([decaying, Array(10).fill(0.2)], [null, 31]);
  const story = told(both, 0);
  assert.deepEqual([story?.beat, story?.told.lane, story?.told.solvedAt], ['solved', 1, 31]);
  assert.equal(storyWords(/** @type {any} */ (story), { run: both }, t), 'Solved at update 31 by model B (GRU): the gradient reaches both letters.');
  both.frame.step = 20;
  assert.equal(told(both, 1)?.beat, 'arrives');
});

test('a gradient that does not arrive is not said to, even where the task is solved', () => {
  const solved = run([decaying], [31]);
  assert.match(storyWords(/** @type {any} */ (told(solved)), { run: solved }, t), /though only a billionth/);
});

test('nothing is told where a lesson or a claim asks, and of a diverged model no number', () => {
  assert.equal(storyOf({ run: run([decaying]), selectedLane: 0, lesson: /** @type {any} */ ({}), claim: null }), null);
  const gone = run([decaying]);
  gone.frame.lanes = [null];
  assert.deepEqual(told(gone), { beat: 'before', told: { lane: 0, arrives: null, solvedAt: null }, from: 2, to: 9 });
});

test('a share is said in words that anybody reads, down to what is a trillionth or less, in both languages', () => {
  assert.deepEqual([1, 0.5, 0.2, 0.1, 7e-4, 1.2e-9, 3e-14, 0].map((share) => shareWords(share, t)), ['nearly all', 'about half', 'about a fifth', 'a tenth', 'a thousandth', 'a billionth', 'a trillionth or less', 'a trillionth or less']);
  for (let exponent = 0; exponent >= -14; exponent -= 1) assert.ok(!shareWords(10 ** exponent, korean).includes('story.'));
});
