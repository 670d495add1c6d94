import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSlide } from '../../../frontend/src/draw/slide.ts';

test('the cursor appears where it is put, and slides to where it goes', () => {
  let clock = 0;
  const slide = createSlide(() => false, () => clock);
  assert.equal(slide.at(null), null);
  assert.equal(slide.at(4), 4);
  clock = 1000;
  assert.equal(slide.at(10), 4);
  clock = 1045;
  assert.equal(slide.at(10), 4 + 6 * 0.75, 'three quarters of the way in half the time');
  assert.ok(slide.travels());
  assert.equal(slide.at(0), 8.5, 'and turns round where it is');
  clock = 1200;
  assert.equal(slide.at(0), 0);
  assert.ok(!slide.travels());
});

test('with reduced motion it is there at once', () => {
  const slide = createSlide(() => true, () => 0);
  slide.at(4);
  assert.equal(slide.at(10), 10);
});
