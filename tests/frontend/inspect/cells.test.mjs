import assert from 'node:assert/strict';
import test from 'node:test';

import { backwardRows } from '../../../frontend/src/inspect/backward.ts';
import { equationsOf } from '../../../frontend/src/inspect/cells/catalog.ts';
import { velocityGradients } from '../../../frontend/src/inspect/cells/cornn.ts';
import { slowGradients } from '../../../frontend/src/inspect/cells/lem.ts';
import { matrixGradients } from '../../../frontend/src/inspect/cells/deltanet.ts';
import { windowGradients } from '../../../frontend/src/inspect/cells/lmu.ts';
import { complexStateGradients } from '../../../frontend/src/inspect/cells/lru.ts';
import { memoryGradient } from '../../../frontend/src/inspect/cells/lstm.ts';
import { matrixGradients as normalisedGradients } from '../../../frontend/src/inspect/cells/mlstm.ts';
import { memoryGradients } from '../../../frontend/src/inspect/cells/slstm.ts';
import { contextGradients } from '../../../frontend/src/inspect/cells/scrn.ts';
import { forwardRows } from '../../../frontend/src/inspect/forward.ts';
import { matrixExponential } from '../../../frontend/src/inspect/matrix_exponential.ts';
import { placeOf, siteOf } from '../../../frontend/src/core/unit/place.ts';
import { at } from '../../../frontend/src/core/unit/readings.ts';
import { sourceWords } from '../../../frontend/src/core/unit/sources.ts';
import { backwardSymbols, forwardShapes, forwardSymbols } from '../../../frontend/src/inspect/symbols.ts';
import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { backwardWording, forwardWording } from '../../../frontend/src/inspect/wording.ts';
import { goldenBytes, goldenJson } from '../support/golden.mjs';
import { wordsOf } from '../support/words.mjs';

const words = wordsOf('en');
const t = (/** @type {string} */ key) => words[key] ?? key;
const GATES = /** @type {Record<string, string[]>} */ ({ lstm: ['i', 'f', 'g', 'o'], gru: ['r', 'z', 'n'], ugrnn: ['g', 'c'], mingru: ['k', 'c'], minlstm: ['f', 'i', 'c'], rglru: ['a', 'i', 'u'], lem: ['Δt₁', 'Δt₂', 'g'], deltanet: ['β', 'v'], mlstm: ['i', 'f', 'v', 'o'], slstm: ['i', 'f', 'g', 'o'] });
const gatesOf = (/** @type {any} */ { kind, decay_gate: decays }) => [...(decays ? ['α'] : []), ...(GATES[kind] ?? [])];
const NAMES = ['hello', 'plain', 'gated', 'cell_lstm', 'cell_slstm', 'cell_orthogonal', 'cell_ugrnn', 'cell_scrn', 'cell_indrnn', 'cell_antisymmetric', 'cell_cornn', 'cell_lem', 'cell_lmu', 'cell_lru', 'cell_rglru', 'cell_deltanet', 'cell_mlstm', 'cell_mingru', 'cell_minlstm', 'cell_nprnn', 'cell_rnn'];

/** @param {string} name @returns {{ run: any, lanes: any[] }} */
function runOf(name) {
  const { task, lanes } = goldenJson(`${name}.json`);
  const facts = { task: { loss: task.kind === 'sine' ? 'mean_squared_error' : 'cross_entropy' }, lanes: lanes.map((/** @type {any} */ { cell }) => ({ gates: gatesOf(cell) })) };
  return { run: { frame: decodeFrame(goldenBytes(`${name}.safetensors`)), experiment: { task, lanes }, facts }, lanes };
}

/** @param {string} name @param {(place: any, cursor: any, label: string) => void} visit */
function everyPlace(name, visit) {
  const { run, lanes } = runOf(name);
  for (const [lane, { cell }] of lanes.entries()) {
    const place = placeOf(run, lane);
    assert.ok(place);
    const [layers, length] = place.lane.hiddenState.shape;
    for (let layer = 0; layer < layers; layer += 1) {
      for (let timeStep = 0; timeStep < length; timeStep += 1) visit(place, { lane, layer, timeStep, unit: 1 }, `${name}, ${cell.kind}, layer ${layer}, time ${timeStep}`);
    }
  }
}

for (const name of NAMES) {
  test(`${name}: every number of the two ledgers has a name and words`, () => {
    everyPlace(name, (place, cursor, label) => {
      const { layer, timeStep, unit } = cursor;
      const context = /** @type {any} */ ({ place, site: siteOf(place, cursor), palette: null, t, inputLabels: [], isOpen: () => true });
      const network = { hidden: place.lane.hiddenState.shape[2], gates: place.gates, inputLabels: [], outputLabels: [] };
      for (const [rows, wording] of /** @type {const} */ ([[forwardRows(place, layer, timeStep, unit), forwardWording(context)], [backwardRows(place, layer, timeStep, unit), backwardWording(context)]])) {
        for (const row of rows) {
          assert.ok(wording.left(row.id), `${label}: row ${row.id}`);
          for (const group of row.groups) {
            const written = wording.group(row.id, /** @type {any} */ ({ group }));
            assert.ok(!/^(kept|written|moved|shown|straight|across|force|pull|friction|reset|held_back)$/.test(written), `${label}: ${row.id}/${group.name} reads "${written}"`);
            for (const factor of group.products.flat()) {
              if (factor.source === undefined) continue;
              const { key } = sourceWords(factor.source, network);
              assert.ok(words[`inspector.origin.${key}`], `${label}: ${factor.source} has no words (${key})`);
            }
          }
        }
      }
    });
  });

  test(`${name}: symbols and shapes of the same equations`, () => {
    everyPlace(name, (place, cursor, label) => {
      const site = siteOf(place, cursor);
      for (const line of [...forwardSymbols(place.cell, site), ...backwardSymbols(place.cell, site), ...forwardShapes(place.cell, site)]) {
        const text = line.map((piece) => piece.text).join(' ');
        assert.ok(line.length > 0 && !/undefined|NaN/.test(text), `${label}: ${text}`);
        for (const [open, close] of ['()', '{}']) assert.equal(text.split(open).length, text.split(close).length, `${label}: ${text}`);
      }
      assert.equal(forwardShapes(place.cell, site).at(-1)?.[0].shape, String(place.lane.hiddenState.shape[2]));
      const { key } = equationsOf(place.cell).slope(place, cursor.layer, cursor.timeStep, cursor.unit);
      assert.ok(words[`inspector.slope.${key}`], `${label}: no words for the slope "${key}"`);
    });
  });
}

