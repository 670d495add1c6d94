import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeMessage } from '../../../frontend/src/core/protocol/answer.ts';
import { createSession } from '../../../frontend/src/core/protocol/session.ts';
import { initialState } from '../../../frontend/src/core/model/initial.ts';
import { createStore } from '../../../frontend/src/core/model/store.ts';
import { encodeSafetensors } from '../support/encode_safetensors.mjs';

const ONE = { shape: [1, 1], data: Float32Array.of(1) };
const frameBytes = (/** @type {number} */ number) => encodeSafetensors({ input: ONE, target: ONE, loss_mask: { shape: [1], data: Uint8Array.of(1) } }, { run: 'r', frame: String(number), step: String(number), lanes: '0' });
const settled = async () => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
};

/** A session on a socket that notes what is sent, and a store whose frame clock is the microtask queue. */
function world() {
  /** @type {any[]} */
  const sockets = [];
  const open = () => {
    const socket = /** @type {any} */ ({ readyState: 1, sent: [], send: (/** @type {string} */ text) => socket.sent.push(JSON.parse(text)), close() {} });
    sockets.push(socket);
    return socket;
  };
  const run = { id: 'r', state: 'running', step: 0, source: 'live', lanes: [], marks: [], frame: null, experiment: { lanes: [] } };
  const store = createStore(/** @type {any} */ ({ ...initialState(), run }), (callback) => queueMicrotask(callback));
  /** @type {unknown[]} */
  const unreadable = [];
  const events = { onWelcome() {}, onGone() {}, onError() {}, onUnreadable: (/** @type {unknown} */ error) => void unreadable.push(error) };
  const session = createSession(store, 'ws://here/', decodeMessage, events, { open, setTimeout: () => 0, clearTimeout() {}, now: () => 0, later: () => 0 });
  session.connect();
  const [socket] = sockets;
  const say = (/** @type {object} */ message) => socket.onmessage({ data: JSON.stringify(message) });
  say({ type: 'welcome', session: 's', key: 'k', limits: { frames_in_flight: 4 } });
  const acknowledged = () => socket.sent.filter((/** @type {any} */ { type }) => type === 'ack').map((/** @type {any} */ { frame }) => frame);
  return { session, socket, store, unreadable, acknowledged };
}

test('what was asked is answered at once when the line is cut', async () => {
  const { session, socket } = world();
  const asked = [session.request('poke', {}), session.request('copy', {}, { patience: 60_000 })].map((one) => one.catch((error) => error.cause.type));
  socket.onclose();
  assert.deepEqual(await Promise.all(asked), ['not_connected', 'not_connected']);
});

test('and when the session is closed', async () => {
  const { session } = world();
  const asked = session.request('poke', {}).catch((error) => error.cause.type);
  session.close();
  assert.equal(await asked, 'not_connected');
});

test('a frame that cannot be decoded is acknowledged and told once, and the picture goes on', async () => {
  const { socket, store, unreadable, acknowledged } = world();
  const cut = (/** @type {number} */ number) => frameBytes(number).slice(0, -1);
  for (const number of [1, 2, 3, 4]) socket.onmessage({ data: cut(number) });
  await settled();
  assert.equal(acknowledged().at(-1), 4, 'else the server would send nothing more');
  socket.onmessage({ data: new ArrayBuffer(3) });
  await settled();
  assert.equal(acknowledged().at(-1), 5);
  socket.onmessage({ data: frameBytes(6) });
  await settled();
  assert.deepEqual([store.get().run?.frame?.step, acknowledged().at(-1), unreadable.length], [6, 6, 1]);
});

test('one that comes behind a frame not drawn yet is acknowledged with that', async () => {
  const { socket, acknowledged } = world();
  socket.onmessage({ data: frameBytes(1) });
  socket.onmessage({ data: frameBytes(2).slice(0, -1) });
  assert.deepEqual(acknowledged(), []);
  await settled();
  assert.deepEqual(acknowledged(), [2]);
});

test('an answer that cannot be decoded is a refusal to whoever asked', async () => {
  const { session, socket, acknowledged, unreadable } = world();
  const asked = session.request('wall', {}).catch((error) => error.cause.type);
  socket.onmessage({ data: encodeSafetensors({ wall: ONE }, { reply: 'q1', step: '0', lanes: '0' }).slice(0, -1) });
  assert.deepEqual([await asked, acknowledged(), unreadable], ['unreadable', [], []]);
});
