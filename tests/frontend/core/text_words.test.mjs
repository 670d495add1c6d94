import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { createTranslate, createWords, preferredLanguage } from '../../../frontend/src/core/text/i18n.ts';
import { wordsOf } from '../support/words.mjs';

const root = new URL('../../../frontend/', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, root), 'utf8');
/** @type {Record<string, string>} */
const en = wordsOf('en');
/** @type {Record<string, string>} */
const ko = wordsOf('ko');
const gaps = (/** @type {string} */ text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages have the same texts with the same gaps', () => {
  assert.deepEqual(Object.keys(en), Object.keys(ko));
  for (const key of Object.keys(en)) assert.deepEqual(gaps(ko[key]), gaps(en[key]), key);
});

test('no text has the id of a text in another file', () => {
  const files = readdirSync(new URL('src/', root), { recursive: true }).map(String).filter((path) => path.endsWith('/en.json'));
  const ids = files.flatMap((path) => Object.keys(JSON.parse(read(`src/${path}`))));
  assert.equal(new Set(ids).size, ids.length);
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

test('an update has one name, and a model too', () => {
  const told = Object.keys(en).filter((key) => !key.startsWith('term.update.'));
  for (const key of told) {
    assert.doesNotMatch(en[key].replaceAll(/\{\w+\}/g, ''), /\b(lanes?|training steps?|steps? of training|iterations?)\b/i, key);
    assert.doesNotMatch(ko[key], /업데이트(?! 게이트)|스텝|레인/, key);
  }
});

test('every text that a module names by its full id exists', () => {
  const modules = readdirSync(new URL('src/', root), { recursive: true }).map(String).filter((path) => path.endsWith('.ts')).map((path) => `src/${path}`);
  for (const path of [...modules, 'main.ts']) {
    for (const [, key] of read(path).matchAll(/\bt\('([\w.]+)'/g)) assert.ok(key in en, `${path}: ${key}`);
  }
  for (const [, key] of read('index.html').matchAll(/data-t(?:-label)?="([\w.]+)"/g)) assert.ok(key in en, `index.html: ${key}`);
});

test('what one can try has its words with it, not with another part', () => {
  const there = new Set(['', 'after/', 'try/'].flatMap((folder) => Object.keys(JSON.parse(read(`dist/files/text/${folder}en.json`)))));
  const modules = readdirSync(new URL('src/ask/', root), { recursive: true }).map(String).filter((name) => name.endsWith('.ts'));
  for (const name of modules) {
    for (const [, key] of read(`src/ask/${name}`).matchAll(/\bt\('([\w.]+)'/g)) assert.ok(there.has(key), `${name}: ${key}`);
  }
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

/** @param {string[]} asked @param {(path: string) => Promise<unknown>} [answer] */
const dictionaryThatNotes = (asked, answer = async (path) => ({ [path]: path })) => createWords(async ({ href }) => {
  const path = href.slice(href.indexOf('/text/') + 6);
  asked.push(path);
  return /** @type {any} */ ({ ok: true, json: () => answer(path) });
});

test('one language is fetched at first, a part when it is opened, each file once', async () => {
  /** @type {string[]} */
  const asked = [];
  const dictionary = dictionaryThatNotes(asked);
  await dictionary.speak('ko');
  await Promise.all([dictionary.add('race'), dictionary.add('race')]);
  assert.deepEqual(asked, ['ko.json', 'race/ko.json']);
  await dictionary.speak('en');
  assert.deepEqual(asked.slice(2), ['en.json', 'race/en.json']);
  assert.deepEqual(Object.keys(dictionary.dictionaries.en), ['en.json', 'race/en.json']);
});

test('a part that is opened while another language is on its way has words in both', async () => {
  /** @type {string[]} */
  const asked = [];
  const dictionary = dictionaryThatNotes(asked);
  await dictionary.speak('en');
  await Promise.all([dictionary.add('race'), dictionary.speak('ko')]);
  assert.deepEqual(asked.sort(), ['en.json', 'ko.json', 'race/en.json', 'race/ko.json']);
});

test('words that could not be fetched are asked for again', async () => {
  let there = false;
  const dictionary = dictionaryThatNotes([], async () => (there ? { hi: 'Hi' } : Promise.reject(new Error('gone'))));
  await assert.rejects(dictionary.speak('en'), /gone/);
  there = true;
  await dictionary.speak('en');
  assert.equal(dictionary.dictionaries.en.hi, 'Hi');
});

test('a model is called a model wherever the page speaks of it', () => {
  const others = { en: /(?<!\{)\blanes?\b(?!\})/i, ko: /레인|차선|신경망 \{lane\}/ };
  for (const [key, text] of Object.entries(en)) assert.doesNotMatch(text, others.en, key);
  for (const [key, text] of Object.entries(ko)) assert.doesNotMatch(text, others.ko, key);
});
