import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createConnection, reconnectDelay, sessionUrl } from '../../../frontend/src/core/protocol/connection.ts';

/** A connection in a world of its own: its sockets, its clock. */
function world(resumeAfter = () => -1) {
  let now = 0;
  /** @typedef {{ callback: () => void, at: number }} Timer */
  /** @type {Timer[]} */
  let timers = [];
  /** @type {any[]} */
  const sockets = [];
  /** @type {any[]} */
  const links = [];
  /** @type {any[]} */
  const messages = [];
  /** @type {ArrayBuffer[]} */
  const frames = [];
  const connection = createConnection('ws://page/api/session', {
    onLink: (link) => links.push(link), onMessage: (message) => messages.push(message), onFrame: (buffer) => frames.push(buffer), resumeAfter,
  }, {
    open(url) {
      /** @type {any} */
      const socket = { url, sent: [], readyState: 1, send: (/** @type {string} */ text) => socket.sent.push(JSON.parse(text)), close: () => void (socket.readyState = 3) };
      sockets.push(socket);
      return socket;
    },
    now: () => now,
    random: () => 1,
    setTimeout(callback, ms) {
      const timer = { callback, at: now + ms };
      timers.push(timer);
      return timer;
    },
    clearTimeout: (timer) => void (timers = timers.filter((other) => other !== timer)),
  });
  const pass = (/** @type {number} */ ms) => {
    const until = now + ms;
    for (;;) {
      const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((timer) => timer !== next);
      now = next.at;
      next.callback();
    }
    now = until;
  };
  const last = () => sockets[sockets.length - 1];
  const hear = (/** @type {unknown} */ message) => last().onmessage({ data: typeof message === 'string' || message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  const drop = () => {
    last().readyState = 3;
    last().onclose();
  };
  return { connection, sockets, links, messages, frames, pass, hear, drop, last };
}
const welcome = (/** @type {string} */ session) => ({ type: 'welcome', session, key: `key of ${session}` });

test('pauses double up to a bound and carry jitter', () => {
  assert.deepEqual([0, 1, 2, 5, 6, 30].map((attempt) => reconnectDelay(attempt, () => 1)), [400, 800, 1600, 12_800, 15_000, 15_000]);
  assert.equal(reconnectDelay(1, () => 0), 400);
});

test('the address is relative to the page', () => {
  assert.equal(sessionUrl(new URL('https://example.org/course/rnn/?a#v=1')), 'wss://example.org/course/rnn/api/session');
  assert.equal(sessionUrl(new URL('http://localhost:8000/')), 'ws://localhost:8000/api/session');
});

test('a lost line shows itself, comes back and attaches to its session after the last complete step', () => {
  const { connection, links, messages, hear, drop, pass, sockets, last } = world(() => 120);
  connection.connect();
  hear(welcome('s1'));
  assert.deepEqual(links.map(({ state }) => state), ['connecting', 'open']);
  assert.equal(messages[0].resumed, false);
  drop();
  assert.deepEqual(links.at(-1), { state: 'lost', retryAt: 400 });
  pass(400);
  assert.equal(sockets.length, 2);
  hear(welcome('s2'));
  assert.deepEqual(last().sent, [{ type: 'attach', session: 's1', key: 'key of s1', after_step: 120 }]);
  assert.equal(messages.at(-1).resumed, true);
});

test('a page asks for one room, that of the session which it goes on with', () => {
  const { connection, sockets, hear, drop, pass } = world();
  const room = () => new URL(sockets.at(-1).url).searchParams.get('room');
  connection.connect();
  const own = room();
  assert.match(own, /^[\w-]{8}$/);
  drop();
  pass(400);
  assert.equal(room(), own);
  hear(welcome(`${own}-and-more`));
  drop();
  pass(400);
  assert.equal(room(), own);
  connection.hold({ session: 'classroom-and-more', key: 'k' });
  drop();
  pass(800);
  assert.equal(room(), 'classroo');
});

test('no two pages begin in one room', () => {
  const rooms = [1, 2].map(() => {
    const { connection, last } = world();
    connection.connect();
    return last().url;
  });
  assert.notEqual(rooms[0], rooms[1]);
});

test('when the server has lost the session, the offered one is taken', () => {
  const { connection, hear, drop, pass, last } = world();
  connection.connect();
  hear(welcome('s1'));
  drop();
  pass(400);
  hear(welcome('s2'));
  connection.adopt();
  drop();
  pass(400);
  hear(welcome('s3'));
  assert.equal(last().sent[0].session, 's2');
});

test('pauses grow while nobody answers and start anew after a welcome', () => {
  const { connection, links, drop, hear, pass } = world();
  let now = 0;
  const loseOnce = () => {
    drop();
    const pause = links.at(-1).retryAt - now;
    pass(pause);
    now += pause;
    return pause;
  };
  connection.connect();
  assert.deepEqual([loseOnce(), loseOnce(), loseOnce()], [400, 800, 1600]);
  hear(welcome('s1'));
  assert.equal(loseOnce(), 400);
});

test('silence is asked about, then given up', () => {
  const { connection, sockets, links, hear, pass } = world();
  connection.connect();
  hear(welcome('s1'));
  pass(19_000);
  hear({ type: 'heartbeat' });
  pass(20_000);
  assert.deepEqual(sockets[0].sent.map(({ type }) => type), ['ping']);
  hear({ type: 'pong', at: 1 });
  pass(19_000);
  assert.equal(links.at(-1).state, 'open');
  pass(6_500);
  assert.equal(links.some(({ state }) => state === 'lost'), true);
  assert.equal(sockets.length, 2);
});

test('frames and messages go their ways; nothing of a lost socket is heard', () => {
  const { connection, sockets, frames, messages, hear, drop, pass } = world();
  connection.connect();
  const first = sockets[0];
  hear(welcome('s1'));
  hear(new ArrayBuffer(4));
  hear({ type: 'status', run: 'r' });
  assert.equal(frames.length, 1);
  assert.equal(messages.at(-1).type, 'status');
  drop();
  pass(400);
  first.onmessage({ data: new ArrayBuffer(4) });
  assert.equal(frames.length, 1);
});

test('sending on a closed line says so; trying now connects at once', () => {
  const { connection, sockets, hear, drop } = world();
  connection.connect();
  hear(welcome('s1'));
  assert.equal(connection.send({ type: 'pause' }), true);
  drop();
  assert.equal(connection.send({ type: 'pause' }), false);
  connection.retry();
  assert.equal(sockets.length, 2);
  connection.retry();
  assert.equal(sockets.length, 2);
});
