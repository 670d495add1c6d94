import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lossJumps } from '../../../frontend/src/core/model/loss_jumps.ts';
import { markPlaces } from '../../../frontend/src/core/model/mark_places.ts';
import { pickedGradient, pickedStates, stillsOf } from '../../../frontend/src/draw/film_strip.ts';
import { nextEvent, runEvents } from '../../../frontend/src/core/model/run_events.ts';
import { appendScalars, emptySeries } from '../../../frontend/src/core/model/series.ts';
import { seeded } from '../support/catalog.mjs';

/** @param {number[]} loss @param {number} [first] @param {import('../../../frontend/src/core/model/types.ts').Validation[]} [validations] */
function seriesOf(loss, first = 0, validations = []) {
  const zeros = new Float32Array(loss.length);
  return appendScalars(emptySeries(), { steps: loss.map((_, index) => first + index), loss: Float32Array.from(loss), metric: zeros, gradientNorm: zeros, validations });
}

/** @param {(index: number) => number} level @param {number} length */
function noisy(level, length) {
  const random = seeded(3);
  return Array.from({ length }, (_, index) => level(index) * (0.9 + 0.2 * random()));
}

test('a jump is found where it is, upwards and downwards', () => {
  const jumps = lossJumps(seriesOf(noisy((index) => (index < 100 ? 1 : index < 180 ? 5 : 0.5), 260), 40));
  assert.deepEqual(jumps.map(({ step }) => step), [140, 220]);
  assert.ok(Math.abs(jumps[0].factor - 5) < 0.4 && Math.abs(jumps[1].factor - 0.1) < 0.02);
});

test('neither noise nor a slow descent is a jump', () => {
  assert.deepEqual(lossJumps(seriesOf(noisy(() => 1, 500))), []);
  assert.deepEqual(lossJumps(seriesOf(noisy((index) => Math.exp(-index / 100), 500))), []);
  assert.deepEqual(lossJumps(seriesOf([1, 2, 3])), []);
});

test('what is not finite makes no jump by itself', () => {
  const loss = noisy(() => 1, 100);
  loss[50] = NaN;
  assert.deepEqual(lossJumps(seriesOf(loss)), []);
});

/** @param {number} step @returns {any} */
const frame = (step) => ({ step });

test('every still shows the last frame of its part of the run, holds the one before it, and has none where the run has not come', () => {
  const history = { steps: [0, 10, 20, 90], frames: [0, 10, 20, 90].map(frame) };
  const stills = stillsOf(history, 101, 4 * 46);
  assert.deepEqual(stills.map((still) => still.frame?.step ?? null), [20, 20, 20, 90]);
  assert.deepEqual(stills.map(({ held, until }) => [held, until]), [[false, 24], [true, 49], [true, 74], [false, 100]]);
  const young = stillsOf({ steps: [0, 60], frames: [0, 60].map(frame) }, 101, 4 * 46);
  assert.deepEqual(young.map((still) => [still.frame?.step ?? null, still.held]), [[0, false], [0, true], [60, false], [null, false]]);
  assert.deepEqual(stills.map(({ left }) => left), [0, 46, 92, 138]);
  assert.equal(stillsOf({ steps: [], frames: [] }, 1, 10).length, 4);
  assert.equal(stillsOf({ steps: [100], frames: [frame(100)] }, 101, 184)[3].frame?.step, 100);
});

test('marks keep their distance, their order and the line, and move no further than that takes', () => {
  assert.deepEqual(markPlaces([], 15, 100), []);
  assert.deepEqual(markPlaces([10, 40, 80], 15, 100), [10, 40, 80]);
  assert.deepEqual(markPlaces([50, 50, 50], 15, 100), [35, 50, 65]);
  assert.deepEqual(markPlaces([0, 1, 60], 15, 100), [0, 15, 60]);
  assert.deepEqual(markPlaces([20, 98, 99], 15, 100), [20, 85, 100]);
  assert.deepEqual(markPlaces([7, 7, 7, 7, 7], 50, 100), [0, 25, 50, 75, 100]);
});

test('states are picked, first and last among them, and none is made up', () => {
  const data = Float32Array.from({ length: 2 * 5 * 3 }, (_, index) => index);
  const picked = pickedStates({ shape: [2, 5, 3], dtype: 'F32', data }, 3, 2);
  assert.deepEqual([...picked.values], [15, 17, 21, 23, 27, 29]);
  const complex = pickedStates({ shape: [1, 2, 1, 2], dtype: 'F32', data }, 9, 9);
  assert.deepEqual([picked.columns, picked.rows, ...complex.values], [3, 2, 0, 2]);
});

test('gradients are told apart over eight decades, always the same eight', () => {
  /** @type {any} */
  const lane = { hiddenGradientNorm: { shape: [1, 5], data: Float32Array.of(10, 1, 1e-4, 1e-8, 0) } };
  assert.deepEqual([...pickedGradient(lane, 5)].map((strength) => Number(strength.toFixed(3))), [1, 1, 0.5, 0, 0]);
});

/** @returns {any} */
const run = () => ({
  facts: { task: { chance: 1, sequences: null, solved: { quantity: 'loss', relation: '<=', value: 0.2, over: 5 } } },
  marks: [{ lane: 0, step: 30, change: { learning_rate: 0.1 } }, { lane: 1, step: 20, change: { origin: { lane: 0, step: 20 } } }],
  lanes: [
    { series: seriesOf(noisy((index) => (index < 60 ? 1 : 0.1), 120), 0, [{ step: 63, loss: 0.1, metric: 0.1 }]), divergedAt: null, origin: null },
    { series: seriesOf([1, 1], 20), divergedAt: 22, origin: 20 },
    { series: emptySeries(), divergedAt: null, origin: 90 },
  ],
});

test('marks of a run: knobs, branches, jumps, milestones and divergences in their order', () => {
  const events = runEvents(run()).map(({ kind, lane, step }) => `${kind} ${lane} ${step}`);
  assert.deepEqual(events.slice(0, 3), ['branch 1 20', 'diverged 1 22', 'turned 0 30']);
  assert.ok(events.includes('jump 0 60'));
  assert.ok(events.includes('branch 2 90'));
  assert.ok(events.includes('solved 0 63'));
});

test('the next mark in either direction', () => {
  const events = runEvents(run());
  assert.equal(nextEvent(events, 20, 1)?.step, 22);
  assert.equal(nextEvent(events, 30, -1)?.step, 22);
  assert.equal(nextEvent(events, 20, -1), null);
});
