import assert from 'node:assert/strict';
import test from 'node:test';

import { agreement } from '../../../frontend/src/core/unit/agreement.ts';
import { placeOf, siteOf, within } from '../../../frontend/src/core/unit/place.ts';
import { sourceWords } from '../../../frontend/src/core/unit/sources.ts';
import { backwardSymbols, forwardShapes, forwardSymbols } from '../../../frontend/src/inspect/symbols.ts';
import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { goldenBytes, goldenJson } from '../support/golden.mjs';
import { wordsOf } from '../support/words.mjs';

const words = wordsOf('en');
const network = { hidden: 4, gates: ['i', 'f', 'g', 'o'], matrices: ['S'], layerStates: ['n'], inputLabels: ['h', 'e'], outputLabels: ['x', 'y'] };

/** @param {string} name @param {number} lane */
function place(name, lane) {
  const { task, lanes } = goldenJson(`${name}.json`);
  const gates = /** @type {Record<string, string[]>} */ ({ lstm: network.gates, gru: ['r', 'z', 'n'] });
  const facts = { task: { loss: task.kind === 'sine' ? 'mean_squared_error' : 'cross_entropy' }, lanes: lanes.map((/** @type {any} */ { cell }) => ({ gates: gates[cell.kind] ?? [] })) };
  const found = placeOf(/** @type {any} */ ({ frame: decodeFrame(goldenBytes(`${name}.safetensors`)), experiment: { task, lanes }, facts }), lane);
  assert.ok(found);
  return found;
}

test('every kind of source has its words', () => {
  const cases = /** @type {[string, string, Record<string, unknown>][]} */ ([
    ['weight/W_xh.0[5,1]', 'W_xh', { matrix: 'W_xh, f', from: 'e', to: 2, unit: 2 }],
    ['weight/W_hh.1[0,3]', 'W_hh', { matrix: 'W_hh, i', from: 4, to: 1, unit: 1 }],
    ['weight/W_hy[1,2]', 'W_hy', { from: 3, to: 'y' }],
    ['weight/b_hh.0[15]', 'bias', { matrix: 'b_hh, o', from: 1, to: 4, unit: 4 }],
    ['input[2,0]', 'input', { label: 'h', time: 3 }],
    ['hidden_state[0,-1,2]', 'start', { state: 'h' }],
    ['hidden_state[0,1,2]', 'state', { state: 'h', time: 2, unit: 3 }],
    ['state/c[0,1,2]', 'state', { state: 'c', time: 2, unit: 3 }],
    ['hidden_gradient[0,1,2]', 'gradient', { time: 2, unit: 3 }],
    ['output[3,1]', 'output', { time: 4, label: 'y' }],
    ['pre_activation[0,1,2]', 'slope', { time: 2, unit: 3 }],
    ['gates[0,1,3,2]', 'gate', { gate: 'o', time: 2, unit: 3 }],
    ['sum_gradient/g[0,1,2]', 'sum_gradient', { gate: 'g', time: 2, unit: 3 }],
    ['weight/W_k.0[6,1]', 'to_number', { matrix: 'W_k', from: 'e', to: 7, unit: 7 }],
    ['weight/b_beta.0[0]', 'number_bias', { matrix: 'b_beta', from: 1, to: 1, unit: 1 }],
    ['state/S[0,1,2,3]', 'state_number', { state: 'S', time: 2, unit: 3, number: 4 }],
    ['state/n[0,1,2]', 'number', { name: 'n', time: 2, unit: 3 }],
    ['state/n[0,-1,2]', 'start', { state: 'n' }],
    ['weight/e_h.0[0,2]', 'of_signal', { matrix: 'e_h', from: 3, to: 1, unit: 1 }],
    ['effective/W_mh A_θ[3,1]', 'of_number', { matrix: 'W_mh A_θ', from: 2, to: 4 }],
    ['effective/W_mh B_θ[3]', 'own', { matrix: 'W_mh B_θ', unit: 4 }],
    ['signal_gradient/u[0,1]', 'signal_gradient', { name: 'u', time: 2 }],
    ['vector/q[0,1,2]', 'number', { name: 'q', time: 2, unit: 3 }],
    ['sum_gradient/beta[0,1,0]', 'sum_gradient', { gate: 'β', time: 2, unit: 1 }],
    ['row/c[]', 'row', { row: 'c' }],
  ]);
  for (const [source, key, params] of cases) {
    assert.deepEqual(sourceWords(source, network), { key, params }, source);
    assert.ok(words[`inspector.origin.${key}`], key);
  }
});

