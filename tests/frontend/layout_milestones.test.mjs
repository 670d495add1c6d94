import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { lossFlags, placeOf } from '../../frontend/src/charts/loss_flags.js';
import { milestonesOf } from '../../frontend/src/layout/milestones.js';
import { verdictOf } from '../../frontend/src/layout/verdict.js';
import { milestoneSaid } from '../../frontend/src/text/milestone.js';

/** @import { Series, TaskFacts } from '../../frontend/src/state/types.d.ts' */

const CHANCE = 1;
const task = /** @type {TaskFacts} */ (/** @type {unknown} */ ({ chance: CHANCE, floor: null, required_lag: 0, sequences: 32, solved: { quantity: 'loss', relation: '<=', value: 0.1, over: 10 } }));

/** @param {number[]} loss @param {number} [length] @returns {Series} */
function series(loss, length = loss.length) {
  const values = Float32Array.from(loss);
  return { length, steps: Float64Array.from(loss, (_, step) => step), loss: values, metric: values, gradientNorm: values };
}

/** Uniform noise around a mean, the same in every run. @param {number} count @param {(step: number) => number} mean @param {number} spread */
function noisy(count, mean, spread) {
  let seed = 1;
  return Array.from({ length: count }, (_, step) => {
    seed = (seed * 16807) % 2147483647;
    return mean(step) + spread * (2 * (seed / 2147483647) - 1);
  });
}

test('solved is what training/solved.py says, counted as the updates made before the loss that decided', () => {
  const cases = JSON.parse(readFileSync(new URL('../golden/solved.json', import.meta.url), 'utf8'));
  for (const { task: judged, values, step } of cases) {
    const found = milestonesOf(judged, series(values)).find(({ kind }) => kind === 'solved');
    assert.equal(found?.step ?? null, step, JSON.stringify(values));
  }
});

test('a noisy loss at chance stays there over thousands of updates', () => {
  assert.deepEqual(milestonesOf(task, series(noisy(5000, () => CHANCE, 0.9))), []);
});

test('a loss that sinks leaves chance, and solves later', () => {
  const [left, solved] = milestonesOf(task, series(noisy(400, (step) => (step < 100 ? CHANCE : Math.max(0.05, 1 - (step - 100) / 100)), 0.04)));
  assert.equal(left.kind, 'left_chance');
  assert.ok(left.step > 100 && left.step < 150, String(left.step));
  assert.ok(solved.kind === 'solved' && solved.step > 190 && solved.step < 215, String(solved.step));
});

test('who solves before chance could be left has left it by that: one flag', () => {
  const quick = { ...task, sequences: null, solved: { ...task.solved, over: 1 } };
  assert.deepEqual(milestonesOf(quick, series(Array(30).fill(0.01))), [{ kind: 'solved', step: 3 }]);
});

test('the flag stands at the first update at which the verdict is solved', () => {
  const values = series(noisy(300, (step) => Math.max(0.05, 1 - step / 100), 0.02));
  const solved = milestonesOf(task, values).find(({ kind }) => kind === 'solved');
  const verdict = (/** @type {number} */ step) => verdictOf(task, { state: 'training', divergedAt: null, quantity: null, series: values }, null, step).outcome;
  assert.ok(solved);
  assert.deepEqual([verdict(solved.step - 1), verdict(solved.step)].map((outcome) => outcome === 'solved'), [false, true]);
});

test('what came after the update that is shown is not known yet, and a log that grows is read on', () => {
  const whole = series([...Array(20).fill(1), ...Array(40).fill(0.01)]);
  assert.deepEqual(milestonesOf(task, whole, 20), []);
  assert.equal(milestonesOf(task, { ...whole, length: 25 }).length, 0);
  assert.equal(milestonesOf(task, whole).some(({ kind }) => kind === 'solved'), true);
  assert.equal(milestonesOf(task, whole, 25).length, 0);
});

test('a flag stands on its curve and never outside the plot', () => {
  const layout = { height: 150, margin: { l: 40, r: 10, t: 8, b: 22 }, xaxis: { range: [0, 100] }, yaxis: { type: 'log', range: [-2, 0] } };
  assert.deepEqual(placeOf(layout, 250, 50, 0.1), { x: 140, y: 68 });
  assert.deepEqual(placeOf(layout, 250, 200, 1e-9), { x: 240, y: 128 });
  const lanes = [{ state: 'training', divergedAt: null, quantity: null, series: series(noisy(300, (step) => Math.max(0.05, 1 - step / 100), 0.02)) }];
  const flags = lossFlags(/** @type {any} */ ({ facts: { task }, lanes }), 'loss', layout, 250);
  assert.deepEqual(flags.map(({ lane, kind }) => [lane, kind]), [[0, 'left_chance'], [0, 'solved']]);
  assert.ok(flags.every(({ x, y }) => x >= 40 && x <= 240 && y >= 8 && y <= 128));
});

test('a milestone is said with where the others stand; lanes of one name are told apart by their letters', () => {
  const lane = (/** @type {string} */ kind) => ({ cell: { kind } });
  const view = (/** @type {number} */ loss) => ({ state: 'training', divergedAt: null, quantity: null, series: series(Array(60).fill(loss)) });
  const t = (/** @type {string} */ key, params = {}) => `${key}${JSON.stringify(Object.values(params))}`;
  const run = (/** @type {string[]} */ kinds) => /** @type {any} */ ({ step: 59, facts: { task }, experiment: { lanes: kinds.map(lane) }, lanes: [view(1), view(0.01)] });
  assert.match(milestoneSaid(run(['rnn', 'gru']), 1, { kind: 'solved', step: 240 }, t), /"race\.said\.solved\[.*cell\.gru\.label.*240.*race\.standing\.chance/);
  assert.match(milestoneSaid(run(['gru', 'gru']), 1, { kind: 'solved', step: 240 }, t), /B cell\.gru\.label/);
});
