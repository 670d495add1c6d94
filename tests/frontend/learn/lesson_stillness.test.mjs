import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/document.mjs';
import { furnish } from '../../../frontend/src/learn/lessons/classroom.ts';

test('while a lesson is open what would change the page lies still, and what it asks for does not', async () => {
  const { store, services } = await openPage({ link: 'v=1&lesson=5.1' });
  const root = /** @type {HTMLElement} */ (document.getElementById('lesson'));
  document.getElementById('transport')?.append(Object.assign(document.createElement('div'), { className: 'transport' }));
  furnish(root, store, services);
  await settled();
  const inert = (/** @type {string} */ selector) => document.querySelector(selector)?.closest('[inert]') !== null;
  for (const selector of ['#controls', '#question', '#measurements', '#runs']) assert.equal(inert(selector), true, selector);
  for (const selector of ['#hero', '#loss', '#inspector', '#transport', '#lesson']) assert.equal(inert(selector), false, selector);
  document.getElementById('try')?.append(Object.assign(document.createElement('div'), { id: 'try-poke' }));
  services.actions.openLesson(4, 3);
  await settled();
  assert.deepEqual([inert('#try-poke'), inert('#measurements')], [false, true], 'what is lit is in use');
  /** @type {HTMLElement} */ (root.querySelector('.card-close')).click();
  await settled();
  assert.equal(document.querySelector('[inert]'), null);
});
