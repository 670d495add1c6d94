import assert from 'node:assert/strict';
import { test } from 'node:test';

import { branchKnobs, branchOf, laneAt, withFittingBranches } from '../../../frontend/src/core/model/branches.ts';
import { removeLane, setAt } from '../../../frontend/src/core/model/experiment.ts';
import { catalog as makeCatalog } from '../support/catalog.mjs';

const catalog = makeCatalog();
/** @returns {any} */
const document = () => structuredClone(catalog.presets[0].experiment);
/** @param {any} experiment @param {string} name @param {number} [lane] @returns {any} */
const knob = (experiment, name, lane = 0) => branchKnobs(catalog, experiment, lane).find(({ field }) => field.name === name);
/** @param {number} lane @param {number} step */
const from = (lane, step) => ({ origin: { lane, step } });

test('only what leaves names and shapes can be changed, the activation first', () => {
  const names = branchKnobs(catalog, document(), 0).map(({ field }) => field.name);
  assert.equal(names[0], 'activation');
  for (const name of ['learning_rate', 'clip', 'optimizer', 'recurrence']) assert.ok(names.includes(name), name);
  for (const name of ['cell', 'hidden_size', 'layers', 'recurrent_init', 'spectral_radius']) assert.ok(!names.includes(name), name);
});

test('a branch is its trunk with one thing changed', () => {
  const experiment = document();
  const branch = branchOf(catalog, experiment.lanes[0], { lane: 0, step: 40 }, knob(experiment, 'activation'), 'relu');
  assert.deepEqual(branch, { ...experiment.lanes[0], cell: { ...experiment.lanes[0].cell, activation: 'relu' }, changes: [], ...from(0, 40) });
});

test('knobs that were turned stay turned, but for the one that is changed', () => {
  const experiment = document();
  const changes = [{ step: 10, learning_rate: 0.5 }, { step: 60, learning_rate: 0.7, clip: { kind: 'none' } }];
  experiment.lanes[0] = { ...experiment.lanes[0], changes, initial_weights: { b_y: [1] } };
  assert.equal(laneAt(experiment.lanes[0], 59).optimizer.learning_rate, 0.5);
  assert.equal(laneAt(experiment.lanes[0], 60).clip.kind, 'none');
  const other = branchOf(catalog, experiment.lanes[0], { lane: 0, step: 40 }, knob(experiment, 'activation'), 'relu');
  assert.deepEqual(other.changes, changes);
  assert.ok(!('initial_weights' in other));
  const rate = branchOf(catalog, experiment.lanes[0], { lane: 0, step: 40 }, knob(experiment, 'learning_rate'), 0.1);
  assert.equal(rate.optimizer.learning_rate, 0.1);
  assert.deepEqual(rate.changes, [{ step: 60, learning_rate: null, clip: { kind: 'none' } }]);
});

test('another optimiser keeps the learning rate that is in force', () => {
  const experiment = document();
  experiment.lanes[0].changes = [{ step: 10, learning_rate: 0.5 }];
  const branch = branchOf(catalog, experiment.lanes[0], { lane: 0, step: 40 }, knob(experiment, 'optimizer'), 'sgd');
  assert.deepEqual([branch.optimizer.kind, branch.optimizer.learning_rate], ['sgd', 0.5]);
});

/** @returns {any} a trunk, its branch, a branch of that */
function withBranches() {
  const experiment = document();
  const [lane] = experiment.lanes;
  return { ...experiment, lanes: [lane, { ...structuredClone(lane), ...from(0, 40) }, { ...structuredClone(lane), ...from(1, 60) }] };
}

test('branches follow their trunk where its shape changes, and are left alone by all else', () => {
  const before = withBranches();
  const wider = withFittingBranches(before, setAt(before, ['lanes', 0, 'cell', 'hidden_size'], 32));
  assert.deepEqual(wider.lanes.map(({ cell }) => cell.hidden_size), [32, 32, 32]);
  assert.deepEqual(wider.lanes[2].origin, { lane: 1, step: 60 });
  const relu = setAt(before, ['lanes', 0, 'cell', 'activation'], 'relu');
  assert.equal(withFittingBranches(before, relu), relu);
});

test('a branch whose own shape is changed, or whose trunk becomes another cell, begins from its own weights', () => {
  const before = withBranches();
  const own = withFittingBranches(before, setAt(before, ['lanes', 1, 'cell', 'hidden_size'], 8));
  assert.deepEqual(own.lanes.map(({ origin }) => origin?.lane), [undefined, undefined, 1]);
  assert.equal(own.lanes[2].cell.hidden_size, 8);
  const gru = setAt(before, ['lanes', 0, 'cell'], { kind: 'gru', hidden_size: 16, layers: 1 });
  assert.equal(withFittingBranches(before, gru).lanes[1].origin, undefined);
  assert.equal(withFittingBranches(before, { ...before, steps: 50 }).lanes[2].origin, undefined);
});

test('a branch finds its trunk where that has moved, and does without one that is gone', () => {
  const before = withBranches();
  const first = withFittingBranches(before, removeLane(before, 0));
  assert.deepEqual(first.lanes.map(({ origin }) => origin ?? null), [null, { lane: 0, step: 60 }]);
  const middle = withFittingBranches(before, removeLane(before, 1));
  assert.deepEqual(middle.lanes.map(({ origin }) => origin ?? null), [null, null]);
});
