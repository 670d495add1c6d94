import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { fittedFactor, flatSketch, lineFactor, pointSteps } from '../../../frontend/src/core/model/sketch.ts';
import { narrate } from '../../../frontend/src/learn/narrator/narrate.ts';
import { remedyOf } from '../../../frontend/src/learn/narrator/remedy.ts';
import { RULES } from '../../../frontend/src/learn/narrator/rules.ts';
import { appendScalars, emptySeries } from '../../../frontend/src/core/model/series.ts';
import { catalog as makeCatalog } from '../support/catalog.mjs';

const COUNT = 21;
const catalog = makeCatalog();
const words = ['en', 'ko'].map((language) => JSON.parse(readFileSync(new URL(`../../../frontend/dist/files/text/narrator/${language}.json`, import.meta.url), 'utf8')));

/** @param {number[]} shape @param {number[] | number} data @returns {any} */
const tensor = (shape, data) => ({ shape, dtype: 'F32', data: Float32Array.from(typeof data === 'number' ? Array.from({ length: shape.reduce((a, b) => a * b) }, () => data) : data) });

/** @param {number} gain a time step @param {Record<string, any>} [over] @returns {any} a lane's frame whose gradient changes by that factor on its way back */
function laneFrame(gain, over = {}) {
  const profile = Array.from({ length: COUNT }, (_, step) => gain ** (COUNT - 1 - step));
  return {
    hiddenGradientNorm: tensor([1, COUNT], profile), stateGradientNorm: tensor([1, COUNT], profile), memoryHorizon: 3, gates: null,
    preActivation: tensor([1, COUNT, 8], 0), saturation: tensor([1, COUNT], 0), deadUnits: tensor([1], [0]),
    tensors: new Map([['adjoint_norm', tensor([1, COUNT], [...profile.slice(1), 0])], ['gain_per_step', tensor([1], [gain])], ['half_life', tensor([1], [Math.abs(Math.log(2) / Math.log(gain))])]]), ...over,
  };
}

/** @param {any[]} frames a lane each @param {{ loss?: number, norm?: number, updates?: number, lane?: any, facts?: any, task?: any }} [how] @returns {any} */
function runOf(frames, { loss = 0.1, norm = 0.1, updates = 120, lane = {}, facts = {}, task = {} } = {}) {
  const series = appendScalars(emptySeries(), { steps: Array.from({ length: updates }, (_, step) => step), loss: new Float32Array(updates).fill(loss), metric: new Float32Array(updates), gradientNorm: new Float32Array(updates).fill(norm) });
  const document = structuredClone(catalog.presets[0].experiment);
  const lanes = frames.map(() => ({ ...structuredClone(document.lanes[0]), ...lane }));
  return {
    id: 'r', source: 'live', step: updates - 1, experiment: { ...document, lanes, steps: 1000 }, marks: [],
    facts: { task: { sequence_length: COUNT, required_lag: 20, chance: 0.2, floor: null, structure: 'many-to-one', ...task }, lanes: frames.map(() => ({ gates: [], states: ['h'], carries: 'h', keep: null, ...facts })) },
    lanes: frames.map(() => ({ state: 'training', divergedAt: null, series })),
    frame: { step: updates - 1, lossMask: tensor([COUNT], Array.from({ length: COUNT }, (_, step) => Number(step === COUNT - 1))), lanes: frames },
  };
}

const CLIPPED = { kind: 'norm', threshold: 1 };
/** What each rule speaks of, and a clause that it must say of it. @type {Record<string, [run: any, clause: string, params: Record<string, unknown>]>} */
const CASES = {
  explosion: [runOf([laneFrame(1.5)], { norm: 7 }), 'gain', { gain: '1.50', whole: '2220', steps: 19 }],
  dead_units: [runOf([laneFrame(0.99, { deadUnits: tensor([1], [3]) })]), 'count', { dead: 3, units: 8 }],
  saturation: [runOf([laneFrame(0.99, { saturation: tensor([1, COUNT], 0.75) })]), 'share', { share: '75\u00a0%' }],
  clip_rate: [runOf([laneFrame(0.99)], { norm: 4, lane: { clip: CLIPPED } }), 'middle', { norm: '4.00', factor: '4.00' }],
  plateau: [runOf([laneFrame(0.9)], { loss: 0.2 }), 'reach', { reach: 3, lag: 20 }],
  gate_half_life: [runOf([laneFrame(0.99, { gates: tensor([1, COUNT, 2, 4], 0.5) })], { facts: { gates: ['r', 'z'], keep: 'z' } }), 'kept', { kept: '50\u00a0%', half: '1.00' }],
  fading: [runOf([laneFrame(0.5)]), 'gain', { gain: '0.500', half: '1.00' }],
};

