import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ratesBetween } from '../../../frontend/src/core/actions/rates.ts';
import { QUICK, SLOW, stageAt } from '../../../frontend/src/core/actions/stages.ts';

test('stages follow each other and end', () => {
  const timeline = /** @type {const} */ ([['forward', 100], ['loss', 50], ['backward', 100]]);
  assert.deepEqual([0, 50, 100, 149, 200].map((elapsed) => stageAt(timeline, elapsed)), [
    { stage: 'forward', progress: 0 }, { stage: 'forward', progress: 0.5 }, { stage: 'loss', progress: 0 }, { stage: 'loss', progress: 0.98 }, { stage: 'backward', progress: 0.5 },
  ]);
  assert.equal(stageAt(timeline, 250), null);
});

test('slow motion names all four, a step is over in less than a second', () => {
  assert.deepEqual(SLOW.map(([stage]) => stage), ['forward', 'loss', 'backward', 'update']);
  assert.ok(QUICK.reduce((sum, [, duration]) => sum + duration, 0) < 1000);
});

test('rates are differences over time, within one run', () => {
  const at = (/** @type {number} */ ms, /** @type {number} */ step, /** @type {number} */ frames, run = 'r') => ({ at: ms, run, step, frames });
  assert.deepEqual(ratesBetween(at(0, 10, 5), at(2000, 70, 65)), { updatesPerSecond: 30, framesPerSecond: 30 });
  assert.equal(ratesBetween(at(0, 10, 5), at(1000, 3, 5, 'other')).updatesPerSecond, 0);
});
