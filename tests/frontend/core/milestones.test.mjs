import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lossFlags, placeOf } from '../../../frontend/src/page/side/loss_flag_places.ts';
import { milestonesOf } from '../../../frontend/src/core/model/milestones.ts';
import { verdictOf } from '../../../frontend/src/core/model/verdict.ts';
import { milestoneSaid } from '../../../frontend/src/core/text/milestone_said.ts';

/** @import { Series, TaskFacts } from '../../../frontend/src/core/model/types.ts' */

const CHANCE = 1;
const task = /** @type {TaskFacts} */ (/** @type {unknown} */ ({ chance: CHANCE, floor: null, required_lag: 0, sequences: 32, fresh: 512, metric: 'mean_squared_error', modality: 'values', solved: { quantity: 'loss', relation: '<=', value: 0.1, over: 10 } }));

/** @param {number[]} loss @param {[step: number, figure: number][]} [validated] @returns {Series} */
function series(loss, validated = []) {
  const values = Float32Array.from(loss);
  const validations = validated.map(([step, figure]) => ({ step, loss: Math.fround(figure), metric: Math.fround(figure) }));
  return { length: loss.length, steps: Float64Array.from(loss, (_, step) => step), loss: values, metric: values, gradientNorm: values, validations };
}

/** Uniform noise around a mean, the same in every run. @param {number} count @param {(step: number) => number} mean @param {number} spread */
function noisy(count, mean, spread) {
  let seed = 1;
  return Array.from({ length: count }, (_, step) => {
    seed = (seed * 16807) % 2147483647;
    return mean(step) + spread * (2 * (seed / 2147483647) - 1);
  });
}

test('solved is the first validation that meets the criterion, compared in the float32 of the log', () => {
  const low = Array(64).fill(0.01);
  const solved = (/** @type {TaskFacts} */ judged, /** @type {[number, number][]} */ validated) => milestonesOf(judged, series(low, validated)).filter(({ kind }) => kind === 'solved');
  assert.deepEqual(solved(task, []), [], 'training alone solves nothing');
  assert.deepEqual(solved(task, [[15, 0.3], [31, 0.1], [47, 0.01]]), [{ kind: 'solved', step: 31, figure: Math.fround(0.1) }]);
  assert.deepEqual(solved(task, [[15, NaN], [31, 0.11]]), []);
  const accuracy = { ...task, metric_chance: 0.5, solved: /** @type {const} */ ({ quantity: 'metric', relation: '>=', value: 0.9, over: 1 }) };
  assert.deepEqual(solved(accuracy, [[15, 0.89], [31, 0.9]]).map(({ step }) => step), [31]);
});

test('of what is kept back solved is what holds now, and known by heart what holds in training alone', () => {
  const text = { ...task, chance: 3, held_out: 300, solved: /** @type {const} */ ({ quantity: 'metric', relation: '>=', value: 0.4, over: 10 }) };
  const view = (/** @type {Series} */ each) => /** @type {any} */ ({ state: 'training', divergedAt: null, quantity: null, series: each });
  const right = { ...series(Array(90).fill(1), [[15, 0.3], [31, 0.41], [47, 0.39]]), metric: Float32Array.from({ length: 90 }, (_, step) => (step < 50 ? 0.5 : 0.97)) };
  const outcomes = [20, 31, 46, 47, 55, 70].map((step) => verdictOf(text, view(right), null, step).outcome);
  assert.deepEqual(outcomes, ['learning', 'solved', 'solved', 'learning', 'learning', 'by_heart']);
  const both = { ...right, validations: [{ step: 31, loss: 9, metric: 0.45 }] };
  assert.deepEqual([50, 70].map((step) => verdictOf(text, view(both), null, step).outcome), ['solved', 'by_heart'], 'what it never read it knows as well as before');
  const digits = { ...right, validations: [{ step: 31, loss: 0.3, metric: 0.92 }] };
  assert.equal(verdictOf(text, view(digits), null, 70).outcome, 'solved');
});

test('a noisy loss at chance stays there over thousands of updates', () => {
  assert.deepEqual(milestonesOf(task, series(noisy(5000, () => CHANCE, 0.9))), []);
});

