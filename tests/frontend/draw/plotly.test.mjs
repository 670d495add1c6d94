import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage } from '../support/document.mjs';
import { loadPlotly } from '../../../frontend/src/draw/plotly.ts';

test('a style sheet that somebody adds while Plotly is on its way is added', async () => {
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
  const style = document.head.appendChild(document.createElement('style'));
  assert.ok(style.isConnected);
  Object.defineProperty(document, 'currentScript', { get: () => script, configurable: true });
  assert.ok(!document.head.appendChild(document.createElement('style')).isConnected, 'the one of the bundle is left out');
  script.onload();
  await loaded;
  assert.ok(document.head.appendChild(document.createElement('style')).isConnected);
});
