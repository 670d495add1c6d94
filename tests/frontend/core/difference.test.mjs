import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { duplicateLane, setAt, withCell } from '../../../frontend/src/core/model/experiment.ts';
import { comparisonOf, subtracted } from '../../../frontend/src/core/model/difference.ts';
import { comparisonHelp, comparisonWords } from '../../../frontend/src/core/text/difference.ts';
import { createTranslate } from '../../../frontend/src/core/text/i18n.ts';
import { catalog } from '../support/catalog.mjs';

const words = (/** @type {string} */ language) => JSON.parse(readFileSync(new URL(`../../../frontend/dist/files/text/${language}.json`, import.meta.url), 'utf8'));
const t = createTranslate({ en: words('en'), ko: words('ko') }, () => 'en');
const known = catalog();
const one = known.presets[0].experiment;
const copied = duplicateLane(one, 0);

/** @param {any} experiment @param {number} [lane] */
const said = (experiment, lane = 1) => comparisonWords(/** @type {any} */ (comparisonOf(known, experiment, lane)), t);

test('the first lane is compared with none, a copy asks for one change', () => {
  assert.equal(comparisonOf(known, copied, 0), null);
  assert.equal(said(copied), 'as A: change one thing');
});

test('one change is said with its name and its value', () => {
  assert.equal(said(setAt(copied, ['lanes', 1, 'optimizer', 'learning_rate'], 0.05)), 'as A, but learning rate 0.05');
  assert.equal(said(setAt(copied, ['lanes', 1, 'cell', 'activation'], 'relu')), 'as A, but activation ReLU');
  assert.equal(said(setAt(copied, ['lanes', 1, 'cell', 'recurrent_init'], { kind: 'gaussian', gain: 1, spectral_radius: null })), 'as A, but Gaussian');
  assert.equal(said(setAt(copied, ['lanes', 1, 'clip'], { kind: 'none' })), 'as A, but gradient clip off');
  assert.equal(said(setAt(copied, ['lanes', 1, 'initial_weights'], { W: [[1]] })), 'as A, but its own first weights');
});

test('another cell is one difference, whatever fields the other one has not', () => {
  const other = { ...copied, lanes: copied.lanes.with(1, withCell(known, copied.lanes[0], 'lstm')) };
  assert.equal(said(other), 'as A, but LSTM');
  assert.equal(said(setAt(setAt(setAt(other, ['lanes', 1, 'cell', 'hidden_size'], 8), ['lanes', 1, 'clip'], { kind: 'none' }), ['lanes', 1, 'optimizer', 'learning_rate'], 0.1)), 'as A, but 4 things');
});

test('a lane is compared with the earlier one that it differs least from', () => {
  const lstm = withCell(known, copied.lanes[0], 'lstm');
  const three = { ...one, lanes: [one.lanes[0], lstm, setAt(lstm, ['cell', 'forget_bias'], 3)] };
  const comparison = comparisonOf(known, three, 2);
  assert.equal(comparison?.lane, 1);
  assert.equal(said(three, 2), 'as B, but forget bias 3');
  assert.match(comparisonHelp(/** @type {any} */ (comparison), t), /forget bias 3/);
});

test('the two lanes that are subtracted: the selected one and its model, of the first lane the second', () => {
  assert.equal(subtracted(known, one, 0), null);
  assert.deepEqual(subtracted(known, copied, 0), { minuend: 1, subtrahend: 0 });
  assert.deepEqual(subtracted(known, copied, 1), { minuend: 1, subtrahend: 0 });
});
