import assert from 'node:assert/strict';
import { test } from 'node:test';

import { END_ROOM, MINIMUM_RAIL, columnCentre, columnLeft, railBefore, scrollToShow, timeAxis, timeStepAt, timeTicks, visibleSteps, withinSlot } from '../../../frontend/src/core/model/time_axis.ts';

const wide = (count, room = 770) => timeAxis({ count, room, start: 54 });

test('fifty time steps fit where the hero is 830 pixels wide, two hundred do not', () => {
  assert.equal(wide(50).scrolls, false);
  assert.equal(wide(200).scrolls, true);
});

test('the rail between two columns is never narrower than ten pixels, but where a sequence just fits', () => {
  for (let count = 1; count <= 300; count += 1) {
    const axis = wide(count);
    if (axis.pitch < 15) continue;
    for (let step = 1; step < count; step += 1) {
      const [left, right] = railBefore(axis, step);
      assert.ok(right - left >= MINIMUM_RAIL, `T = ${count}, t = ${step + 1}: ${right - left}`);
    }
  }
});

test('fifty time steps are in sight on every screen: 7 pixels each on a phone, and what does not fit is scrolled in slots that can be read', () => {
  const phone = (/** @type {number} */ count) => timeAxis({ count, room: 344, start: 42, kind: 'phone' });
  assert.deepEqual([phone(50).scrolls, Math.round(phone(50).pitch)], [false, 7]);
  assert.equal(wide(50, 492).scrolls, false, 'a tablet');
  assert.deepEqual([wide(100).scrolls, wide(100).pitch], [true, 15]);
  assert.deepEqual([phone(200).scrolls, phone(200).pitch], [true, 7]);
});

test('columns keep a width that can be seen, and edges on whole pixels', () => {
  for (const count of [1, 4, 13, 24, 50, 300]) {
    const axis = wide(count);
    assert.ok(axis.column >= 5);
    assert.equal(columnLeft(axis, count - 1), Math.round(columnLeft(axis, count - 1)));
  }
});

test('a short sequence stands in the middle of its room', () => {
  const axis = wide(1);
  assert.ok(Math.abs(columnCentre(axis, 0) - (54 + 770 / 2)) <= 1);
});

test('for a finger a column is at least 44 pixels wide', () => {
  assert.equal(timeAxis({ count: 50, room: 340, start: 42, kind: 'finger' }).pitch, 44);
  assert.ok(timeAxis({ count: 4, room: 340, start: 42, kind: 'finger' }).pitch > 44);
});

test('a point in a slot is its time step, beside the sequence there is none', () => {
  const axis = wide(50);
  for (const step of [0, 17, 49]) assert.equal(timeStepAt(axis, columnCentre(axis, step)), step);
  assert.equal(timeStepAt(axis, axis.start - 1), null);
  assert.equal(timeStepAt(axis, axis.width + 1), null);
});

test('only time steps in sight are named visible', () => {
  const axis = wide(200);
  const [first, last] = visibleSteps(axis, columnLeft(axis, 100), columnLeft(axis, 120));
  assert.deepEqual([first, last], [100, 120]);
  assert.deepEqual(visibleSteps(axis, -500, 1e6), [0, 199]);
});

test('the first and the last time step are always numbered, and numbers do not touch', () => {
  for (const count of [1, 2, 4, 24, 50, 97, 200]) {
    const axis = wide(count);
    const ticks = timeTicks(axis, 40);
    assert.equal(ticks[0], 0);
    assert.equal(ticks[ticks.length - 1], count - 1);
    for (let index = 1; index < ticks.length - 1; index += 1) assert.ok((ticks[index] - ticks[index - 1]) * axis.pitch >= 40);
  }
});

test('scrolling shows a time step and stays where it is when that is in sight', () => {
  const axis = wide(200);
  const view = { left: 0, width: 830, inset: 54 };
  assert.equal(scrollToShow(axis, 10, view), 0);
  const left = scrollToShow(axis, 150, view);
  const [first, last] = visibleSteps(axis, left + 54, left + 830);
  assert.ok(first < 150 && last > 150);
  assert.equal(scrollToShow(axis, 199, view), axis.width + END_ROOM - 830, 'the end of the picture, not short of it');
});

test('on paper a sequence of any length fits, and what fits anyway is as on the screen', () => {
  const whole = (/** @type {number} */ count) => timeAxis({ count, room: 628, start: 54, whole: true });
  for (const count of [50, 110, 200, 300, 1000]) {
    const axis = whole(count);
    assert.equal(axis.scrolls, false);
    assert.ok(axis.column >= 1 && axis.width <= 54 + 628 + 0.5);
    assert.ok(columnLeft(axis, count - 1) + axis.column <= 54 + 628 + 1);
    assert.ok(withinSlot(axis, 11) <= axis.pitch * 1.2);
  }
  assert.deepEqual(whole(20), timeAxis({ count: 20, room: 628, start: 54 }));
  assert.equal(withinSlot(wide(200), 11.5), 11.5, 'on the screen every slot has room for a letter');
});
