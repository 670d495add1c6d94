import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mountLearning } from '../../../frontend/src/learn/glossary/index.ts';
import { openPage, settled } from '../support/document.mjs';

test('after a while only the help of controls comes; terms wait until somebody touches the page', async () => {
  const { store, services } = await openPage();
  /** @type {(string | undefined)[]} */
  const fetched = [];
  const waiting = /** @type {(() => void)[]} */ ([]);
  const own = globalThis.setTimeout;
  globalThis.setTimeout = /** @type {any} */ ((/** @type {() => void} */ callback) => void waiting.push(callback));
  const end = mountLearning(store, { ...services, loadChunk: /** @type {any} */ (async (/** @type {unknown} */ _load, /** @type {string} */ words) => void fetched.push(words)) });
  globalThis.setTimeout = own;
  for (const callback of waiting) callback();
  await settled();
  assert.deepEqual(fetched, ['help']);
  for (let touch = 0; touch < 2; touch += 1) dispatchEvent(new Event('pointermove'));
  await settled();
  assert.deepEqual(fetched, ['help', 'glossary']);
  end();
});
