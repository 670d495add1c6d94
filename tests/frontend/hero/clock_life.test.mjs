import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createClockwork } from '../../../frontend/src/hero/clock/clock_life.ts';

const lanes = (/** @type {string[]} */ ...kinds) => /** @type {any} */ ({ lanes: kinds.map((kind) => ({ cell: { kind } })) });

/** @param {unknown} painters what is fetched */
function clockwork(painters) {
  const said = { fetched: 0, drawn: 0 };
  const loadChunk = async () => ((said.fetched += 1), painters);
  return { said, made: createClockwork(/** @type {any} */ ({ loadChunk }), () => void (said.drawn += 1)) };
}

test('nothing is fetched for cells without a clock', async () => {
  const { said, made } = clockwork({});
  assert.equal(made.isNeeded(lanes('rnn', 'lstm')), false);
  assert.deepEqual(said, { fetched: 0, drawn: 0 });
});

test('a clockwork cell waits for its painters, which are fetched once, and is drawn when they are there', async () => {
  const painters = {};
  const { said, made } = clockwork(painters);
  assert.deepEqual([made.isNeeded(lanes('rnn', 'cwrnn')), made.isNeeded(lanes('cwrnn'))], [true, true]);
  assert.equal(made.painters(), null);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(said, { fetched: 1, drawn: 1 });
  assert.equal(made.isNeeded(lanes('cwrnn')), false);
  assert.equal(made.painters(), painters);
});

test('where they cannot be had the rest of the picture is drawn', async () => {
  const { said, made } = clockwork(null);
  made.isNeeded(lanes('cwrnn'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([made.isNeeded(lanes('cwrnn')), made.painters(), said.drawn], [false, null, 1]);
});
