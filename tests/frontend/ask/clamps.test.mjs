import assert from 'node:assert/strict';
import test from 'node:test';
import { clampedOf, gradients, moved, predictions } from '../../../frontend/src/ask/clamp/clamped.ts';
import { exampleClamp, questionOf, readClamps, trainedClamps, writeClamps } from '../../../frontend/src/core/questions/clamps.ts';
import { blockShares, largestStretch, lengthOf } from '../../../frontend/src/measure/gain_ledger/backward_step.ts';

const TEXT = 'g.f@3-9:1,g2.o.4@1-1:0.5,u.c.2@3-3:-0.25,e.2.5@1-9:0,x@5-5,t.b@5';

test('clamps come back from what a link says of them', () => {
  const clamps = readClamps(TEXT);
  assert.equal(clamps.length, 6);
  assert.equal(writeClamps(clamps), 'g.f@3-9:1,g2.o.4@1-1:0.5,u.c.2@3-3:-0.25,e.2.5@1-9:0,x@5-5,t.b@5');
  assert.deepEqual(clamps[1], { kind: 'gate', layer: 1, first: 0, last: 0, name: 'o', unit: 3, value: 0.5 });
  assert.equal(writeClamps([]), null);
});

test('what is no clamp is left out', () => {
  for (const wrong of ['', 'g.f@9-3:1', 'g.f@0-3:1', 'g.f@3-9', 'u.h@1-2:1', 'e.1@1-2:1', 't.z@3', 'x.1@2-3', 'x', 'nonsense']) assert.deepEqual(readClamps(wrong), [], wrong);
});

test('a question has clamps and transplants apart, and only the first can be trained with', () => {
  const clamps = readClamps(TEXT);
  assert.deepEqual(questionOf(clamps).transplants, [{ origin: 1, time_step: 4 }]);
  assert.deepEqual(trainedClamps(clamps).map(({ kind }) => kind), ['gate', 'gate', 'unit', 'edge', 'cut']);
  assert.deepEqual(trainedClamps(clamps)[0], { kind: 'gate', layer: 0, first: 2, last: 8, gate: 'f', unit: null, value: 1 });
  assert.deepEqual(trainedClamps(clamps)[3], { kind: 'edge', layer: 0, first: 0, last: 8, row: 1, column: 4, value: 0 });
});

test('an answer says how far the states moved, both gradients and both predictions', () => {
  const tensor = (/** @type {number[]} */ shape, /** @type {number[]} */ data) => ({ shape, dtype: 'F32', data: Float32Array.from(data) });
  const tensors = new Map([
    ['hidden_state', tensor([1, 2, 2], [0, 0, 3, 4])], ['plain_hidden_state', tensor([1, 2, 2], [0, 0, 0, 0])],
    ['hidden_gradient_norm', tensor([1, 2], [0, 2])], ['plain_hidden_gradient_norm', tensor([1, 2], [1, 2])],
    ['output', tensor([2, 2], [1, 2, 3, 4])], ['plain_output', tensor([2, 2], [5, 6, 7, 8])], ['loss', tensor([], [0.5])], ['plain_loss', tensor([], [0.25])],
  ]);
  const clamped = clampedOf({ reply: 'q', step: 3, tensors });
  assert.deepEqual([...moved(clamped, 0)], [0, 5]);
  assert.deepEqual([...gradients(clamped, 0).held], [0, 2]);
  assert.deepEqual(predictions(clamped, 1), { held: [3, 4], plain: [7, 8] });
});

test('the largest stretch is the largest singular value, the shares of blocks add up', () => {
  assert.ok(Math.abs(largestStretch({ rows: 2, columns: 2, data: Float32Array.from([3, 0, 0, 4]) }) - 4) < 1e-9);
  assert.ok(Math.abs(largestStretch({ rows: 2, columns: 2, data: Float32Array.from([8, 8, -8, -8]) }) - 16) < 1e-6);
  assert.deepEqual(blockShares(Float32Array.from([3, 0, 0, 4]), 2).map((share) => Math.round(100 * share)), [36, 64]);
  assert.equal(lengthOf([3, 4]), 5);
});

test('the example to begin with is one that the link can carry, and suits the cell', () => {
  const lstm = exampleClamp({ gates: ['i', 'f', 'g', 'o'], keep: 'f' }, 16);
  assert.equal(writeClamps([lstm]), 'g.f@1-16:1');
  assert.equal(writeClamps([exampleClamp({ gates: [] }, 16)]), 'x@9-9');
  assert.equal(writeClamps([exampleClamp({ gates: [], recurrent: [] }, 16)]), 'u.h.1@9-9:0');
  for (const facts of [{ gates: ['f'], keep: 'f' }, { gates: [] }, { gates: [], recurrent: [] }]) assert.equal(readClamps(/** @type {string} */ (writeClamps([exampleClamp(facts, 4)]))).length, 1);
});
