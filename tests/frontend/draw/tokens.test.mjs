import assert from 'node:assert/strict';
import test from 'node:test';

import '../support/document.mjs';
import { LANE_LETTERS, tokens } from '../../../frontend/src/draw/tokens.ts';

test('all colours stand before the first of them is read, so that they are styled once', () => {
  const read = globalThis.getComputedStyle;
  /** @type {number[]} */
  const standing = [];
  globalThis.getComputedStyle = (element) => {
    const { parentElement } = element;
    if (parentElement instanceof HTMLSpanElement) standing.push(parentElement.isConnected ? parentElement.children.length : 0);
    return read(element);
  };
  const { lanes } = tokens();
  globalThis.getComputedStyle = read;
  assert.equal(lanes.length, LANE_LETTERS.length);
  assert.ok(standing.length > lanes.length);
  assert.deepEqual(new Set(standing), new Set([standing.length]));
});
