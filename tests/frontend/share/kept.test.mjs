import assert from 'node:assert/strict';
import test from 'node:test';

import { embedIn, keptIn, keptLink } from '../../../frontend/src/core/link.ts';
import { forgetKept, readKept, rememberKept, renameInList } from '../../../frontend/src/share/kept_list.ts';
import { linesOf } from '../../../frontend/src/share/lines.ts';
import { buildName, checkWords, differingParts } from '../../../frontend/src/share/build.ts';
import { createTranslate } from '../../../frontend/src/core/text/i18n.ts';
import { bytesText } from '../../../frontend/src/core/text/number.ts';
import { furtherSteps } from '../../../frontend/src/share/kept_bar.ts';
import { wordsOf } from '../support/words.mjs';

const t = createTranslate(/** @type {any} */ ({ en: wordsOf('en'), ko: wordsOf('ko') }), () => 'en');
const BUILD = { version: '1.0', source: 'abc', python: '3.11', torch: '2.13', numpy: '2.0', numba: '0.60', llvmlite: '0.43', platform: 'linux x86_64', processor: 'Fast 9', kernel: 'fused', device: 'cpu' };
const when = () => 'that day';

/** A storage in memory. @returns {any} */
function memory() {
  const kept = new Map();
  return { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value) };
}

/** @param {string} id @returns {any} */
const own = (id) => ({ id, secret: `s-${id}`, name: id, at: 1, bytes: 2, curves: null });

test('a link to a kept run has its id alone', () => {
  assert.equal(keptIn(`#${keptLink('7hTq0RmZ2xLb')}`), '7hTq0RmZ2xLb');
  const embedded = `#${keptLink('7hTq0RmZ2xLb', { controls: ['play', 'task'] })}`;
  assert.deepEqual([keptIn(embedded), embedIn(embedded)], ['7hTq0RmZ2xLb', { controls: ['play'] }]);
  assert.equal(embedIn('#kept=7hTq0RmZ2xLb'), null);
  for (const hash of ['', '#v=1&task=hello', '#kept=', '#kept=short', '#kept=../../../etc/passwd', '#kept=7hTq0RmZ2xL%2Fb']) assert.equal(keptIn(hash), null);
});

test('the browser remembers what was kept, newest first, and forgets what is deleted', () => {
  const storage = memory();
  assert.equal(rememberKept(storage, own('one')), true);
  rememberKept(storage, own('two'));
  renameInList(storage, 'one', 'first');
  assert.deepEqual(readKept(storage).map(({ id, name }) => [id, name]), [['two', 'two'], ['one', 'first']]);
  forgetKept(storage, 'two');
  assert.deepEqual(readKept(storage).map(({ id }) => id), ['one']);
});

test('a browser that remembers nothing, or something else, has no list', () => {
  assert.equal(rememberKept(null, own('one')), false);
  const full = { ...memory(), setItem() { throw new Error('full'); } };
  assert.equal(rememberKept(full, own('one')), false);
  for (const found of ['nonsense', '{}', '[1, null, {"id": 3}]']) assert.deepEqual(readKept(/** @type {any} */ ({ getItem: () => found })), []);
});

test('lines come whole, however the bytes are cut', async () => {
  const text = '{"a":"ü"}\n{"b":2}\n{"c":3}';
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size < bytes.length; size += 3) {
    const body = new ReadableStream({ start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    } });
    const lines = [];
    for await (const line of linesOf(/** @type {any} */ ({ body }))) lines.push(line);
    assert.deepEqual(lines, [{ a: 'ü' }, { b: 2 }, { c: 3 }]);
  }
});

test('what came of a check is said plainly', () => {
  const check = { at: 1, same: true, losses_hash: 'h', build: BUILD, first_difference: null };
  assert.match(checkWords({ build: BUILD, check: null }, t, when), /Not checked yet/);
  assert.equal(checkWords({ build: BUILD, check }, t, when), 'Checked: the same losses, bit for bit, on that day by the same build.');
  const other = { ...BUILD, processor: 'Slow 1', numba: /** @type {any} */ (null) };
  assert.match(checkWords({ build: BUILD, check: { ...check, build: other } }, t, when), /bit for bit, on that day by RNN Playground 1.0 \(abc\), PyTorch 2.13, fused kernels/);
  const differs = { ...check, same: false, first_difference: { lane: 1, step: 120 } };
  assert.match(checkWords({ build: BUILD, check: { ...differs, build: other } }, t, when), /from update 120 of model B on.*Another build made it: the processor was Fast 9, is Slow 1; numba was 0.60, is –/);
  assert.match(checkWords({ build: BUILD, check: differs }, t, when), /although the same build made both/);
  assert.match(checkWords({ build: BUILD, check: { ...differs, first_difference: null } }, t, when), /no longer have the hash/);
});

test('builds differ in their parts', () => {
  assert.deepEqual(differingParts(BUILD, BUILD), []);
  assert.deepEqual(differingParts(BUILD, { ...BUILD, torch: null, kernel: 'fused,reference' }), ['kernel', 'torch']);
  assert.match(buildName({ ...BUILD, kernel: 'fused,reference' }, t), /fused kernels and reference/);
});

test('a finished run goes on to twice as many updates, within the bound; another one to its end', () => {
  assert.equal(furtherSteps({ state: 'finished', steps: 400 }, 1000), 800);
  assert.equal(furtherSteps({ state: 'finished', steps: 800 }, 1000), 1000);
  assert.equal(furtherSteps({ state: 'paused', steps: 400 }, 1000), 400);
});

test('sizes are short', () => {
  assert.deepEqual([10, 48_200, 1_254_000].map(bytesText), ['1 kB', '48 kB', '1.25 MB']);
});
