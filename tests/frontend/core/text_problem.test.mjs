import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createTranslate } from '../../../frontend/src/core/text/i18n.ts';
import { problemText } from '../../../frontend/src/core/text/problem.ts';
import { placeErrors } from '../../../frontend/src/page/controls/fields.ts';
import { wordsOf } from '../support/words.mjs';

const words = wordsOf;
const dictionaries = { en: words('en'), ko: words('ko') };
const t = createTranslate(dictionaries, () => 'ko');
const tooMuch = { path: [], message: 'the work of a step …', cause: { type: 'work', parameters: { work: 5_386_011_648_000, bound: 10_000_000_000 } } };

test('a problem with a cause is said in the language of the page, its numbers as the page prints them', () => {
  const { text, lang } = problemText(tooMuch, t);
  assert.equal(lang, null);
  assert.match(text, /5\.39×10¹²/);
  assert.match(text, /1\.00×10¹⁰/);
  assert.doesNotMatch(text, /[{}]|work/);
});

test('the error of a request carries its cause', () => {
  const error = new Error('lane 1 has left …', { cause: { type: 'lane_over', parameters: { lane: 1 } } });
  assert.equal(problemText(error, t).text, dictionaries.ko['problem.lane_over'].replace('{lane}', 'B'));
});

test('lists and small numbers are printed whole', () => {
  const cause = { type: 'periods_order', parameters: { periods: [8, 4, 20_000] } };
  assert.match(problemText({ message: '', cause }, t).text, /8, 4, 20\u202f000/);
});

test('what has no words here is shown as the server says it, and marked as English', () => {
  for (const cause of [undefined, null, { type: 'something_new', parameters: {} }]) {
    assert.deepEqual(problemText({ message: 'x is 3; choose 4', cause }, t), { text: 'x is 3; choose 4', lang: 'en' });
  }
});

test('a problem of a field is translated at its row', () => {
  const rows = /** @type {any[]} */ ([{ key: 'lag', path: ['task', 'lag'] }]);
  const problem = { path: ['task', 'lag'], message: 'lag is 9 …', cause: { type: 'lag_length', parameters: { lag: 9, length: 5 } } };
  const { homes } = placeErrors(rows, [problem], t);
  assert.equal(homes.get('lag'), t('problem.lag_length', { lag: '9', length: '5' }));
});
