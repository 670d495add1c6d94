import assert from 'node:assert/strict';
import test from 'node:test';

import { inIdleTime } from '../../../frontend/src/draw/idle_time.ts';

/** Turns in which so many pieces have time; each piece takes one of them. */
function createTurns(/** @type {number} */ room) {
  const turns = /** @type {number[][]} */ ([]);
  let left = 0;
  const piece = (/** @type {number} */ number) => () => {
    turns.at(-1)?.push(number);
    left -= 1;
  };
  const ask = (/** @type {(left: () => number) => void} */ turn) => setTimeout(() => {
    turns.push([]);
    left = room;
    turn(() => left);
  });
  return { turns, piece, ask };
}

test('the pieces run in their order, as many in a turn as there is time for', async () => {
  const { turns, piece, ask } = createTurns(2);
  await inIdleTime([0, 1, 2, 3, 4].map(piece), ask);
  assert.deepEqual(turns, [[0, 1], [2, 3], [4]]);
});

test('a turn without time runs one piece: the work comes to its end', async () => {
  const { turns, piece, ask } = createTurns(0);
  await inIdleTime([0, 1, 2].map(piece), ask);
  assert.deepEqual(turns, [[0], [1], [2]]);
});

test('a piece that fails ends the work and says why', async () => {
  const { turns, piece, ask } = createTurns(5);
  const fail = () => {
    throw new Error('no');
  };
  await assert.rejects(inIdleTime([piece(0), fail, piece(2)], ask), /no/);
  assert.deepEqual(turns, [[0]]);
});
