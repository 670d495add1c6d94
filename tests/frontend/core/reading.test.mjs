import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activationLimit } from '../../../frontend/src/draw/activation_limit.ts';
import { bracketOf, carriedReach, lastScored, placeOfLabel } from '../../../frontend/src/core/model/brackets.ts';
import { leftFor, windowOf } from '../../../frontend/src/hero/layout/overview.ts';
import { ALL_LIT, DIMMED, lightOf } from '../../../frontend/src/hero/layout/stages.ts';
import { lengthUntil, verdictOf } from '../../../frontend/src/core/model/verdict.ts';

const ORDER = { chance: Math.log(4), floor: null, required_lag: 44, solved: { quantity: 'metric', relation: '>=', value: 0.95, over: 10 } };

/** @param {number} loss @param {number} metric */
function lane(loss, metric, length = 60) {
  const series = { length, steps: Float64Array.from({ length: 100 }, (_, step) => step), loss: new Float32Array(100).fill(loss), metric: new Float32Array(100).fill(metric), validations: [{ step: 15, loss, metric }] };
  return { state: 'training', divergedAt: null, quantity: null, series };
}

test('a lane at chance says how far it reaches and that it is at chance', () => {
  const verdict = verdictOf(ORDER, lane(1.39, 0.26), 7, 59);
  assert.deepEqual([verdict.key, verdict.params], ['hero.verdict.reach.chance', { reach: 7, lag: 44 }]);
});

test('solved is what was validated and still holds over as many updates as the task says', () => {
  assert.equal(verdictOf(ORDER, lane(0.01, 1), 44, 59).outcome, 'solved');
  assert.equal(verdictOf(ORDER, lane(0.01, 1, 15), 44, 14).outcome, 'learning');
  const slack = lane(0.01, 1);
  slack.series.metric.fill(0.5, 50);
  assert.equal(verdictOf(ORDER, slack, 44, 59).outcome, 'learning');
});

test('more reach than the task needs is not boasted with', () => {
  assert.equal(verdictOf(ORDER, lane(0.01, 1), 49, 59).params.reach, 44);
});

test('truncation carries a loss no further back than to the beginning of its window', () => {
  const truncated = (/** @type {number} */ window, /** @type {number} */ shift) => ({ kind: 'truncated', window, shift });
  assert.equal(carriedReach({ kind: 'full' }, 49, 50), Infinity);
  assert.deepEqual([[10, 10, 49, 50], [12, 4, 39, 40], [7, 3, 19, 20], [20, 10, 12, 25]].map(([window, shift, step, length]) => carriedReach(truncated(window, shift), step, length)), [9, 11, 6, 12]);
});

test('the words of a bracket stand before it, and in its middle where it spans the row', () => {
  assert.deepEqual(placeOfLabel({ left: 200, right: 400 }, 80, 54), { x: 114, within: false });
  assert.deepEqual(placeOfLabel({ left: 54, right: 454 }, 80, 54), { x: 214, within: true });
  assert.deepEqual(placeOfLabel({ left: 60, right: 90 }, 80, 54), { x: 54, within: true }, 'wider than the bracket');
});

test('a loss far above that of guessing is not at chance, whatever the accuracy', () => {
  assert.equal(verdictOf(ORDER, lane(2.56, 0.88), 7, 59).key, 'hero.verdict.reach.worse');
  assert.equal(verdictOf(ORDER, lane(1.42, 0.25), null, 59).key, 'hero.verdict.chance');
});

test('a loss between chance and the memoryless floor is no use of memory', () => {
  const hello = { ...ORDER, floor: 0.3466, solved: { ...ORDER.solved, value: 1 } };
  assert.equal(verdictOf(hello, lane(0.4, 0.75), null, 59).key, 'hero.verdict.floor');
  assert.equal(verdictOf({ ...hello, required_lag: 0 }, lane(0.2, 0.75), 0, 59).key, 'hero.verdict.learning');
  assert.equal(verdictOf(hello, lane(0.2, 0.75), null, 59).key, 'hero.verdict.learning');
});

