import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createTranslate } from '../../frontend/src/text/i18n.js';
import { forecastParts, forecastWords } from '../../frontend/src/text/forecast.js';
import { wordsOf } from './words.mjs';

const LANGUAGES = /** @type {const} */ (['en', 'ko']);
const forecast = (/** @type {string} */ expected) => /** @type {any} */ ({ expected, verdict: 'before', reach: 7, lag: 20, step: null });

test('a forecast is laid out in two parts that a language names, and they make its sentence', () => {
  for (const language of LANGUAGES) {
    const t = createTranslate(/** @type {any} */ ({ [language]: wordsOf(language) }), () => language);
    for (const expected of ['chance', 'floor', 'learning']) {
      const { held, expects } = forecastParts(forecast(expected), t);
      assert.equal(held + expects, forecastWords(forecast(expected), t));
    }
  }
});

test('nothing between the parts is looked for in the words', () => {
  const words = /** @type {Record<string, string>} */ ({ 'forecast.part.held': '必要: {lag}', 'forecast.part.chance': '：偶然' });
  const t = /** @type {any} */ ((/** @type {string} */ key, /** @type {any} */ { lag } = {}) => words[key].replace('{lag}', lag));
  assert.deepEqual(forecastParts(forecast('chance'), t), { held: '必要: 20', expects: '：偶然' });
});
