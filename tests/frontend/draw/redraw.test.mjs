import assert from 'node:assert/strict';
import test from 'node:test';

import { createQueue, createTurns } from '../../../frontend/src/draw/redraw.ts';

/** A clock that a test turns: frames of 16 ms, timers in order. */
function handClock() {
  let time = 0;
  /** @type {{ at: number, callback: () => void }[]} */
  let timers = [];
  const later = (/** @type {() => void} */ callback, /** @type {number} */ delay) => void timers.push({ at: time + delay, callback });
  return {
    now: () => time,
    later,
    nextFrame: (/** @type {() => void} */ callback) => later(callback, 16),
    /** @param {number} duration */
    run(duration) {
      const end = time + duration;
      for (;;) {
        const next = timers.sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > end) break;
        timers = timers.slice(1);
        time = next.at;
        next.callback();
      }
      time = end;
    },
  };
}

test('a chart that is asked for every frame draws eight times a second', () => {
  const clock = handClock();
  let drawn = 0;
  const turns = createTurns(() => { drawn += 1; }, createQueue(clock), clock);
  for (let frame = 0; frame < 120; frame += 1) {
    turns.request();
    clock.run(16);
  }
  assert.ok(drawn >= 13 && drawn <= 16, String(drawn));
});

test('a chart that takes 25 ms draws twice a second', () => {
  const clock = handClock();
  let drawn = 0;
  const turns = createTurns(() => { drawn += 1; clock.run(25); }, createQueue(clock), clock);
  for (let frame = 0; frame < 250; frame += 1) {
    turns.request();
    clock.run(16);
  }
  assert.ok(drawn >= 7 && drawn <= 9, String(drawn));
});

test('a first draw that takes long holds nothing back, and no chart is ever more than a second behind', () => {
  const clock = handClock();
  /** @type {number[]} */
  const times = [];
  const durations = [400, 5, 200, 200, 200];
  const turns = createTurns(() => { times.push(clock.now()); clock.run(durations[times.length - 1] ?? 5); }, createQueue(clock), clock);
  for (let frame = 0; frame < 250; frame += 1) {
    turns.request();
    clock.run(16);
  }
  const waits = times.slice(1).map((time, index) => time - times[index]);
  assert.ok(waits[0] < 450, String(waits[0]));
  assert.ok(Math.max(...waits) < 1050, String(waits));
});

test('two charts never draw in the same frame', () => {
  const clock = handClock();
  const queue = createQueue(clock);
  /** @type {number[]} */
  const times = [];
  for (let chart = 0; chart < 3; chart += 1) createTurns(() => times.push(clock.now()), queue, clock).request();
  clock.run(200);
  assert.deepEqual(times, [16, 32, 48]);
});

test('who asks for another look waits for no rate, but for a free frame', () => {
  const clock = handClock();
  const queue = createQueue(clock);
  /** @type {[string, number][]} */
  const drawn = [];
  const [a, b] = ['a', 'b'].map((name) => createTurns(() => drawn.push([name, clock.now()]), queue, clock));
  a.request();
  b.request();
  clock.run(40);
  a.request();
  b.request();
  a.hurry();
  b.hurry();
  a.hurry();
  clock.run(1000);
  assert.deepEqual(drawn, [['a', 16], ['b', 32], ['a', 56], ['b', 72]]);
});

test('out of sight nothing is drawn; back in sight the last request is', () => {
  const clock = handClock();
  let drawn = 0;
  const turns = createTurns(() => { drawn += 1; }, createQueue(clock), clock);
  turns.setVisible(false);
  turns.request();
  turns.request();
  clock.run(1000);
  assert.equal(drawn, 0);
  turns.setVisible(true);
  clock.run(1000);
  assert.equal(drawn, 1);
});

test('after its end a chart draws no more', () => {
  const clock = handClock();
  let drawn = 0;
  const turns = createTurns(() => { drawn += 1; }, createQueue(clock), clock);
  turns.request();
  turns.end();
  clock.run(1000);
  assert.equal(drawn, 0);
});

test('a chart that fails does not stop those behind it', () => {
  const clock = handClock();
  const queue = createQueue(clock);
  let drawn = 0;
  queue.add(() => { throw new Error('this one fails'); });
  queue.add(() => { drawn += 1; });
  assert.throws(() => clock.run(16), /this one fails/);
  clock.run(32);
  queue.add(() => { drawn += 1; });
  clock.run(32);
  assert.equal(drawn, 2);
});
