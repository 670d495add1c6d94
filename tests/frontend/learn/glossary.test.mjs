import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { ENTRIES } from '../../../frontend/src/learn/glossary/entries.ts';
import { createFind } from '../../../frontend/src/learn/glossary/matcher.ts';
import { termOfSymbol } from '../../../frontend/src/learn/glossary/symbols.ts';
import { glossaryIn } from '../../../frontend/src/learn/glossary/words.ts';
import { wordFiles, wordsOf } from '../support/words.mjs';

const root = new URL('../../../frontend/dist/files/text/', import.meta.url);
const read = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const LANGUAGES = /** @type {const} */ (['en', 'ko']);
const inLanguage = (/** @type {Record<string, string>} */ texts) => glossaryIn((key) => texts[key] ?? key);
const glossaries = { en: inLanguage(read('glossary/en.json')), ko: inLanguage(read('glossary/ko.json')) };
const words = (/** @type {'en' | 'ko'} */ language, /** @type {string} */ text) => createFind(glossaries[language])(text).map(({ start, end }) => text.slice(start, end));

/** Every text of the page in a language, those of folders beside the glossary's too. @param {'en' | 'ko'} language @returns {string[]} */
function pageTexts(language) {
  return wordFiles().filter((folder) => folder !== 'glossary/').flatMap((folder) => Object.values(read(`${folder}${language}.json`))).map(String);
}

test('both languages explain the same terms, each in one to three sentences', () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(Object.keys(read(`glossary/${language}.json`)).filter((key) => key.endsWith('.text')).sort(), Object.keys(ENTRIES).map((id) => `term.${id}.text`).sort());
    for (const [id, { term, text }] of Object.entries(glossaries[language])) {
      const sentences = text.match(/[.다요오]\.|[a-z0-9)]\.(?=\s|$)|[.!?](?=\s|$)/g) ?? [];
      assert.ok(term && sentences.length >= 1 && sentences.length <= 4, `${language} ${id}: ${sentences.length}`);
    }
  }
});

test('every word leads to one entry only', () => {
  for (const language of LANGUAGES) {
    const all = Object.values(glossaries[language]).flatMap(({ words: all }) => all).map((word) => word.toLowerCase());
    assert.deepEqual(all.filter((word, index) => all.indexOf(word) !== index), [], language);
  }
});

test('every entry is used by the page, or by another entry that is', () => {
  for (const language of LANGUAGES) {
    const find = createFind(glossaries[language]);
    const used = new Set(pageTexts(language).flatMap((text) => find(text).map(({ id }) => id)));
    for (let before = -1; before < used.size;) {
      before = used.size;
      for (const id of [...used]) for (const found of find(glossaries[language][id].text)) used.add(found.id);
    }
    assert.deepEqual(Object.keys(ENTRIES).filter((id) => !used.has(id)), [], language);
  }
});

test('what an entry points at exists', () => {
  const en = wordsOf('en');
  const html = readFileSync(new URL('../../../frontend/index.html', import.meta.url), 'utf8');
  for (const [id, { place }] of Object.entries(ENTRIES)) {
    if ('panel' in place) assert.ok(`panel.${place.panel}.label` in en, id);
    if ('field' in place) assert.ok(`field.${place.field}.label` in en, id);
    if ('element' in place) assert.ok(html.includes(`id="${place.element}"`), id);
  }
});

test('the longest term, whole words, in English', () => {
  assert.deepEqual(words('en', 'A vanishing gradient and gradients; the hidden units.'), ['vanishing gradient', 'gradients', 'hidden units']);
  assert.deepEqual(words('en', 'Eigenvalues of W_hh'), ['Eigenvalues', 'W_hh']);
  assert.deepEqual(words('en', 'unity, aggregate, interrelated, minGRU, stated'), []);
});

test('a Korean term without the particle behind it, and no other word that begins alike', () => {
  assert.deepEqual(words('ko', '기울기가 시점마다 줄어드는 은닉 상태입니다.'), ['기울기', '시점', '은닉 상태']);
  assert.deepEqual(words('ko', '20시점 전의 고윳값만으로'), ['시점', '고윳값']);
  assert.deepEqual(words('ko', '창문, 층계, 이동네, 배치했던, 단계적'), []);
});

test('found in the order of the text, with the places where they stand', () => {
  const found = createFind(glossaries.en)('Clip the gradient');
  assert.deepEqual(found, [{ start: 0, end: 4, id: 'clip' }, { start: 9, end: 17, id: 'gradient' }]);
});

test('a letter is what it is in its own cell', () => {
  const term = (/** @type {string} */ of, /** @type {string} */ base, sub = '', next = '') => termOfSymbol({ base, sub, next }, of);
  assert.equal(term('cell.lstm', 'f', '4,1'), 'forget_gate');
  assert.equal(term('cell.rnn', 'f', '', '('), 'activation');
  assert.equal(term('panel.pre_activation', 'f', '', '′'), 'slope');
  assert.equal(term('cell.gru', 'z'), 'update_gate');
  assert.equal(term('activation.tanh', 'z'), 'pre_activation');
  assert.equal(term('cell.cornn', 'z', 't'), null);
  assert.equal(term('cell.rnn', 'σ', '', '('), 'sigmoid');
  assert.equal(term('panel.spectrum', 'σ', 'max'), 'singular_value');
  assert.equal(term('panel.spectrum', 'λ', 'i'), 'eigenvalue');
  assert.equal(term('optimizer.adamw', 'λ'), null);
  assert.equal(term('task.sine', 'y', 't'), null);
  for (const [sub, id] of /** @type {const} */ ([['hh,1j', 'recurrent_weights'], ['xh', 'input_weights'], ['hy,o1', 'read_out']])) assert.equal(term('cell.gru', 'W', sub), id);
});

test('every symbol that means something is an entry', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzαβγδεηθλμνρστφ∂ℓ‖', 'tanh', 'ReLU', 'window', 'shift', 'slope', 'gate'];
  const places = ['', 'cell.lstm', 'cell.gru', 'cell.ugrnn', 'cell.mingru', 'cell.minlstm', 'cell.slstm', 'cell.lem', 'cell.lmu', 'cell.lru', 'cell.rglru', 'cell.deltanet', 'cell.mlstm', 'panel.gates', 'panel.ledger', 'panel.lyapunov', 'optimizer.sgd', 'clip.norm', 'bptt.truncated', 'initialisation.orthogonal'];
  const found = places.flatMap((of) => letters.flatMap((base) => ['', 't', 'hh', 'xh', 'hy', 'gate'].map((sub) => termOfSymbol({ base, sub, next: '(' }, of)))).filter((id) => id !== null);
  assert.ok(new Set(found).size > 30);
  for (const id of found) assert.ok(id in ENTRIES, id);
});

test('symbols within a text are found too', () => {
  for (const language of LANGUAGES) assert.deepEqual(words(language, '‖∂L/∂h₁‖ 0.1, ∂ℓᵢ/∂hₛ, W_hh, h₂ – oh₂'), ['‖∂L/∂h₁‖', '∂ℓᵢ/∂hₛ', 'W_hh', 'h₂']);
});