test('a loss that sinks leaves chance, and solves later', () => {
  const values = noisy(400, (step) => (step < 100 ? CHANCE : Math.max(0.05, 1 - (step - 100) / 100)), 0.04);
  const [left, solved] = milestonesOf(task, series(values, [[207, 0.05]]));
  assert.equal(left.kind, 'left_chance');
  assert.ok(left.step > 100 && left.step < 150, String(left.step));
  assert.deepEqual([solved.kind, solved.step], ['solved', 207]);
});

test('who solves before chance could be left has left it by that: one flag', () => {
  const quick = { ...task, sequences: null, solved: { ...task.solved, over: 1 } };
  assert.deepEqual(milestonesOf(quick, series(Array(30).fill(0.01), [[3, 0.01]])).map(({ kind, step }) => [kind, step]), [['solved', 3]]);
});

test('the flag stands at the first update at which the verdict is solved', () => {
  const values = series(noisy(300, (step) => Math.max(0.05, 1 - step / 100), 0.02), [[127, 0.05]]);
  const solved = milestonesOf(task, values).find(({ kind }) => kind === 'solved');
  const verdict = (/** @type {number} */ step) => verdictOf(task, { state: 'training', divergedAt: null, quantity: null, series: values }, null, step).outcome;
  assert.ok(solved);
  assert.deepEqual([verdict(solved.step - 1), verdict(solved.step)].map((outcome) => outcome === 'solved'), [false, true]);
});

test('what came after the update that is shown is not known yet, and a log that grows is read on', () => {
  const whole = series([...Array(20).fill(1), ...Array(40).fill(0.01)], [[31, 0.01]]);
  assert.deepEqual(milestonesOf(task, whole, 20), []);
  assert.equal(milestonesOf(task, { ...whole, length: 25 }).length, 0);
  assert.equal(milestonesOf(task, whole).some(({ kind }) => kind === 'solved'), true);
  assert.equal(milestonesOf(task, whole, 25).length, 0);
});

test('a flag stands on its curve and never outside the plot', () => {
  const layout = { height: 150, margin: { l: 40, r: 10, t: 8, b: 22 }, xaxis: { range: [0, 100] }, yaxis: { type: 'log', range: [-2, 0] } };
  assert.deepEqual(placeOf(layout, 250, 50, 0.1), { x: 140, y: 68 });
  assert.deepEqual(placeOf(layout, 250, 200, 1e-9), { x: 240, y: 128 });
  const lanes = [{ state: 'training', divergedAt: null, quantity: null, series: series(noisy(300, (step) => Math.max(0.05, 1 - step / 100), 0.02), [[127, 0.05]]) }];
  const flags = lossFlags(/** @type {any} */ ({ facts: { task }, lanes }), 'loss', layout, 250);
  assert.deepEqual(flags.map(({ lane, kind }) => [lane, kind]), [[0, 'left_chance'], [0, 'solved']]);
  assert.ok(flags.every(({ x, y }) => x >= 40 && x <= 240 && y >= 8 && y <= 128));
});

test('a milestone is said with where the others stand; lanes of one name are told apart by their letters', () => {
  const lane = (/** @type {string} */ kind) => ({ cell: { kind } });
  const view = (/** @type {number} */ loss) => ({ state: 'training', divergedAt: null, quantity: null, series: series(Array(60).fill(loss)) });
  const t = (/** @type {string} */ key, params = {}) => `${key}${JSON.stringify(Object.values(params))}`;
  const run = (/** @type {string[]} */ kinds) => /** @type {any} */ ({ step: 59, facts: { task }, experiment: { lanes: kinds.map(lane) }, lanes: [view(1), view(0.01)] });
  const milestone = /** @type {const} */ ({ kind: 'solved', step: 240, figure: 0.05 });
  assert.match(milestoneSaid(run(['rnn', 'gru']), 1, milestone, t), /"race\.said\.solved\[.*cell\.gru\.label.*240.*0\.0500.*validation\.fresh.*512.*race\.standing\.chance/);
  assert.match(milestoneSaid(run(['gru', 'gru']), 1, milestone, t), /B cell\.gru\.label/);
});
