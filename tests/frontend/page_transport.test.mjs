import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from './document.mjs';
import { emptyLane } from '../../frontend/src/state/reducer.js';
import { mountTransport } from '../../frontend/src/views/transport.js';

test('a run that begins while another plays can be branched from as soon as it has shown a frame', async () => {
  const { store, services } = await openPage({ link: 'v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8' });
  const root = /** @type {HTMLElement} */ (document.getElementById('transport'));
  const unmount = mountTransport(root, store, services);
  const { experiment } = store.get();
  const run = /** @type {any} */ ({ id: 'r', state: 'running', step: 0, reason: null, source: 'live', experiment, facts: { lanes: [], task: { solved: null, sequence_length: 12 } }, lanes: [emptyLane()], marks: [], frame: null });
  const branch = /** @type {HTMLButtonElement} */ (root.querySelector('.branch'));
  store.set({ run });
  await settled();
  assert.equal(branch.disabled, true);
  store.set({ run: { ...run, frame: { step: 0, lanes: [] } } });
  await settled();
  assert.equal(branch.disabled, false);
  unmount();
});