for (const name of ['second_states', 'further_states', 'windows', 'matrix_states', 'normalised_matrix_states']) {
  test(`${name}: the gradients of the states beside h, swept on the page, have the norm that the trainer measured`, () => {
    const { run, lanes } = runOf(name);
    const second = /** @type {Record<string, (place: any, layer: number, time: number) => number[]>} */ ({
      lstm: (place, layer, time) => [0, 1, 2, 3].map((unit) => memoryGradient(place, layer, time, unit)),
      scrn: (place, layer, time) => [...contextGradients(place, layer)[time]],
      cornn: (place, layer, time) => [...velocityGradients(place, layer)[time]],
      lem: (place, layer, time) => [...slowGradients(place, layer)[time]],
      lmu: (place, layer, time) => [...windowGradients(place, layer)[time]],
      deltanet: (place, layer, time) => [...matrixGradients(place, layer)[time]],
      mlstm: (place, layer, time) => [...normalisedGradients(place, layer)[time]],
      slstm: (place, layer, time) => [...memoryGradients(place, layer)[time]],
      lru: (place, layer, time) => [...complexStateGradients(place, layer)[time]],
    });
    for (const [lane, { cell }] of lanes.entries()) {
      const place = /** @type {any} */ (placeOf(run, lane));
      const [layers, length, hidden] = place.lane.hiddenState.shape;
      for (let layer = 0; layer < layers; layer += 1) {
        for (let time = 0; time < length; time += 1) {
          const own = Array.from({ length: hidden }, (_, unit) => at(place.lane.hiddenGradient, layer, time, unit));
          const norm = Math.hypot(...own, ...second[cell.kind](place, layer, time));
          const measured = at(place.lane.stateGradientNorm, layer, time);
          assert.ok(Math.abs(norm - measured) < 2e-6 * Math.max(1, measured), `${cell.kind}, layer ${layer}, time ${time}: ${norm}, measured ${measured}`);
        }
      }
    }
  });
}

test('the exponential of a skew matrix is a rotation', () => {
  const [[a, b], [c, d]] = matrixExponential([Float64Array.of(0, -2.5), Float64Array.of(2.5, 0)]);
  for (const [found, expected] of [[a, Math.cos(2.5)], [b, -Math.sin(2.5)], [c, Math.sin(2.5)], [d, Math.cos(2.5)]]) assert.ok(Math.abs(found - expected) < 1e-13);
  const size = 9;
  const skew = Array.from({ length: size }, (_, row) => Float64Array.from({ length: size }, (_none, column) => Math.sin(row * 7 + column) - Math.sin(column * 7 + row)));
  const Q = matrixExponential(skew);
  for (let row = 0; row < size; row += 1) {
    for (let other = 0; other < size; other += 1) {
      const inner = Q[row].reduce((sum, value, column) => sum + value * Q[other][column], 0);
      assert.ok(Math.abs(inner - Number(row === other)) < 1e-12);
    }
  }
});

test('a truncated lane says so, unless its window holds the whole sequence', () => {
  const { run } = runOf('hello');
  const truncated = (/** @type {any} */ bptt, /** @type {any[]} */ changes = []) => placeOf({ ...run, experiment: { ...run.experiment, lanes: [{ ...run.experiment.lanes[0], bptt, changes }] } }, 0)?.truncated;
  assert.equal(truncated({ kind: 'full' }), false);
  assert.equal(truncated({ kind: 'truncated', window: 2, shift: 1 }), true);
  assert.equal(truncated({ kind: 'truncated', window: 4, shift: 2 }), false);
  assert.equal(truncated({ kind: 'full' }, [{ step: 3, bptt: { kind: 'truncated', window: 2, shift: 2 } }]), true);
});

test('a cell whose own state is called x reads u', () => {
  const site = { time: 3, unit: 1, layer: 0, layers: 2, hidden: 4, input: 2, output: 2, last: false, scored: true, rests: false, twoBiases: false, recurrent: true };
  const written = (/** @type {number} */ layer) => forwardSymbols({ kind: 'lru' }, { ...site, layer })[0].map(({ text }) => text).join(' ');
  assert.equal(written(0), 'x_{3,1} = λ_{1} x_{2,1} + γ_{1} Σ_j B_{1j} u_{3,j}');
  assert.match(written(1), /B_\{1j\} h_\{3,j\}\^\{\(1\)\}$/);
});
