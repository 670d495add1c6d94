import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csvOf, jsonOf } from '../../../frontend/src/ask/seeds/seed_files.ts';
import { areAllTheSame, countOf, finalLosses, finalMetrics, gains, halfLives, horizons, kept, lossCurves, profileCurves, solvingUpdates } from '../../../frontend/src/core/questions/seed_readings.ts';
import { createSeedRuns } from '../../../frontend/src/core/questions/seed_runs.ts';
import { modelsOf, modelsOfTrial, planOf, questionOf, readSeeds, writeSeeds } from '../../../frontend/src/core/questions/seeds.ts';
import { decodeLink, encodeLink } from '../../../frontend/src/core/link.ts';
import { setAt } from '../../../frontend/src/core/model/experiment.ts';
import { catalog as catalogOf } from '../support/catalog.mjs';

const catalog = catalogOf();
const experiment = /** @type {any} */ (decodeLink('v=1&task=temporal_order&task.length=20&a=rnn&b=gru', catalog)).experiment;
const both = (/** @type {number} */ seeds) => ({ seeds, vary: /** @type {const} */ ('both') });
const planned = (/** @type {number} */ a, /** @type {number} */ b, steps = 40) => modelsOf(experiment, { choices: [both(a), both(b)], steps });

test('the link carries which models run over how many seeds', () => {
  const plan = { choices: [both(20), { seeds: 0, vary: /** @type {const} */ ('both') }, { seeds: 32, vary: /** @type {const} */ ('weights') }], steps: 300 };
  const text = writeSeeds(plan);
  assert.equal(text, 'a:20:both,c:32:weights@300');
  assert.deepEqual(planOf(text, 3), plan);
  const link = encodeLink(experiment, { details: { try: 'seeds', seeds: text } }, catalog);
  assert.ok(link.includes('seeds=a:20:both,c:32:weights@300'), link);
  assert.equal(decodeLink(link, catalog)?.page.details?.seeds, text);
  const none = writeSeeds({ choices: [both(0)], steps: 7 });
  assert.deepEqual(planOf(none, 1), { choices: [both(0)], steps: 7 });
  for (const bad of [undefined, '', 'a:20:both', 'a:33:both@300', 'a:0:both@300', 'a:5:all@300', 'e:5:both@300', 'a:5:both@0', 'a:5:both@2001', 'a:5:both@300@9']) assert.equal(readSeeds(bad), null, String(bad));
});

test('without a word every model has ten seeds; once some are named the others have none', () => {
  assert.deepEqual(planOf(undefined, 2), { choices: [both(10), both(10)], steps: 300 });
  assert.deepEqual(planOf('b:3:data@50', 2), { choices: [both(0), { seeds: 3, vary: 'data' }], steps: 50 });
});

test('a question is of one model by itself and says which seeds take the number', () => {
  const [model] = modelsOf(experiment, planOf('b:3:data@50', 2));
  assert.equal(model.lane, 1);
  assert.deepEqual(model.base.lanes, [experiment.lanes[1]]);
  assert.deepEqual(questionOf(model, 2), { experiment: model.base, steps: 50, weights: false, data: true, seed: 2 });
  const varies = (/** @type {'both' | 'weights'} */ vary) => questionOf({ ...model, vary }, 0);
  assert.deepEqual([varies('both').weights, varies('both').data, varies('weights').weights, varies('weights').data], [true, true, true, false]);
});

