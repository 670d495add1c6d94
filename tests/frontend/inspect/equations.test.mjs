import assert from 'node:assert/strict';
import test from 'node:test';

import { ACTIVATION_CURVES } from '../../../frontend/src/core/model/activation_curves.ts';
import { backwardRows, hasBackward } from '../../../frontend/src/inspect/backward.ts';
import { forwardRows } from '../../../frontend/src/inspect/forward.ts';
import { settle, THROUGH } from '../../../frontend/src/inspect/term_list.ts';
import { printed, readPrinted } from '../../../frontend/src/core/unit/printed_number.ts';
import { at } from '../../../frontend/src/core/unit/readings.ts';
import { firstTimeStep } from '../../../frontend/src/core/model/clock.ts';
import { decodeFrame } from '../../../frontend/src/core/protocol/frame.ts';
import { goldenBytes, goldenJson } from '../support/golden.mjs';

/** @import { TermList } from '../../../frontend/src/inspect/term_list.ts' */
/** @import { Place } from '../../../frontend/src/core/unit/readings.ts' */

const GATES = /** @type {Record<string, string[]>} */ ({ lstm: ['i', 'f', 'g', 'o'], gru: ['r', 'z', 'n'], ugrnn: ['g', 'c'], mingru: ['k', 'c'], minlstm: ['f', 'i', 'c'], rglru: ['a', 'i', 'u'], lem: ['Δt₁', 'Δt₂', 'g'], deltanet: ['β', 'v'], mlstm: ['i', 'f', 'v', 'o'], slstm: ['i', 'f', 'g', 'o'] });
const gatesOf = (/** @type {any} */ { kind, decay_gate: decays }) => [...(decays ? ['α'] : []), ...(GATES[kind] ?? [])];
const CELLS = ['lstm', 'slstm', 'orthogonal', 'ugrnn', 'scrn', 'indrnn', 'antisymmetric', 'cornn', 'lem', 'lmu', 'lru', 'rglru', 'deltanet', 'mlstm', 'mingru', 'minlstm', 'nprnn', 'rnn'].map((kind) => `cell_${kind}`);
const functionOf = (/** @type {string} */ name) => ACTIVATION_CURVES[name].value;

/** @param {string} name @returns {Place[]} */
function places(name) {
  const frame = decodeFrame(goldenBytes(`${name}.safetensors`));
  const { lanes, task } = goldenJson(`${name}.json`);
  const loss = task.kind === 'sine' ? 'mean_squared_error' : 'cross_entropy';
  return frame.lanes.map((lane, index) => {
    assert.ok(lane);
    const { cell } = lanes[index];
    return { frame, lane, cell, gates: gatesOf(cell), loss, start: firstTimeStep(task, frame.step) };
  });
}

/** @param {Place} place @param {(layer: number, timeStep: number, unit: number) => void} visit */
function everyCell({ lane }, visit) {
  const [layers, length, hidden] = lane.hiddenState.shape;
  for (let layer = 0; layer < layers; layer += 1) {
    for (let t = 0; t < length; t += 1) for (let unit = 0; unit < hidden; unit += 1) visit(layer, t, unit);
  }
}

/** Recomputes a ledger as a reader with a calculator would: from its texts alone. @param {TermList} ledger */
function recompute(ledger) {
  /** @type {Map<string, number>} */
  const results = new Map();
  const read = (/** @type {any} */ { text, factor }) => (factor.through ? THROUGH[/** @type {'tanh'} */ (factor.through)](readPrinted(text)) : readPrinted(text));
  for (const [index, { row, groups, total, result }] of ledger.rows.entries()) {
    const last = index === ledger.rows.length - 1;
    let sum = 0;
    for (const group of groups) {
      for (const factors of group.products) {
        for (const { text, factor } of factors) if (factor.row) assert.equal(readPrinted(text), results.get(factor.row), 'a result is used as it was printed');
      }
      const products = group.products.map((factors) => factors.reduce((product, factor) => product * read(factor), 1));
      const value = products.reduce((a, b) => a + b, 0) * (group.times ? read(group.times) : 1);
      assert.equal(group.result.text, printed(value, ledger.figures).text, `${row.id}: the printed terms make the printed group`);
      sum += readPrinted(group.result.text);
    }
    assert.equal(total.text, printed(sum, row.apply || !last ? ledger.figures : 3).text, `${row.id}: the groups make the printed sum`);
    const value = row.apply ? functionOf(row.apply)(readPrinted(total.text)) : readPrinted(total.text);
    assert.equal(result.text, printed(value, last ? 3 : ledger.figures).text, `${row.id}: the printed sum makes the printed result`);
    results.set(row.id, readPrinted(result.text));
  }
}

for (const name of ['hello', 'plain', 'gated', 'carried', ...CELLS]) {
  for (const [index, place] of places(name).entries()) {
    const label = `${name}, lane ${index} (${place.cell.kind})`;

    test(`${label}: the forward equation equals its printed terms and ends at the network's h`, () => {
      everyCell(place, (layer, t, unit) => {
        const answer = at(place.lane.hiddenState, layer, t, unit);
        const ledger = settle(forwardRows(place, layer, t, unit), answer, functionOf);
        recompute(ledger);
        assert.ok(ledger.agrees, `h[${layer},${t},${unit}] = ${answer}, printed ${ledger.rows.at(-1)?.result.text}`);
      });
    });

    test(`${label}: the backward equation equals its printed terms and ends at the network's gradient`, () => {
      assert.ok(hasBackward(place));
      const { hiddenGradient } = place.lane;
      assert.ok(hiddenGradient);
      const largest = Math.max(...Array.from(hiddenGradient.data, Number).map(Math.abs));
      everyCell(place, (layer, t, unit) => {
        const answer = at(hiddenGradient, layer, t, unit);
        const ledger = settle(backwardRows(place, layer, t, unit), answer, functionOf);
        recompute(ledger);
        const reached = readPrinted(ledger.rows.at(-1)?.result.text ?? '');
        if (!ledger.agrees) assert.ok(Math.abs(reached - answer) < 1e-5 * largest, `∂ℓ/∂h[${layer},${t},${unit}] = ${answer}, printed ${reached}`);
      });
    });
  }
}

test('at H = 3 three figures are nearly always enough', () => {
  const [place] = places('hello');
  const figures = /** @type {number[]} */ ([]);
  everyCell(place, (layer, t, unit) => {
    figures.push(settle(forwardRows(place, layer, t, unit), at(place.lane.hiddenState, layer, t, unit), functionOf).figures);
  });
  assert.ok(figures.every((count) => count <= 5), String(figures));
});

test('numbers are read as they are printed', () => {
  for (const value of [0.00547, -1.9e-4, 12.34, -0.5, 0, 1e9, 0.9996, 9999.9, 1.005e-3]) {
    for (const figures of [3, 4, 7]) {
      const { text, value: meant } = printed(value, figures);
      assert.equal(readPrinted(text), meant, text);
      assert.ok(Math.abs(meant - value) <= Math.abs(value) * 0.6 * 10 ** (1 - figures), text);
    }
  }
});
