import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { calloutRoom } from '../../../frontend/src/draw/callout.ts';
import { lossAt } from '../../../frontend/src/hero/layout/hit.ts';
import { heroLayout } from '../../../frontend/src/core/model/hero_layout.ts';
import { ribbonOf, ribbonPieces, shareThatReaches } from '../../../frontend/src/hero/ribbon/ribbon_layout.ts';
import { columnCentre, timeAxis } from '../../../frontend/src/core/model/time_axis.ts';
import { shareWords } from '../../../frontend/src/core/model/share.ts';

const words = async (/** @type {string} */ language) => JSON.parse(await readFile(new URL(`../../../frontend/dist/files/text/${language}.json`, import.meta.url), 'utf8'));

/** @param {Record<string, any>} tensors */
const lane = (tensors) => /** @type {any} */ ({ tensors: new Map(Object.entries(tensors)) });
const square = { shape: [4, 4], dtype: 'F32', data: Float32Array.from([1, 0, 0, 0, 2, 3, 0, 0, 4, 5, 6, 0, 0.03, 0.3, 3, 9]) };
const several = { only: false, carries: /** @type {'h'} */ ('h'), norms: new Float32Array([9, 9, 9, 9]) };

test('a ribbon is a row of the triangle up to its loss', () => {
  const ribbon = ribbonOf(lane({ gradient_triangle: square }), 3, several);
  assert.deepEqual([...(ribbon?.norms ?? [])], [...Float32Array.from([0.03, 0.3, 3, 9])]);
  assert.deepEqual([...(ribbonOf(lane({ gradient_triangle: square }), 1, several)?.norms ?? [])], [2, 3]);
  assert.equal(ribbonOf(lane({}), 3, several), null, 'several losses and no triangle');
  assert.equal(ribbonOf(null, 3, several), null);
});

test('where the memory lives in the whole state, so does the ribbon', () => {
  const whole = { ...square, data: square.data.map((value) => value * 2) };
  assert.equal(ribbonOf(lane({ gradient_triangle: square, state_triangle: whole }), 0, { ...several, carries: 'state' })?.norms[0], 2);
  assert.equal(ribbonOf(lane({ gradient_triangle: square, state_triangle: whole }), 0, several)?.norms[0], 1);
});

test('the only loss of a sequence is its profile, cut where truncation left nothing', () => {
  const ribbon = ribbonOf(lane({}), 3, { only: true, carries: 'h', norms: Float32Array.from([0, 0, 0.25, 1]) });
  assert.deepEqual([ribbon?.from, ribbon?.norms.length], [2, 4]);
});

test('the mask of truncation says how far it reaches, and how much of it does', () => {
  const mask = { shape: [4, 4], dtype: 'U8', data: Uint8Array.from([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]) };
  const ribbon = /** @type {any} */ (ribbonOf(lane({ gradient_triangle: square, truncation_mask: mask }), 3, several));
  assert.equal(ribbon.from, 2);
  assert.equal(shareThatReaches(ribbon), 3 / 9);
});

test('it runs from its cell through rail and cell to the first, without a gap', () => {
  const ribbon = /** @type {any} */ (ribbonOf(lane({ gradient_triangle: square }), 3, several));
  const axis = timeAxis({ count: 4, room: 600, start: 50 });
  const pieces = ribbonPieces(ribbon, axis, 0, 3);
  assert.deepEqual(pieces.map(({ step, part }) => `${part} ${step + 1}`), ['cell 4', 'rail 3', 'cell 3', 'rail 2', 'cell 2', 'rail 1', 'cell 1']);
  for (const [index, { left, fromNorm }] of pieces.slice(0, -1).entries()) assert.equal(left, pieces[index + 1].right, `${index} ${fromNorm}`);
  assert.equal(pieces[1].fromNorm, 9);
  assert.equal(pieces[1].toNorm, 3);
});

test('the loss under the pointer is the prediction above its column', () => {
  const task = { kind: 'hello', loss: 'cross_entropy', structure: 'many-to-many', sequence_length: 4, input_size: 4, output_size: 4, required_lag: 1, modality: 'symbols' };
  const layout = heroLayout({ width: 800, height: 500, task, lanes: [{ lane: 0, layers: 1, hiddenSize: 3 }] });
  const losses = { lastLoss: 3, isScored: (/** @type {number} */ step) => step !== 1 };
  const at = (/** @type {number} */ step, /** @type {number} */ y) => lossAt(layout, { x: columnCentre(layout.axis, step), y, scroll: 0 }, losses);
  const { prediction, layers } = layout.lanes[0];
  assert.equal(at(2, prediction.y + 5), 2);
  assert.equal(at(1, prediction.y + 5), null, 'nothing is scored there');
  assert.equal(at(2, layers[0].y + 5), null, 'a cell is no loss');
});

test('a single loss is its callout, wherever the sequence is scrolled to', () => {
  const task = { kind: 'adding', loss: 'mean_squared_error', structure: 'many-to-one', sequence_length: 90, input_size: 2, output_size: 1, required_lag: 40, modality: 'values' };
  const layout = heroLayout({ width: 700, height: 500, task, lanes: [{ lane: 0, layers: 1, hiddenSize: 16 }] });
  const room = calloutRoom(layout, layout.lanes[0], 89, 300);
  const losses = { lastLoss: 89, isScored: () => true };
  assert.equal(lossAt(layout, { x: room.x + 4, y: room.y + 4, scroll: 300 }, losses), 89);
  assert.equal(lossAt(layout, { x: room.x - 4, y: room.y + 4, scroll: 300 }, losses), null);
});

test('a share is said as a person would', async () => {
  const english = await words('en');
  const t = (/** @type {string} */ key, params = {}) => Object.entries(params).reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), english[key]);
  const said = [1.2, 0.8, 0.5, 0.33, 0.1, 0.052, 1 / 299, 1 / 40_100, 2.1e-6, 1e-8, 1e-12, 0, NaN].map((share) => shareWords(share, t));
  assert.deepEqual(said, ['120\u00a0%', '80\u00a0%', 'one half', 'one third', 'one tenth', 'one twentieth', 'one three-hundredth', 'one forty-thousandth',
    'one five-hundred-thousandth', 'one hundred-millionth', 'next to nothing', 'next to nothing', 'next to nothing']);
});

test('both languages have a word for every share', async () => {
  for (const language of ['en', 'ko']) {
    const text = await words(language);
    for (let power = 0; power <= 8; power += 1) assert.equal(text[`share.${power}`].split('|').length, 9, `${language} ${power}`);
  }
});