test('every rule speaks of what it is for, in figures that are on the page', () => {
  assert.deepEqual(Object.keys(CASES).sort(), RULES.map(({ id }) => id).sort());
  for (const [id, [run, clause, params]] of Object.entries(CASES)) {
    const note = narrate(run, 0);
    assert.equal(note?.rule, id);
    assert.equal(note?.step, 119);
    const said = note?.clauses.find((each) => each.id === clause);
    for (const [name, value] of Object.entries(params)) assert.equal(said?.params[name], value, `${id} ${name}`);
  }
});

test('every clause has its words in both languages, all its gaps filled, and a mark', () => {
  for (const [run] of Object.values(CASES)) {
    const note = narrate(run, 0);
    for (const { id, params, lit } of note?.clauses ?? []) {
      assert.ok('selector' in lit || lit.rows.length);
      for (const dictionary of words) {
        const text = dictionary[`narrator.${note?.rule}.${id}`];
        assert.ok(text, `${note?.rule}.${id}`);
        for (const [, gap] of text.matchAll(/\{(\w+)\}/g)) assert.ok(gap in params, `${note?.rule}.${id} ${gap}`);
      }
    }
  }
});

test('of a network that does well nothing is said, and nothing where nothing was measured', () => {
  assert.equal(narrate(runOf([laneFrame(0.99)]), 0), null);
  assert.equal(narrate(runOf([null]), 0), null);
  assert.equal(narrate(runOf([laneFrame(0.99, { saturation: null, deadUnits: null, preActivation: null, tensors: new Map() })]), 0), null);
});

test('the gravest comes first, of equal ones that of the selected lane', () => {
  const [grave, faint] = [laneFrame(1.5), laneFrame(0.5)];
  assert.equal(narrate(runOf([faint, grave]), 0)?.lane, 1);
  assert.equal(narrate(runOf([faint, faint]), 1)?.lane, 1);
  assert.equal(narrate(runOf([faint, faint]), 0)?.lane, 0);
});

test('a clip is judged over the last hundred updates, from the twentieth on', () => {
  assert.equal(narrate(runOf([laneFrame(0.99)], { norm: 4, updates: 19, lane: { clip: CLIPPED } }), 0), null);
  assert.equal(narrate(runOf([laneFrame(0.99)], { norm: 4, updates: 20, lane: { clip: CLIPPED } }), 0)?.rule, 'clip_rate');
  assert.equal(narrate(runOf([laneFrame(0.99)], { norm: 4, lane: { clip: { kind: 'none' } } }), 0), null);
});

test('a gate that lets go is no news where the gradient gets there all the same', () => {
  const gates = { gates: tensor([1, COUNT, 2, 4], 0.5) };
  const facts = { gates: ['r', 'z'], keep: 'z' };
  assert.equal(narrate(runOf([laneFrame(0.99, { ...gates, memoryHorizon: 20 })], { facts }), 0), null);
  assert.equal(narrate(runOf([laneFrame(0.99, { ...gates, memoryHorizon: 19 })], { facts }), 0)?.rule, 'gate_half_life');
});

/** Two remedies for the model of the first experiment, as if both had helped. @type {any[]} */
const BOTH = [{
  task: 'temporal_order', lag: 20, cell: 'rnn', activation: 'tanh', units: 16, learning_rate: 0.003, clip: 'norm', bptt: 'full',
  remedies: [{ field: 'learning_rate', value: 0.001, beside: false }, { field: 'cell', value: 'gru', beside: true }],
}];
const faint = () => withOwnDocument(CASES.fading[0]);

/** @param {any} run @returns {any} whose document may be changed */
const withOwnDocument = (run) => ({ ...run, experiment: structuredClone(run.experiment) });
const offered = (/** @type {any[]} */ table, /** @type {any} */ run) => remedyOf(table, catalog, run, /** @type {any} */ (narrate(run, 0)));

