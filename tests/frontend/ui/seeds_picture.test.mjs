import assert from 'node:assert/strict';
import { test } from 'node:test';

import '../support/document.mjs';
import { curvePicture, valueRange } from '../../../frontend/src/ui/seeds/seeds_picture.ts';

const band = (/** @type {number[]} */ ...highs) => highs.map((high) => ({ low: high / 4, median: high / 2, high }));
/** @param {any} curves @returns {any} */
const drawn = (curves) => [{ lane: 0, curves: { x: [0, 10, 20], band: null, runs: [], ...curves } }];
const LEVEL = { value: 1, words: 'without memory 1' };

test('the axis holds every band, and what explodes leaves it at the top', () => {
  const [low, high] = valueRange(drawn({ band: band(2, 1, 0.5) }), null);
  assert.ok(low < 0.125 && high > 2);
  const exploded = valueRange(drawn({ runs: [[1, 1e12, Infinity]] }), LEVEL);
  assert.ok(exploded[1] > 1 && exploded[1] < 100, String(exploded));
  const flat = valueRange(drawn({ runs: [[0.5, 0.5, 0.5]] }), null);
  assert.ok(flat[1] / flat[0] >= 4);
});

test('a median ends where half of the runs have diverged, the band where nine tenths have', () => {
  const half = [{ low: 0.2, median: 0.4, high: 0.8 }, { low: 0.2, median: Infinity, high: Infinity }, { low: Infinity, median: Infinity, high: Infinity }];
  const picture = curvePicture(drawn({ band: half }), [0.1, 1], { width: 260, height: 130, first: 0, last: 20, level: LEVEL });
  const path = (/** @type {string} */ kind) => /** @type {Element} */ (picture.querySelector(kind)).getAttribute('d') ?? '';
  // The x axis runs from 50 to 248; the second of three places lies in its middle.
  assert.deepEqual(path('.seeds-median').match(/[\d.]+,/g), ['50.0,']);
  assert.deepEqual(path('.seeds-band').match(/[\d.]+,/g), ['50.0,', '149.0,', '149.0,', '50.0,']);
  // What lies above the picture is drawn along its top: 8 of 130 pixels.
  assert.ok(path('.seeds-band').includes('149.0,8.0'));
  assert.equal(picture.querySelector('.seeds-level-words')?.textContent, LEVEL.words);
});

test('without a band each run is a line of its own, up to where it diverged', () => {
  const picture = curvePicture(drawn({ runs: [[1, 0.5, 0.2], [1, 2, Infinity]] }), [0.1, 4], { width: 260, height: 130, first: 0, last: 20, level: null });
  const paths = [...picture.querySelectorAll('.seeds-run')].map((path) => path.getAttribute('d') ?? '');
  assert.deepEqual(paths.map((path) => path.split(/[ML]/).length - 1), [3, 2]);
  assert.equal(picture.querySelector('.seeds-median'), null);
});
