import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFrameGate } from '../../../frontend/src/core/protocol/frame_gate.ts';

/** A gate in a world whose time, timers and server are in the test's hands. */
function gateInHand({ moving = true } = {}) {
  const world = { time: 0, moving, open: true, timers: /** @type {{ at: number, callback: () => void }[]} */ ([]), woken: 0, pings: /** @type {number[]} */ ([]), acks: /** @type {number[]} */ ([]) };
  const gate = createFrameGate({
    now: () => world.time,
    ping: (at) => world.open && Boolean(world.pings.push(at)),
    later: (callback, ms) => void world.timers.push({ at: world.time + ms, callback }),
    wake: () => void (world.woken += 1),
    acknowledge: (frame) => void world.acks.push(frame),
    moving: () => world.moving,
  });
  /** The page does what is due. */
  const tick = () => {
    const due = world.timers.filter(({ at }) => at <= world.time);
    world.timers = world.timers.filter(({ at }) => at > world.time);
    for (const { callback } of due) callback();
  };
  return {
    world, gate, tick,
    arrive: (/** @type {number[]} */ ...numbers) => numbers.forEach((number) => gate.arrived(/** @type {any} */ ({ number }))),
    /** Time goes by on a page that has nothing to do. */
    idle(/** @type {number} */ ms) {
      for (let passed = 0; passed < ms; passed += 10) {
        world.time += 10;
        tick();
      }
    },
    /** Time goes by on a page that does something else. */
    busy: (/** @type {number} */ ms) => void (world.time += ms),
    /** All questions so far are answered. */
    answer: () => world.pings.splice(0).forEach((at) => gate.ponged(at)),
    /** An animation frame: what it draws last, and the acknowledgement behind it. */
    draw() {
      const due = gate.take();
      if (gate.owes()) gate.drawn();
      return due.at(-1)?.number ?? null;
    },
  };
}

test('in time, every frame is drawn in the next animation frame and acknowledged behind it, and nothing is asked', () => {
  const { world, arrive, idle, draw } = gateInHand();
  for (const number of [1, 2, 3]) {
    arrive(number);
    idle(16);
    assert.equal(draw(), number);
    idle(300);
  }
  assert.deepEqual(world.acks, [1, 2, 3]);
  assert.deepEqual(world.pings, []);
});

test('of frames that arrived together only the newest is drawn, all are taken and acknowledged', () => {
  const { world, gate, arrive } = gateInHand();
  arrive(1, 2, 3);
  assert.deepEqual(gate.take().map(({ number }) => number), [1, 2, 3]);
  gate.drawn();
  assert.deepEqual(world.acks, [3]);
});

for (const first of ['a message', 'an animation frame', 'a timer']) {
  test(`where ${first} comes first after the page was busy, nothing is drawn before all that had been sent has arrived`, () => {
    const { world, gate, arrive, idle, busy, tick, answer, draw } = gateInHand();
    arrive(1);
    assert.equal(draw(), 1);
    idle(40);
    busy(300);
    if (first === 'an animation frame') assert.equal(draw(), null);
    if (first === 'a timer') tick();
    arrive(2);
    assert.equal(draw(), null);
    arrive(3);
    assert.equal(draw(), null);
    const { woken } = world;
    assert.equal(world.pings.length, 1);
    gate.ponged(world.pings[0] - 1); // The answer to another question.
    assert.equal(draw(), null);
    answer();
    assert.equal(world.woken, woken + 1);
    assert.equal(draw(), 3);
    assert.deepEqual(world.acks, [1, 3]);
  });
}

test('where the server has sent all that it may, there is room first, and the frame that then comes is drawn', () => {
  const { world, arrive, draw } = gateInHand();
  arrive(1, 2, 3, 4);
  assert.equal(draw(), null);
  assert.deepEqual(world.acks, [4]);
  assert.equal(draw(), null);
  arrive(5);
  assert.equal(draw(), 5);
  assert.deepEqual(world.acks, [4, 5]);
});

test('after the page was busy both are waited for: the rest of the queue, and a newer one', () => {
  const { world, arrive, idle, busy, answer, draw } = gateInHand();
  arrive(1);
  draw();
  idle(40);
  busy(300);
  arrive(2, 3, 4, 5);
  assert.equal(draw(), null);
  answer();
  assert.equal(draw(), null);
  assert.deepEqual(world.acks, [1, 5]);
  arrive(6);
  assert.equal(draw(), 6);
});

test('where no newer frame comes, the newest that there is is drawn', () => {
  const { arrive, idle, draw } = gateInHand();
  arrive(1, 2, 3, 4);
  assert.equal(draw(), null);
  idle(1990);
  assert.equal(draw(), null);
  idle(10);
  assert.equal(draw(), 4);
});

test('a question that is not answered wakes the page in the end', () => {
  const { world, arrive, idle, busy } = gateInHand();
  arrive(1);
  busy(300);
  arrive(2);
  const { woken } = world;
  idle(4000);
  assert.equal(world.woken, woken + 1);
});

test('where there is nobody to ask, what is here is drawn', () => {
  const { world, arrive, idle, busy, draw } = gateInHand();
  world.open = false;
  arrive(1);
  idle(40);
  busy(300);
  assert.equal(draw(), 1);
});

test('a run that stands still has nothing newer: what arrived is drawn at once', () => {
  const { world, arrive, busy, draw } = gateInHand({ moving: false });
  arrive(1, 2, 3, 4);
  busy(1000);
  assert.equal(draw(), 4);
  assert.deepEqual(world.pings, []);
});

test('while a run stands still nobody looks at the clock, and it was not busy then', () => {
  const { world, arrive, idle, busy, draw } = gateInHand();
  arrive(1);
  assert.equal(draw(), 1);
  world.moving = false;
  idle(40);
  assert.equal(world.timers.length, 0);
  busy(60_000);
  world.moving = true;
  arrive(2);
  assert.equal(draw(), 2);
  assert.deepEqual(world.pings, []);
});

test('a page that is never in time draws all the same', () => {
  const { arrive, busy, answer, draw } = gateInHand();
  const drawn = [];
  for (let number = 1; number <= 80; number += 4) {
    arrive(number, number + 1, number + 2, number + 3);
    answer();
    busy(400);
    drawn.push(draw());
  }
  assert.deepEqual(drawn.filter(Boolean), [24, 48, 72]);
});

test('a page that waited as it was held up does not draw what queued meanwhile', () => {
  const { arrive, busy, idle, answer, draw } = gateInHand();
  arrive(1);
  assert.equal(draw(), 1);
  busy(80);
  arrive(2);
  assert.equal(draw(), null);
  busy(3000);
  arrive(3, 4, 5);
  assert.equal(draw(), null);
  answer();
  assert.equal(draw(), null);
  idle(20);
  arrive(6);
  assert.equal(draw(), 6);
});

test('nor where it was held up more than once', () => {
  const { arrive, busy, draw } = gateInHand();
  arrive(1);
  assert.equal(draw(), 1);
  for (const held of [80, 600, 3000]) {
    busy(held);
    arrive(2);
    assert.equal(draw(), null);
  }
});

test('a new connection counts anew, and hands out what was not drawn', () => {
  const { world, gate, arrive, draw } = gateInHand();
  arrive(7, 8);
  assert.deepEqual(gate.reset().map(({ number }) => number), [7, 8]);
  arrive(1);
  assert.equal(draw(), 1);
  assert.deepEqual(world.acks, [1]);
});

test('the server says how many it sends ahead', () => {
  const { gate, arrive, draw } = gateInHand();
  gate.setCredits(2);
  arrive(1, 2);
  assert.equal(draw(), null);
});
