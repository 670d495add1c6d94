import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MARK_KINDS, marksIn } from '../../../frontend/src/hero/layout/legend_marks.ts';
import { wordsOf } from '../support/words.mjs';

const rnn = { cell: { kind: 'rnn', layers: 1, recurrence: 'on' }, bptt: { kind: 'full' } };
const order = { loss: 'cross_entropy', required_lag: 20, structure: 'many-to-one', sequence_length: 24 };

/** @param {any[]} lanes @param {any} [task] @param {any} [more] @returns {any} */
const shown = (lanes, task = order, more = {}) => ({ run: null, experiment: { lanes }, facts: { task, lanes: [] }, difference: false, lossTimeStep: null, ...more });

test('a mark is explained where it is in the picture, and nowhere else', () => {
  const plain = marksIn(shown([rnn]));
  for (const kind of ['cells', 'forward', 'backward', 'bars', 'dead', 'noise', 'needed', 'classes', 'cursor']) assert.ok(plain.includes(kind), kind);
  for (const kind of ['off', 'cut', 'values', 'losses', 'ribbon', 'layers', 'clocks', 'difference', 'band', 'solved']) assert.ok(!plain.includes(kind), kind);
  const truncated = { ...rnn, bptt: { kind: 'truncated', window: 8, shift: 4 } };
  assert.ok(marksIn(shown([truncated])).includes('cut'));
  assert.ok(!marksIn(shown([{ ...truncated, bptt: { ...truncated.bptt, window: 24 } }])).includes('cut'), 'a window over the whole sequence cuts nothing');
  assert.ok(marksIn(shown([{ ...rnn, cell: { ...rnn.cell, recurrence: 'off' } }])).includes('off'));
  assert.ok(marksIn(shown([rnn, { ...rnn, cell: { kind: 'cwrnn', layers: 2, recurrence: 'on' } }])).includes('clocks'));
  const wave = marksIn(shown([rnn], { ...order, loss: 'mean_squared_error', required_lag: 0, structure: 'many-to-many' }, { lossTimeStep: 3 }));
  assert.deepEqual(['values', 'losses', 'ribbon', 'needed'].map((kind) => wave.includes(kind)), [true, true, true, false]);
  assert.deepEqual(marksIn(shown([rnn], order, { facts: null })), []);
});

test('what happened in a run is explained as well', () => {
  const series = { length: 60, steps: Float64Array.from({ length: 60 }, (_, step) => step), loss: new Float32Array(60).fill(0.01), metric: new Float32Array(60).fill(1), gradientNorm: new Float32Array(60), validations: [{ step: 47, loss: 0.01, metric: 1 }] };
  const task = { ...order, chance: 1.4, floor: null, solved: { quantity: 'metric', relation: '>=', value: 0.95, over: 10 } };
  const lane = { state: 'diverged', divergedAt: 59, quantity: 'loss', series };
  const run = { frame: null, marks: [{ lane: 0, step: 5, change: { learning_rate: 1 } }], lanes: [lane], facts: { task }, experiment: { lanes: [rnn] } };
  assert.deepEqual(marksIn(shown([rnn], task, { run })).slice(-3), ['solved', 'turned', 'diverged']);
});

test('every mark has a name and a sentence in both languages', () => {
  for (const language of ['en', 'ko']) {
    const words = wordsOf(language);
    for (const kind of MARK_KINDS) for (const part of ['name', 'text']) assert.ok(words[`marks.${kind}.${part}`], `${language} ${kind} ${part}`);
  }
});
