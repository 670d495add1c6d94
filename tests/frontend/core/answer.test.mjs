import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeMessage } from '../../../frontend/src/core/protocol/answer.ts';
import { createSession } from '../../../frontend/src/core/protocol/session.ts';
import { problemText } from '../../../frontend/src/core/text/problem.ts';
import { encodeSafetensors } from '../support/encode_safetensors.mjs';

const floats = (/** @type {number[]} */ shape, /** @type {number[]} */ values) => ({ shape, data: Float32Array.from(values) });

test('an answer keeps its tensors under their names on the wire, and knows its update', () => {
  const answer = decodeMessage(encodeSafetensors({ wall: floats([1, 2], [0.5, 1]) }, { reply: 'q3', step: '17', lanes: '0' }));
  assert.ok(!('scalars' in answer));
  assert.deepEqual([answer.reply, answer.step, [.../** @type {any} */ (answer.tensors.get('wall')).data]], ['q3', 17, [0.5, 1]]);
});

test('what has targets is a frame, be it a reply or not', () => {
  const tensors = { input: floats([1, 1], [1]), target: floats([1, 1], [1]), loss_mask: { shape: [1], data: Uint8Array.of(1) } };
  for (const more of [{}, { reply: 'q1' }]) assert.ok('scalars' in decodeMessage(encodeSafetensors(tensors, { step: '3', lanes: '0', ...more })));
});

/** A session whose socket is a list of what was sent. */
function quietSession() {
  /** @type {any[]} */
  const sent = [];
  const socket = /** @type {any} */ ({ readyState: 1, send: (/** @type {string} */ text) => sent.push(JSON.parse(text)), close() {} });
  const store = /** @type {any} */ ({ get: () => ({ run: null }), set() {}, subscribe: () => () => {}, beforeFlush: () => () => {} });
  const events = { onWelcome() {}, onGone() {}, onError() {} };
  const session = createSession(store, 'ws://here/', decodeMessage, events, { open: () => socket, setTimeout: () => 0, clearTimeout() {} });
  session.connect();
  return { session, socket, sent };
}

test('the tensors of an answer come to whoever asked', async () => {
  const { session, socket, sent } = quietSession();
  const asked = session.request('wall', { points: 2 });
  assert.deepEqual(sent.at(-1), { type: 'request', id: 'q1', kind: 'wall', points: 2 });
  socket.onmessage({ data: encodeSafetensors({ wall: floats([1], [0.25]) }, { reply: 'q1', step: '0', lanes: '0' }) });
  assert.equal((await asked).tensors.get('wall').data[0], 0.25);
});

test('a refusal without a cause of its own is known by its code, so that the page has words for it', async () => {
  const { session, socket } = quietSession();
  const asked = session.request('surface', {});
  socket.onmessage({ data: JSON.stringify({ type: 'error', code: 'no_run', message: 'there is no run; send start first', id: 'q1' }) });
  const error = await asked.catch((problem) => problem);
  assert.equal(problemText(error, (key) => (key === 'problem.no_run' ? 'words' : key)).text, 'words');
});

test('what cannot be sent is said in words, too', async () => {
  const { session, socket } = quietSession();
  socket.readyState = 3;
  const error = await session.request('wall', {}).catch((problem) => problem);
  assert.equal(error.cause.type, 'not_connected');
});
