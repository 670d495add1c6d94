import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fixedExperiment } from '../../../frontend/src/core/actions/edit_actions.ts';
import { tunedExperiment } from '../../../frontend/src/core/actions/tuning.ts';
import { addLane, duplicateLane, initialisationOf, partOf, removeLane, rollSeeds, sameDocument, setAt, withCell } from '../../../frontend/src/core/model/experiment.ts';
import { catalog as makeCatalog } from '../support/catalog.mjs';

const catalog = makeCatalog();
const [{ experiment, fix }] = catalog.presets;
const kindOf = (/** @type {any} */ { cell }) => cell.kind;

test('another cell keeps what both have', () => {
  const wide = setAt(experiment, ['lanes', 0, 'cell', 'hidden_size'], 40);
  const { cell, optimizer } = withCell(catalog, wide.lanes[0], 'lstm');
  assert.deepEqual(cell, { kind: 'lstm', hidden_size: 40, forget_bias: 1, layers: 1, recurrence: 'on', recurrent_init: { kind: 'uniform', spectral_radius: null } });
  assert.deepEqual(optimizer, wide.lanes[0].optimizer);
});

test('another optimiser keeps the learning rate', () => {
  assert.deepEqual(partOf(catalog, 'optimizer', 'sgd', { kind: 'adam', learning_rate: 0.2, beta1: 0.9 }), { kind: 'sgd', learning_rate: 0.2 });
});

test('a given matrix begins as the identity of the cell\'s shape', () => {
  const lstm = { ...partOf(catalog, 'cell', 'lstm'), hidden_size: 2 };
  assert.deepEqual(initialisationOf(catalog, lstm, 'matrix').matrix, [[1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [0, 1]]);
});

test('setAt changes one place and shares the rest', () => {
  const changed = setAt(experiment, ['lanes', 0, 'cell', 'layers'], 2);
  assert.equal(changed.lanes[0].cell.layers, 2);
  assert.equal(experiment.lanes[0].cell.layers, 1);
  assert.equal(changed.task, experiment.task);
});

test('lanes: up to four, at least one; an added one differs in its cell', () => {
  const two = addLane(catalog, experiment, 0);
  assert.deepEqual(two.lanes.map(kindOf), ['rnn', 'lstm']);
  const four = duplicateLane(addLane(catalog, two, 0), 0);
  assert.deepEqual(four.lanes.map(kindOf), ['rnn', 'lstm', 'gru', 'rnn']);
  assert.equal(duplicateLane(four, 0), four);
  assert.deepEqual(removeLane(four, 1).lanes.map(kindOf), ['rnn', 'gru', 'rnn']);
  assert.equal(removeLane(experiment, 0), experiment);
});

test('the fix replaces the preset as it stands and is added to a changed one', () => {
  assert.deepEqual(fixedExperiment(experiment, experiment, fix.experiment), fix.experiment);
  const changed = setAt(experiment, ['task', 'length'], 20);
  const fixed = fixedExperiment(changed, experiment, fix.experiment);
  assert.equal(fixed.task.length, 20);
  assert.deepEqual(fixed.lanes.map(kindOf), ['rnn', 'gru']);
});

test('tuning changes the learning rate or the clip of one lane', () => {
  assert.equal(tunedExperiment(experiment, 0, { learning_rate: 1 }).lanes[0].optimizer.learning_rate, 1);
  assert.deepEqual(tunedExperiment(experiment, 0, { clip: { kind: 'none' } }).lanes[0].clip, { kind: 'none' });
});

test('the die rolls both seeds', () => {
  const rolls = [0.5, 0.25];
  const { data_seed: data, weight_seed: weight } = rollSeeds(experiment, () => rolls.pop() ?? 0);
  assert.deepEqual([data, weight], [2500, 5000]);
});

test('the same document, whatever the order of keys and the empty entries', () => {
  assert.ok(sameDocument({ a: 1, b: { c: [1], d: null } }, { b: { c: [1] }, a: 1, e: [] }));
  assert.ok(!sameDocument({ a: [1, 2] }, { a: [2, 1] }));
  assert.ok(sameDocument({ steps: 1, precision: 'float32' }, { steps: 1 }) && !sameDocument({ steps: 1, precision: 'float64' }, { steps: 1 }));
});