test('symbols carry the indices of the unit that was chosen', () => {
  const rnn = place('hello', 0);
  const site = siteOf(rnn, { lane: 0, layer: 0, timeStep: 2, unit: 1 });
  const text = forwardSymbols(rnn.cell, site).flat().map((piece) => piece.text).join(' ');
  assert.equal(text, 'h_{3,2} = tanh( Σ_j W_{xh,2j} x_{3,j} + b_{xh,2} + Σ_j W_{hh,2j} h_{2,j} + b_{hh,2})');
  const [backward] = backwardSymbols(rnn.cell, site);
  assert.equal(backward.map((piece) => piece.text).join(' '), '∂ℓ/∂h_{3,2} = Σ_o W_{hy,o2} ∂ℓ/∂y_{3,o} + Σ_j W_{hh,j2} f′(z_{4,j}) ∂ℓ/∂h_{4,j}');
});

test('shapes stand under every matrix and vector, and fit each other', () => {
  const rnn = place('hello', 0);
  const [line] = forwardShapes(rnn.cell, siteOf(rnn, { lane: 0, layer: 0, timeStep: 2, unit: 1 }));
  assert.deepEqual(line.filter(({ shape }) => shape).map(({ shape }) => shape), ['3', '3×4', '4', '3', '3×3', '3', '3']);
});

test('at the last time step nothing comes from a next one, at an unscored one nothing from a prediction', () => {
  const lstm = place('gated', 0);
  const text = (/** @type {number} */ layer, /** @type {number} */ timeStep) => backwardSymbols(
    lstm.cell, siteOf(lstm, { lane: 0, layer, timeStep, unit: 0 }),
  ).flat().map((piece) => piece.text).join(' ');
  assert.equal(text(1, 7), '∂ℓ/∂h_{8,1}^{(2)} = Σ_o W_{hy,o1} ∂ℓ/∂y_{8,o}');
  assert.equal(text(1, 3), '∂ℓ/∂h_{4,1}^{(2)} = Σ_j W_{hh,j1} δ_{5,j}');
  assert.equal(text(0, 7), '∂ℓ/∂h_{8,1}^{(1)} = Σ_j W_{xh,j1} δ_{8,j}');
});

test('a clockwork unit rests between its beats', () => {
  const clockwork = place('gated', 2);
  const rests = (/** @type {number} */ timeStep, /** @type {number} */ unit) => siteOf(clockwork, { lane: 2, layer: 0, timeStep, unit }).rests;
  assert.deepEqual([rests(0, 7), rests(1, 7), rests(3, 7), rests(1, 0)], [false, true, false, false]);
});

test('a cursor beside the network points at nothing', () => {
  const rnn = place('hello', 0);
  assert.equal(within(rnn, { lane: 0, layer: 0, timeStep: 4, unit: 0 }), null);
  assert.ok(within(rnn, { lane: 0, layer: 0, timeStep: 3, unit: 2 }));
});

test('agreement is relative, and two numbers below the noise are not compared', () => {
  assert.equal(agreement(0.00547, 0.005471), 'agree');
  assert.equal(agreement(0.00547, 0.0061), 'differ');
  assert.equal(agreement(1e-12, -3e-11), 'both_zero');
  assert.equal(agreement(0.5, -0.5), 'differ');
});
