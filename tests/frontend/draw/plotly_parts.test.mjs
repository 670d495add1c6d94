import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

import { inParts } from '../../../frontend/plotly_parts.mjs';

const BUNDLE = new URL(
  '../../../frontend/node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js', import.meta.url,
);
/** In the shape of esbuild's output: a module `first`, and a second one that needs it. */
const SMALL = `(
 function(root, factory) { root.moduleName = factory(); } (this, () => {
"use strict";var Plotly=(()=>{var z=(e,r)=>()=>{try{return r||e((r={exports:{}}).exports,r),r.exports}catch(t){throw r=0,t}};
var a=z((e,m)=>{ran.push("first");m.exports=2});var b=z((e,m)=>{ran.push("second");m.exports=a()+1});return b();})();
window.Plotly = Plotly;
return Plotly;
}));`;

test('nothing runs by itself; each part runs once, then the whole is what the bundle gave', () => {
  const ran = /** @type {string[]} */ ([]);
  const window = /** @type {any} */ ({});
  new Function('window', 'ran', inParts(SMALL))(window, ran);
  assert.deepEqual(ran, []);
  const { parts, whole } = window.plotlyParts;
  parts[0]();
  assert.deepEqual(ran, ['first']);
  parts[1]();
  assert.equal(whole(), 3);
  assert.deepEqual(ran, ['first', 'second']);
});

test("the package's bundle is taken apart; one of another shape is refused by name", async () => {
  const bundle = await readFile(BUNDLE, 'utf8');
  assert.match(inParts(bundle), /window\.plotlyParts=/);
  assert.throws(() => inParts(bundle.replace('window.Plotly = Plotly;', '')), /0 times.*plotly_parts\.mjs/);
});
