import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eased } from '../../../frontend/src/hero/layout/easing.ts';
import { createBracketAnimation } from '../../../frontend/src/hero/bracket_animation.ts';

test('the easing runs from end to end, and most of its way in the first half', () => {
  assert.deepEqual([-1, 0, 1, 2, NaN].map(eased), [0, 0, 1, 1, 0]);
  const way = Array.from({ length: 21 }, (_, index) => eased(index / 20));
  for (const [index, value] of way.entries()) if (index) assert.ok(value > way[index - 1]);
  // cubic-bezier(.2, .8, .2, 1) at half time, by its parameter s = 0.7245: x = 0.5, y = 0.946.
  assert.ok(Math.abs(eased(0.5) - 0.946) < 0.002, String(eased(0.5)));
});

/** @param {number | null} horizon @param {string} [kind] @returns {any} */
const scene = (horizon, kind = 'adding') => ({ task: { kind, required_lag: 20 }, lanes: [{ lane: 0, letter: 'A', horizon }] });

test('the bracket grows thick when the horizon has come to the lag, and says so once', () => {
  /** @type {string[]} */
  const said = [];
  let clock = 0;
  const store = /** @type {any} */ ({ set: (/** @type {any} */ { announcement }) => said.push(announcement.text) });
  const thickening = createBracketAnimation(store, { t: (key, params) => `${key} ${params?.reach}/${params?.lag}` }, () => false, () => clock);
  thickening.follow(scene(7));
  assert.equal(thickening.width(0), 2.5);
  assert.equal(thickening.travels(), false);
  thickening.follow(scene(21));
  assert.equal(thickening.width(0), 2.5);
  clock = 100;
  assert.ok(thickening.width(0) > 4 && thickening.width(0) < 5 && thickening.travels());
  clock = 300;
  thickening.follow(scene(22));
  assert.equal(thickening.width(0), 5);
  assert.equal(thickening.travels(), false);
  assert.deepEqual(said, ['hero.meets 20/20']);
  thickening.follow(scene(3));
  clock = 600;
  assert.equal(thickening.width(0), 2.5);
  thickening.follow(scene(30, 'echo'));
  assert.equal(thickening.width(0), 5, 'another task stands where it stands');
  assert.equal(said.length, 1);
});

test('with reduced motion it is thick at once', () => {
  const thickening = createBracketAnimation(/** @type {any} */ ({ set: () => {} }), { t: (key) => key }, () => true, () => 0);
  thickening.follow(scene(7));
  thickening.follow(scene(20));
  assert.deepEqual([thickening.width(0), thickening.travels()], [5, false]);
});
