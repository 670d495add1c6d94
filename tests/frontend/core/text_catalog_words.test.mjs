import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CATALOG_WORDS, quantityWords, sourceWords, stretches } from '../../../frontend/src/core/text/catalog_words.ts';
import { wordsOf } from '../support/words.mjs';

const words = wordsOf;
const [en, ko] = [words('en'), words('ko')];
const inKorean = (/** @type {string} */ key) => ko[key];

test('the English text of every phrase is the phrase', () => {
  for (const [key, phrase] of CATALOG_WORDS) assert.equal(en[key], phrase);
  for (const family of ['equation', 'source']) {
    assert.deepEqual(Object.keys(en).filter((key) => key.startsWith(`${family}.`)).filter((key) => !CATALOG_WORDS.has(key)), []);
  }
});

test('an equation is read in stretches of symbols and of words', () => {
  assert.deepEqual(stretches('y_t = the innermost bracket open after x_1', (key) => en[key]), [
    { symbols: 'y_t =', words: null }, { symbols: null, words: 'the innermost bracket open after' }, { symbols: 'x_1', words: null }]);
  assert.deepEqual(stretches('h = z if z > 0, else 0', inKorean).map(({ symbols, words: said }) => symbols ?? said), ['h = z', '만약', 'z > 0,', '아니면', '0']);
  assert.deepEqual(stretches('h = tanh(z)', inKorean), [{ symbols: 'h = tanh(z)', words: null }]);
});

test('a quantity has its name in the page’s language, an index keeps its letters', () => {
  assert.deepEqual(['gain', 'tanh', 'W'].map((name) => quantityWords(name, inKorean)), ['이득', null, null]);
  assert.deepEqual(stretches('W_if + b_{if}', inKorean), [{ symbols: 'W_if + b_{if}', words: null }]);
});

test('a source keeps its names and years', () => {
  assert.equal(sourceWords('Gers and Schmidhuber, 2000, equation 12; forget gate: Gers, 2000', inKorean), 'Gers and Schmidhuber, 2000, 식 12; 망각 게이트: Gers, 2000');
  assert.equal(sourceWords('Cho et al., 2014, arXiv:1406.1078; after Gers, 2000, doi:10.1109/5.58337', inKorean), 'Cho et al., 2014, arXiv:1406.1078; 원래는 Gers, 2000, doi:10.1109/5.58337');
});