/** A server that answers when a test says so. */
function serverOf() {
  /** @type {{ kind: string, body: any, signal: AbortSignal, resolve: (value: any) => void, reject: (error: Error) => void }[]} */
  const asked = [];
  const request = (/** @type {string} */ kind, /** @type {any} */ body, /** @type {any} */ { signal }) => new Promise((resolve, reject) => asked.push({ kind, body, signal, resolve, reject }));
  const answer = async () => {
    const last = asked[asked.length - 1];
    last.resolve({ cell: last.body.experiment.lanes[0].cell.kind, seed: last.body.seed });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { asked, request, answer, last: () => asked[asked.length - 1], order: () => asked.map(({ body }) => `${body.experiment.lanes[0].cell.kind}${body.seed}`) };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
const counts = (/** @type {ReturnType<typeof createSeedRuns>} */ runs) => runs.trained().map(({ readings }) => readings.length);

test('runs come one at a time, in turn over the models and then over their seeds', async () => {
  const server = serverOf();
  const runs = createSeedRuns(server.request, () => {});
  runs.aim(planned(3, 2));
  runs.work();
  for (let run = 0; run < 5; run += 1) await server.answer();
  assert.deepEqual(server.order(), ['rnn0', 'gru0', 'rnn1', 'gru1', 'rnn2']);
  assert.ok(server.asked.every(({ kind, body }) => kind === 'seed_run' && body.steps === 40));
  assert.deepEqual([runs.working(), runs.open(), ...counts(runs)], [false, false, 3, 2]);
});

test('more seeds keep the run under way and those that are there, fewer show fewer, another model begins anew', async () => {
  const server = serverOf();
  const runs = createSeedRuns(server.request, () => {});
  runs.aim(planned(1, 0));
  runs.work();
  runs.aim(planned(2, 0));
  assert.equal(server.last().signal.aborted, false);
  await server.answer();
  assert.deepEqual(server.order(), ['rnn0', 'rnn1']);
  await server.answer();
  runs.aim(planned(1, 0));
  assert.deepEqual([counts(runs), runs.open()], [[1], false]);
  runs.aim(planned(2, 0));
  assert.deepEqual([counts(runs), runs.open()], [[2], false]);
  runs.aim(modelsOf(setAt(experiment, ['lanes', 0, 'cell', 'hidden_size'], 5), { choices: [both(2), both(0)], steps: 40 }));
  assert.deepEqual([counts(runs), runs.open()], [[0], true]);
});

test('a run that nobody wants any more is given up, and its answer is not taken', async () => {
  const server = serverOf();
  const runs = createSeedRuns(server.request, () => {});
  runs.aim(planned(1, 0));
  runs.work();
  runs.aim(planned(0, 1));
  assert.ok(server.last().signal.aborted);
  await server.answer();
  assert.deepEqual(counts(runs), [0]);
  runs.work();
  await server.answer();
  assert.deepEqual([server.order(), counts(runs)], [['rnn0', 'gru0'], [1]]);
});

test('a model that cannot be trained says why, and the others go on', async () => {
  const server = serverOf();
  const runs = createSeedRuns(server.request, () => {});
  runs.aim(planned(2, 2));
  runs.work();
  server.last().reject(new Error('too long', { cause: { type: 'tile_work', parameters: {} } }));
  await settle();
  await server.answer();
  await server.answer();
  assert.deepEqual(server.order(), ['rnn0', 'gru0', 'gru1']);
  assert.deepEqual([runs.trained().map(({ problem }) => problem?.message), counts(runs)], [['too long', undefined], [0, 2]]);
});

const profile = (/** @type {object} */ more = {}) => ({ norms: [0.1, 1], gain_per_step: 0.5, half_life: 1, horizon: 6, ...more });
/** @param {object} [more] @returns {any} */
const reading = (more = {}) => ({
  outcome: 'chance', seed: 0, solved_at: null, diverged_at: null, loss: 0.5, metric: 1, without_memory: 0.7, loss_steps: [0, 20, 39], losses: [0.8, 0.6, 0.5],
  time_steps: [0, 19], first: profile(), last: profile(), kernel: 'reference', experiment: { ...experiment, lanes: [experiment.lanes[0]] }, ...more,
});
const GONE = { outcome: 'diverged', diverged_at: 22, loss: 1e9, losses: [0.8, 9, null], last: null };
/** @param {any[]} readings @returns {any} */
const model = (readings) => ({ ...planned(readings.length, 0)[0], readings, problem: null });

test('a run that diverged is not solved, its loss is infinite from there on, and it has no gradient after training', () => {
  const four = model([reading({ outcome: 'solved', solved_at: 12 }), reading(GONE), reading(), reading({ outcome: 'solved', solved_at: 30 })]);
  assert.deepEqual([countOf(four, 'solved'), countOf(four, 'diverged')], [2, 1]);
  assert.deepEqual(solvingUpdates(four).values, [12, Infinity, Infinity, 30]);
  assert.deepEqual(finalLosses(four).values, [0.5, Infinity, 0.5, 0.5]);
  assert.deepEqual(lossCurves(four).runs[1], [0.8, 9, Infinity]);
  assert.deepEqual([horizons(four, 'first').values.length, horizons(four, 'last')], [4, { values: [6, 6, 6], missing: 1 }]);
  assert.equal(profileCurves(four, 'last').runs.length, 3);
});

test('a gradient that stays or grows is never halved, and one without a rate has no half-life', () => {
  const some = model([reading(), reading({ first: profile({ gain_per_step: 2, half_life: 1 }) }), reading({ first: profile({ gain_per_step: 1, half_life: null }) }), reading({ first: profile({ gain_per_step: null, half_life: null }) })]);
  assert.deepEqual(halfLives(some, 'first'), { values: [1, Infinity, Infinity], missing: 1 });
  assert.deepEqual(gains(some, 'first'), { values: [0.5, 2, 1], missing: 1 });
});

test('what is kept is the first norm in parts of the last, and a run without either has none', () => {
  const some = model([reading(), reading({ last: profile({ norms: [0.25, 3, 0.5] }) }), reading({ last: profile({ norms: [null, 1] }) }), reading({ last: profile({ norms: [1, 0] }) }), reading(GONE)]);
  const [first, last] = [reading().last.norms[0], reading().last.norms.at(-1)];
  assert.deepEqual(kept(some, 'last'), { values: [first / last, 0.5], missing: 3 });
  assert.deepEqual(finalMetrics(model([reading({ metric: 0.75 }), reading({ metric: null })])), { values: [0.75], missing: 1 });
});

test('a trial begins at seed 0 whatever the seeds of the page, and has the models that it names', () => {
  const trial = { plan: 'b:3:both@50', rows: [] };
  const other = { ...experiment, weight_seed: 9, data_seed: 4 };
  const [model, ...rest] = modelsOfTrial(other, trial);
  assert.deepEqual([model.lane, model.seeds, model.steps, model.base.weight_seed, model.base.data_seed, rest], [1, 3, 50, 0, 0, []]);
  assert.deepEqual(modelsOfTrial(experiment, trial), modelsOfTrial(other, trial));
});

test('five runs make a band at every update, four do not', () => {
  const losses = [[1, 5], [2, 4], [3, null], [4, 2], [5, 1]];
  const of = (/** @type {number} */ count) => lossCurves(model(losses.slice(0, count).map((each) => reading({ loss_steps: [0, 39], losses: each }))));
  assert.deepEqual([of(4).band, of(4).runs.length, of(0).band], [null, 4, null]);
  const { x, band } = of(5);
  assert.deepEqual(x, [0, 39]);
  assert.deepEqual(band?.map(({ median }) => median), [3, 4]);
  assert.deepEqual(band?.map(({ low }) => low), [1.4, 1.4]);
  assert.deepEqual(band?.map(({ high }) => high), [4.6, Infinity]);
  assert.deepEqual(profileCurves(model([reading()]), 'first').x, [1, 20]);
});

test('seeds that change nothing are found out', () => {
  assert.equal(areAllTheSame(model([reading(), reading({ seed: 1 })])), true);
  assert.equal(areAllTheSame(model([reading(), reading({ losses: [0.8, 0.6, 0.4] })])), false);
  assert.equal(areAllTheSame(model([reading()])), false);
});

test('what leaves the page has a line for each run, and every document', () => {
  const two = model([reading({ outcome: 'solved', solved_at: 12 }), reading({ ...GONE, seed: 1, loss: null, first: profile({ gain_per_step: null, half_life: null }), experiment: { ...reading().experiment, weight_seed: 1, data_seed: 1, steps: 40 } })]);
  const [head, solved, gone, end] = csvOf([two]).split('\n');
  assert.equal(head, 'model,cell,seed,weight_seed,data_seed,steps,outcome,solved_at,diverged_at,loss,metric,first_gain_per_step,first_half_life,first_horizon,last_gain_per_step,last_half_life,last_horizon,kernel');
  assert.equal(solved, `A,rnn,0,${experiment.weight_seed},${experiment.data_seed},${experiment.steps},solved,12,,0.5,1,0.5,1,6,0.5,1,6,reference`);
  assert.equal(gone, 'A,rnn,1,1,1,40,diverged,,22,,1,,,6,,,,reference');
  assert.equal(end, '');
  const [taken] = JSON.parse(jsonOf([two])).models;
  assert.deepEqual([taken.model, taken.vary, taken.steps, taken.runs.length, taken.runs[1].experiment.weight_seed], ['A', 'both', 40, 2, 1]);
});
