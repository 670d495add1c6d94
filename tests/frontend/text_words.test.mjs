import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { createTranslate, preferredLanguage } from '../../frontend/src/text/i18n.js';

const root = new URL('../../frontend/', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, root), 'utf8');
/** @type {Record<string, string>} */
const en = JSON.parse(read('text/en.json'));
/** @type {Record<string, string>} */
const ko = JSON.parse(read('text/ko.json'));
const gaps = (/** @type {string} */ text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages have the same texts with the same gaps', () => {
  assert.deepEqual(Object.keys(en), Object.keys(ko));
  for (const key of Object.keys(en)) assert.deepEqual(gaps(ko[key]), gaps(en[key]), key);
});

test('what has words in one language has words in the other', () => {
  for (const key of Object.keys(en)) assert.equal(ko[key].trim() === '', en[key].trim() === '', key);
});

test('no Korean particle is glued to a symbol, and each thing has one word', () => {
  const particles = ['은', '는', '이', '가', '을', '를', '의', '와', '과', '만', '로', '으로', '에', '에서', '에는', '도', '배', '까지', '부터'];
  const glued = new RegExp(`(?<![A-Za-z_{])(?:[a-zA-Z](?:_[a-z]+)?|[αγελνσ]|Jₜ|\\{(?:gate|state|matrix)\\})(?:${particles.join('|')})(?![가-힣A-Za-z])`, 'u');
  const others = { 수열: '시퀀스', 네트워크: '신경망', 화소: '픽셀', 맥락: '문맥', 문턱값: '임계값', 항등행렬: '단위행렬', '우연 수준': '찍기 수준', '잘린 BPTT': '잘라낸 BPTT' };
  for (const [key, text] of Object.entries(ko)) {
    assert.doesNotMatch(text, glued, key);
    for (const [other, word] of Object.entries(others)) assert.ok(!text.includes(other), `${key}: ${word}`);
    if (/\bslope\b/i.test(en[key]) && !/gradient/i.test(en[key])) assert.doesNotMatch(text, /기울기/, key);
  }
});

test('every text that a module names by its full id exists', () => {
  const modules = readdirSync(new URL('src/', root), { recursive: true }).map(String).filter((path) => path.endsWith('.js')).map((path) => `src/${path}`);
  for (const path of [...modules, 'main.js']) {
    for (const [, key] of read(path).matchAll(/\bt\('([\w.]+)'/g)) assert.ok(key in en, `${path}: ${key}`);
  }
  for (const [, key] of read('index.html').matchAll(/data-t(?:-label)?="([\w.]+)"/g)) assert.ok(key in en, `index.html: ${key}`);
});

test('gaps are filled, a missing text shows its id, the language is asked for each time', () => {
  /** @type {'en' | 'ko'} */
  let language = 'en';
  const t = createTranslate({ en: { hi: 'Hi {name}, {n}' }, ko: { hi: '안녕 {name}' } }, () => language);
  assert.equal(t('hi', { name: 'Ada', n: 0 }), 'Hi Ada, 0');
  assert.equal(t('nothing.here'), 'nothing.here');
  language = 'ko';
  assert.equal(t('hi', { name: '다' }), '안녕 다');
});

test('the first language of the browser that the page speaks', () => {
  assert.equal(preferredLanguage(['de-AT', 'ko-KR', 'en']), 'ko');
  assert.equal(preferredLanguage(['EN-us', 'ko']), 'en');
  assert.equal(preferredLanguage(['fr']), 'en');
});