test('before its first update a lane has not been trained, however small its loss; a branch has', () => {
  for (const lag of [0, 44]) assert.equal(verdictOf({ ...ORDER, required_lag: lag }, lane(0.2, 0.75, 1), 7, 0).outcome, 'waiting');
  assert.equal(verdictOf({ ...ORDER, required_lag: 0 }, lane(0.2, 0.75, 1), 0, 0).key, 'hero.verdict.waiting');
  assert.equal(verdictOf(ORDER, /** @type {any} */ ({ ...lane(0.2, 0.75, 1), origin: 0 }), null, 0).outcome, 'learning');
});

test('a lane that diverged says when, a lane without data waits', () => {
  assert.equal(verdictOf(ORDER, { ...lane(1, 0), state: 'diverged', divergedAt: 31 }, null, 40).params.step, 31);
  assert.equal(verdictOf(ORDER, null, null, 0).outcome, 'waiting');
});

test('only what came before the shown step counts', () => {
  assert.equal(lengthUntil(lane(1, 0).series, 9), 10);
  assert.equal(lengthUntil(lane(1, 0).series, 1000), 60);
});

test('brackets end at the last loss and do not leave the sequence', () => {
  assert.deepEqual(bracketOf(7, 49), { from: 42, to: 49 });
  assert.deepEqual(bracketOf(60, 49), { from: 0, to: 49 });
  assert.equal(lastScored([0, 1, 0, 0], 4), 1);
  assert.equal(lastScored(null, 4), 3);
});

test('bounded states keep the scale ±1, others get a round limit that does not swim', () => {
  assert.equal(activationLimit({ kind: 'rnn', activation: 'tanh' }, 'h', [0.3], 1), 1);
  assert.equal(activationLimit({ kind: 'lstm' }, 'h', [0.3], 1), 1);
  assert.equal(activationLimit({ kind: 'ugrnn' }, 'h', [0.3], 1), 1);
  assert.equal(activationLimit({ kind: 'lstm' }, 'c', [3.2], 1), 5);
  assert.equal(activationLimit({ kind: 'rnn', activation: 'relu' }, 'h', [120, Infinity], 1), 200);
  assert.equal(activationLimit({ kind: 'irnn' }, 'h', [3], 5), 5);
  assert.equal(activationLimit({ kind: 'irnn' }, 'h', [0.4], 50), 1);
});

test('the overview window and the scroll position say the same', () => {
  const scroll = { total: 3000, seen: 776, left: 1112 };
  const { x, width } = windowOf(scroll, 600);
  assert.ok(Math.abs(leftFor(scroll, 600, x + width / 2) - scroll.left) < 1e-6);
  assert.equal(leftFor(scroll, 600, 0), 0);
  assert.equal(leftFor(scroll, 600, 600), 3000 - 776);
});

test('no stage dims anything', () => {
  assert.equal(lightOf(null, 0.3, 10), ALL_LIT);
});

test('forward lights columns from the left, backward gradients from the right', () => {
  const forward = lightOf('forward', 0.5, 10);
  assert.deepEqual([forward.cell(0), forward.cell(9), forward.gradient(9)], [1, DIMMED, DIMMED]);
  const backward = lightOf('backward', 0.5, 10);
  assert.deepEqual([backward.gradient(9), backward.gradient(0), backward.cell(0)], [1, DIMMED, DIMMED]);
});

test('at the end of its stage everything that is swept is lit', () => {
  const [forward, backward] = [lightOf('forward', 1, 50), lightOf('backward', 1, 50)];
  for (let step = 0; step < 50; step += 1) assert.deepEqual([forward.cell(step), backward.gradient(step)], [1, 1]);
});

test('no light leaves its bounds or jumps by more than a column a step', () => {
  for (const stage of /** @type {const} */ (['forward', 'loss', 'backward', 'update'])) {
    let last = lightOf(stage, 0, 10);
    for (let progress = 0; progress <= 1; progress += 0.01) {
      const light = lightOf(stage, progress, 10);
      for (const level of [light.cell(4), light.gradient(4), light.prediction]) assert.ok(level >= DIMMED && level <= 1);
      assert.ok(Math.abs(light.cell(4) - last.cell(4)) < 0.2 && Math.abs(light.prediction - last.prediction) < 0.2);
      last = light;
    }
  }
});
