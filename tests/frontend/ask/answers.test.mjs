import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lengthsAround, nearAndFar, parseLengths, remembered } from '../../../frontend/src/core/questions/lengths.ts';
import { ranked, readingOf, rowsWorthShowing, stepDuration, topState, truthOf } from '../../../frontend/src/ask/read/reading.ts';
import { piecesOf, typicalProbability } from '../../../frontend/src/ask/write/written_text_model.ts';
import { sayingWords } from '../../../frontend/src/ask/read/reading_words.ts';

/** @typedef {import('../../../frontend/src/core/model/types.ts').Tensor} Tensor */
/** @param {number[]} shape @param {number[]} values @returns {Tensor} */
const tensor = (shape, values) => ({ shape, dtype: 'F32', data: Float32Array.from(values) });

test('an answer is taken apart by lane; a lane that has diverged has none', () => {
  const tensors = new Map(Object.entries({ input: tensor([2, 1], [1, -1]), '0/output': tensor([2, 2], [0.25, 0.75, 1, 0]), '0/hidden_state': tensor([2, 2, 2], [9, 9, 9, 9, 1, 2, 3, 4]) }));
  const reading = readingOf({ reply: 'q1', step: 7, tensors }, 2);
  assert.deepEqual([reading.step, reading.count, reading.lanes[1]], [7, 2, null]);
  assert.deepEqual(topState(/** @type {any} */ (reading.lanes[0]), 1), [3, 4], 'the top layer');
});

test('of many classes the likeliest are named, of few all in their order', () => {
  assert.deepEqual(ranked([0.2, 0.8], ['a', 'b']).map(({ label }) => label), ['a', 'b']);
  const many = Array.from({ length: 12 }, (_, index) => (index === 4 ? 0.5 : index === 9 ? 0.3 : 0.02));
  assert.deepEqual(ranked(many, many.map(String)).map(({ index }) => index), [4, 9, 0, 1, 2]);
});

test('rows of the strip are the classes that ever matter, in the order of the task', () => {
  const rows = Array.from({ length: 20 }, (_, index) => (index >= 10 ? 0.05 + index / 1000 : 0.001));
  assert.deepEqual(rowsWorthShowing(tensor([1, 20], rows)), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  assert.deepEqual(rowsWorthShowing(tensor([1, 3], [0, 1, 0])), [0, 1, 2]);
});

test('what a task says itself about the right answer', () => {
  const bits = tensor([4, 1], [1, -1, 1, 1]);
  const facts = { required_lag: 2, output_labels: ['0', '1'] };
  assert.deepEqual(truthOf({ ...facts, kind: 'parity' }, bits), [1, 1, 0, 1]);
  assert.deepEqual(truthOf({ ...facts, kind: 'echo' }, bits), [null, null, 1, 0]);
  const adding = truthOf({ ...facts, kind: 'adding' }, tensor([3, 2], [0.5, 1, 0.25, 0, 0.125, 1]));
  assert.deepEqual(adding, [null, null, 0.625]);
  assert.deepEqual(truthOf({ ...facts, kind: 'adding' }, tensor([2, 2], [0.5, 1, 0.25, 0])), [null, null], 'one mark has no sum');
  assert.equal(truthOf({ ...facts, kind: 'hello' }, bits), null);
});

test('an answer in words, with the truth where it is known', () => {
  const t = (/** @type {string} */ key, /** @type {Record<string, any>} */ params = {}) => (key.startsWith('try.class') ? key : `${key}(${Object.values(params).join('|')})`);
  const lane = { output: tensor([1, 2], [0.08, 0.92]), hidden: tensor([1, 1, 1], [0]) };
  const task = /** @type {any} */ ({ kind: 'digits', loss: 'cross_entropy', output_labels: ['2', '3'] });
  assert.equal(sayingWords(task, lane, 0, null, t), 'try.read.says(try.read.answer(3|92\u00a0%))');
  assert.match(sayingWords(task, lane, 0, 1, t), /^try\.read\.truth\.right/);
  assert.match(sayingWords(task, lane, 0, 0, t), /^try\.read\.truth\.wrong\(.*\|2\)$/);
  assert.match(sayingWords({ ...task, kind: 'hello' }, lane, 0, null, t), /^try\.read\.expects/);
});

test('a sequence is read in six seconds at most and never too fast to see', () => {
  assert.equal(stepDuration(4), 600);
  assert.equal(stepDuration(60), 100);
  assert.equal(stepDuration(2000), 8);
});

test('Korean letters are put together as the reader sees them, with the product of their probabilities', () => {
  const pieces = piecesOf('한 a', ['ㅎ', 'ㅏ', '-ㄴ', '␣', 'a'], [0.5, 0.5, 0.5, 0.25, 1], 'ko');
  assert.deepEqual(pieces.map(({ text, probability }) => [text, probability]), [['한', 0.125], [' ', 0.25], ['a', 1]]);
  assert.deepEqual(pieces[0].parts.map(({ symbol }) => symbol), ['ㅎ', 'ㅏ', '-ㄴ']);
});

test('lone letters, which the model may write, keep their own probabilities', () => {
  const pieces = piecesOf('ㅏ'.normalize('NFKD') + 'ㅎ'.normalize('NFKD'), ['ㅏ', 'ㅎ'], [0.1, 0.2], 'ko');
  assert.deepEqual(pieces.map(({ probability }) => probability), [0.1, 0.2]);
});

test('where every symbol is a whole syllable they are pieces one by one', () => {
  const pieces = piecesOf('안녕', ['안', '녕'], [0.5, 0.25], 'ko');
  assert.deepEqual(pieces.map(({ text, probability }) => [text, probability]), [['안', 0.5], ['녕', 0.25]]);
});

test('the typical probability is the geometric mean', () => {
  assert.ok(Math.abs(typicalProbability([0.25, 1]) - 0.5) < 1e-12);
});

test('lengths around the trained one lie within the bounds and are increasing', () => {
  assert.deepEqual(lengthsAround(20, 4, 2000), [5, 10, 20, 50, 100, 200]);
  assert.deepEqual(lengthsAround(12, 4, 100), [5, 10, 12, 20, 50, 100]);
  assert.deepEqual(lengthsAround(320, 4, 2000), [5, 10, 20, 50, 100, 160, 200, 320, 640]);
});

test('typed lengths are sorted, and the first that is none is named', () => {
  assert.deepEqual(parseLengths('50, 5 5', 4, 2000), { lengths: [5, 50], wrong: null });
  assert.equal(parseLengths('5, 3', 4, 2000).wrong, '3');
  assert.equal(parseLengths('5.5', 4, 2000).wrong, '5.5');
});

/** @param {number} step @returns {import('../../../frontend/src/core/questions/lengths.ts').Measured} */
const measured = (step) => ({ step, lengths: [5, 20, 200], chance: [1, 1, 1], floor: [null, null, null], lanes: [{ loss: [1, 2, 3], metric: [0.9, 0.8, null] }, null] });

test('one measurement of an update is kept, the latest last, six at most', () => {
  const kept = [1, 2, 3, 4, 5, 6, 7, 3].reduce((/** @type {ReturnType<typeof measured>[]} */ list, step) => remembered(list, measured(step)), []);
  assert.deepEqual(kept.map(({ step }) => step), [2, 4, 5, 6, 7, 3]);
});

test('what a lane has at the trained length and at the longest', () => {
  assert.deepEqual(nearAndFar(measured(1), 0, 'metric', 24), { near: { length: 20, value: 0.8 }, far: { length: 200, value: null } });
  assert.equal(nearAndFar(measured(1), 1, 'loss', 20), null);
});
