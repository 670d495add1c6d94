import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isSupported, lackingAbilities } from '../../../frontend/src/core/actions/browser_support.ts';

const able = { supports: () => true, element: { showPopover() {} }, array: [] };

test('a browser that has everything is supported', () => {
  const root = /** @type {any} */ ({ dataset: {} });
  assert.deepEqual([isSupported(root, able), root.dataset], [true, {}]);
});

test('one without the colours of two themes, or without popovers, is told so and by what it lacks', () => {
  const old = { ...able, supports: (/** @type {string} */ name) => name !== 'color' };
  const root = /** @type {any} */ ({ dataset: {} });
  assert.deepEqual([isSupported(root, old), root.dataset.unsupported], [false, 'light-dark()']);
  assert.deepEqual(lackingAbilities({ ...able, element: {} }), ['popover']);
});
