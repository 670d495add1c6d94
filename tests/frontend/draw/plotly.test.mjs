import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/document.mjs';
import { loadPlotly } from '../../../frontend/src/draw/plotly.ts';

test("the library's own style sheet is left out; one that somebody adds meanwhile is added", async () => {
  await openPage();
  const address = Object.assign(document.createElement('meta'), { name: 'plotly', content: 'plotly.js' });
  document.head.append(address);
  const plain = document.head.append;
  /** @type {any} */
  let script = null;
  document.head.append = (...nodes) => {
    script = nodes.find((node) => node instanceof HTMLScriptElement) ?? script;
    if (!script) plain.call(document.head, ...nodes);
  };
  const loaded = loadPlotly();
  const style = () => document.head.appendChild(document.createElement('style'));
  assert.ok(style().isConnected);
  const added = /** @type {boolean[]} */ ([]);
  const library = { react: () => {} };
  Object.assign(window, { plotlyParts: { parts: [() => added.push(style().isConnected)], whole: () => library } });
  script.onload();
  assert.equal(await loaded, library);
  assert.deepEqual(added, [false]);
  assert.ok(style().isConnected);
});
