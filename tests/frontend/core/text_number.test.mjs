import assert from 'node:assert/strict';
import { test } from 'node:test';

import { labelWords } from '../../../frontend/src/core/text/label.ts';
import { knobFigures, percent, powerOfTen, threeFigures, whole } from '../../../frontend/src/core/text/number.ts';

/** @param {(value: number) => string} format @param {[number, string][]} pairs */
const table = (format, pairs) => assert.deepEqual(pairs.map(([value]) => format(value)), pairs.map(([, text]) => text));

test('three significant figures', () => {
  table(threeFigures, [
    [0, '0'], [0.00547, '0.00547'], [1.9e-4, '1.90×10⁻⁴'], [-12.345, '−12.3'], [1, '1.00'], [999.6, '1000'], [0.9999, '1.00'],
    [1234, '1230'], [12345, '1.23×10⁴'], [-3e-7, '−3.00×10⁻⁷'], [5e-17, '5.00×10⁻¹⁷'], [0.001, '0.00100'], [NaN, 'NaN'], [-Infinity, '−∞'],
  ]);
});

test('knobs are exact and short', () => {
  table(knobFigures, [[0.01, '0.01'], [100, '100'], [0.003, '0.003'], [1e-5, '1×10⁻⁵'], [-10, '−10'], [2e6, '2×10⁶'], [0.12345, '0.1235'], [0, '0']]);
});

test('labels that are words are in the page’s language, symbols, digits and signs as they are', () => {
  const t = (/** @type {string} */ key) => ({ 'label.next_value': '다음 값', 'label.mark': '표시' })[key] ?? key;
  assert.deepEqual(labelWords({ modality: 'values' }, ['next value', 'mark', '−1'], t), ['다음 값', '표시', '−1']);
  assert.deepEqual(labelWords({ modality: 'symbols' }, ['mark'], t), ['mark']);
});

test('percentages, whole numbers, powers', () => {
  table(percent, [[0.274, '27\u00a0%'], [1, '100\u00a0%'], [0.9995, '99.95\u00a0%'], [Math.fround(0.99999), '99.99\u00a0%'], [0.996, '99.6\u00a0%'], [-0.06, '−6\u00a0%'], [-0.001, '0\u00a0%']]);
  table(whole, [[999, '999'], [12345, '12\u202f345'], [1234567, '1\u202f234\u202f567']]);
  table(powerOfTen, [[-16, '10⁻¹⁶'], [3, '10³']]);
});
