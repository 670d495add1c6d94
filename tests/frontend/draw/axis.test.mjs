import assert from 'node:assert/strict';
import test from 'node:test';

import { automaticTicks } from '../../../frontend/src/draw/axis.ts';

/** What Plotly 4.1.1 writes on an axis from 0 with `nticks: 5`, by where the axis ends. */
const WRITTEN = /** @type {[number, string][]} */ ([
  [1e-8, '0 5n 10n'], [0.0005, '0 200μ 400μ'], [0.03, '0 0.01 0.02 0.03'], [1.2, '0 0.5 1'], [3, '0 1 2 3'], [5, '0 2 4'],
  [20, '0 5 10 15 20'], [37, '0 10 20 30'], [50, '0 20 40'], [100, '0 50 100'], [500, '0 200 400'], [1000, '0 500 1000'],
  [4400, '0 1000 2000 3000 4000'], [5000, '0 1000 2000 3000 4000 5000'], [12_000, '0 5k 10k'], [250_000, '0 100k 200k'],
  [1_100_000, '0 0.5M 1M'], [2_000_000, '0 0.5M 1M 1.5M 2M'], [3e10, '0 10B 20B 30B'],
]);

test('a linear axis has the ticks that Plotly gives it, in its writing', () => {
  for (const [end, written] of WRITTEN) assert.equal(automaticTicks(end, 5).texts.join(' '), written);
});
