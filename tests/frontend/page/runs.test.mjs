import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/document.mjs';
import { mountRuns } from '../../../frontend/src/page/side/runs/runs.ts';

const record = (/** @type {string} */ id) => /** @type {any} */ ({ id, at: 0, step: 9, experiment: null, preset: null, task: { kind: 'adding', loss: 'mse' }, lanes: [{ cell: { kind: 'rnn', hidden_size: 3, activation: { kind: 'tanh' } }, outcome: 'chance', milestones: [], loss: [1, 0.5], steps: [0, 8] }] });

/** @param {string[]} ids */
async function list(ids) {
  const page = await openPage();
  const root = document.createElement('section');
  document.body.append(root);
  /** @type {string[]} */
  const removed = [];
  const history = /** @type {any} */ ({ remove: async (/** @type {string[]} */ gone) => void removed.push(...gone) });
  const unmount = mountRuns(root, page.store, page.services, history);
  const show = async (/** @type {string[]} */ now) => {
    page.store.set({ runs: now.map(record) });
    await settled();
  };
  await show(ids);
  const button = (/** @type {string} */ id, /** @type {string} */ does) => /** @type {HTMLElement} */ (root.querySelector(`[data-run="${id}"] [data-does="${does}"]`));
  return { show, button, removed, unmount };
}

test('the focus stays with its run when another tab adds one before it', async () => {
  const { show, button, removed, unmount } = await list(['one', 'two']);
  button('two', 'delete').focus();
  await show(['new', 'one', 'two']);
  /** @type {HTMLElement} */ (document.activeElement).click();
  assert.deepEqual(removed, ['two']);
  unmount();
});

test('the next press deletes no neighbour of a run that is gone', async () => {
  const { show, button, removed, unmount } = await list(['one', 'two', 'three']);
  button('two', 'delete').focus();
  await show(['one', 'three']);
  assert.equal(document.activeElement, button('three', 'overlay'));
  /** @type {HTMLElement} */ (document.activeElement).click();
  assert.deepEqual(removed, []);
  unmount();
});