test('what is offered is the first remedy of the table: a branch with one thing turned, or a model that starts anew', () => {
  const branch = offered(BOTH, faint());
  assert.deepEqual([branch?.origin, branch?.lane.optimizer.learning_rate, branch?.row.field.name], [{ lane: 0, step: 119 }, 0.001, 'learning_rate']);
  const beside = offered([{ ...BOTH[0], remedies: BOTH[0].remedies.slice(1) }], faint());
  assert.deepEqual([beside?.origin, beside?.lane.cell.kind, beside?.lane.optimizer.learning_rate, beside?.lane.origin], [null, 'gru', 0.003, undefined]);
});

test('nothing is offered to a model, or for a task, that was not tried', () => {
  const { optimizer } = faint().experiment.lanes[0];
  const others = [{ lane: { optimizer: { ...optimizer, learning_rate: 0.02 } } }, { lane: { clip: { kind: 'none' } } }, { lane: { cell: { ...faint().experiment.lanes[0].cell, hidden_size: 8 } } }, { lane: { cell: { ...faint().experiment.lanes[0].cell, activation: 'sigmoid' } } }, { lane: { cell: { ...faint().experiment.lanes[0].cell, recurrent_init: { kind: 'uniform', spectral_radius: 6 } } } }, { task: { required_lag: 21 } }];
  for (const how of others) assert.equal(offered(BOTH, runOf([laneFrame(0.5)], how)), null, JSON.stringify(how));
  assert.equal(offered([], faint()), null);
});

test('nothing is offered once a model has solved the task, or is the remedy, or where there is no room', () => {
  const solved = faint();
  solved.facts.task = { ...solved.facts.task, solved: { quantity: 'metric', relation: '>=', value: 0.95, over: 10 } };
  assert.ok(offered(BOTH, solved));
  solved.lanes = [{ ...solved.lanes[0], series: { ...solved.lanes[0].series, validations: [{ step: 90, loss: 0.01, metric: 1 }] } }];
  assert.equal(offered(BOTH, solved), null);
  const taken = faint();
  taken.experiment.lanes.push(/** @type {any} */ (offered(BOTH, faint())).lane);
  assert.equal(offered(BOTH, taken), null);
  assert.equal(offered(BOTH, { ...faint(), lanes: [1, 2, 3, 4].flatMap(() => faint().lanes) }), null);
  const over = faint();
  over.experiment.steps = 119;
  assert.equal(offered(BOTH, over), null);
});

test('the page\'s table is that of the documentation: what helped every seed, and nothing else', () => {
  const read = (/** @type {string} */ path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const rows = read('docs/remedies.md').split('\n').filter((line) => line.startsWith('| ')).slice(1).map((line) => line.split('|').map((cell) => cell.trim()).slice(1, -1));
  const table = JSON.parse(read('frontend/src/learn/narrator/remedies.json'));
  const nameOf = (/** @type {any} */ { cell, activation, clip, bptt }) => [cell, activation, clip === 'none' && 'no clip', bptt !== 'full' && bptt].filter(Boolean).join(', ');
  const told = table.flatMap((/** @type {any} */ model) => model.remedies.map((/** @type {any} */ { field, value, beside }) => `${model.task} | ${nameOf(model)} | ${field.replaceAll('_', ' ')} ${value} (${beside ? 'beside it' : 'from here'})`));
  const yes = rows.filter((row) => row.at(-1) === 'yes');
  assert.ok(yes.length);
  assert.deepEqual(told.sort(), yes.map((row) => row.slice(0, 3).join(' | ')).sort());
  for (const [, , , solved] of yes) assert.match(solved, /^(\d+) of \1$/);
});

test('the factor of a sketch is fitted as that of a measured line', () => {
  assert.ok(Math.abs(lineFactor([0, 1 / 4, 1 / 2, 1]) - 0.5) < 1e-12);
  assert.ok(Number.isNaN(lineFactor([0, 0, 1])));
  assert.equal(fittedFactor(flatSketch(), 50), 1);
  const straight = pointSteps(50).map((step) => -0.2 * (49 - step));
  assert.ok(Math.abs(fittedFactor(straight, 50) - 10 ** -0.2) < 1e-9);
  assert.ok(fittedFactor([-10, 0, 0, 0, 0], 50) < 1);
});
