import assert from 'node:assert/strict';
import test from 'node:test';
import { phasePortraitOf, readTurned, wantedReach, writeTurned } from '../../../frontend/src/ask/phase_portrait/phase_portrait_model.ts';

const tensor = (/** @type {number[]} */ shape, /** @type {number[]} */ data) => ({ shape, dtype: 'F32', data: Float32Array.from(data) });

test('a portrait is read: plane, field, fixed points by their radius', () => {
  const tensors = new Map([
    ['centre', tensor([3], [1, 2, 3])], ['axes', tensor([2, 3], [1, 0, 0, 0, 1, 0])], ['places', tensor([2, 2, 2], [-2, -2, 2, -2, -2, 2, 2, 2])],
    ['field', tensor([2, 2, 2], [1, 0, 0, 1, 0, 0, 0, 0])], ['basins', tensor([2, 2], [0, 0, -1, -1])], ['fixed_points', tensor([2, 2], [0, 0, 1, 1])],
    ['fixed_point_radius', tensor([2], [0.5, 1.5])], ['fixed_point_residual', tensor([2], [0, 0])], ['trajectory', tensor([2, 2], [0, 0, 0.5, 0.5])], ['started', tensor([2, 2], [1, 1, 0.5, 0.5])],
  ]);
  const portrait = phasePortraitOf({ reply: 'q', step: 4, tensors });
  assert.deepEqual(portrait.axes, [[1, 0, 0], [0, 1, 0]]);
  assert.equal(portrait.reach, 2);
  assert.deepEqual(portrait.fixed.map(({ stable }) => stable), [true, false]);
  assert.deepEqual(portrait.field[1], [0, 1]);
  assert.equal(wantedReach(portrait), 2);
  assert.equal(wantedReach({ ...portrait, trajectory: [[0, 4]] }), 4.6);
  assert.equal(wantedReach({ ...portrait, reach: 20 }), Math.max(1, 1.15));
});

test('time and start come back from a link, and nothing else does', () => {
  assert.deepEqual(readTurned(writeTurned(11, [0.5, -0.25])), { timeStep: 11, start: [0.5, -0.25] });
  assert.deepEqual(readTurned('3'), { timeStep: 2, start: null });
  for (const wrong of ['', 'x', '3:1', '3:1:2:3', '3:..:1']) assert.equal(readTurned(wrong).start, null);
});
