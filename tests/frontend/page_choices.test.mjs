import assert from 'node:assert/strict';
import { test } from 'node:test';

import { enter, openPage, press, settled } from './document.mjs';
import { mountControls } from '../../frontend/src/views/controls.js';

const QUIET = 'v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8';

/** @param {object} [options] */
async function controls(options) {
  const page = await openPage({ link: QUIET, ...options });
  const root = /** @type {HTMLElement} */ (document.getElementById('controls'));
  const unmount = mountControls(root, page.store, page.services);
  await settled();
  const all = /** @param {string} selector @returns {any[]} */ (selector) => [...root.querySelectorAll(selector)];
  return { ...page, root, all, unmount, one: /** @param {string} selector */ (selector) => all(selector)[0] };
}

test('all tasks unfold in groups, and the chosen one stays in sight', async () => {
  const { all, one, store } = await controls();
  const kinds = /** @type {any} */ (store.get().catalog).families.task.length;
  const radios = () => all('[role=radiogroup] input[type=radio]');
  const few = radios().length;
  assert.ok(few < kinds);
  one('.task-all').click();
  assert.equal(radios().length, kinds);
  assert.equal(one('.task-all').getAttribute('aria-expanded'), 'true');
  const waveform = one('input[value=waveform]');
  waveform.checked = true;
  waveform.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
  assert.equal(store.get().experiment.task.kind, 'waveform');
  one('.task-all').click();
  assert.equal(radios().length, few);
  assert.deepEqual(radios().filter(({ checked }) => checked).map(({ value }) => value), ['waveform']);
});

test('Escape folds the tasks up and goes back to what unfolded them', async () => {
  const { all, one } = await controls();
  one('.task-all').click();
  press(one('input[value=waveform]'), 'Escape');
  assert.equal(document.activeElement, one('.task-all'));
  assert.equal(all('input[value=waveform]').length, 0);
});
