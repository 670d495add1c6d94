import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { DEFINITIONS, ofWords } from '../../../frontend/src/learn/glossary/definitions.ts';
import { ENTRIES } from '../../../frontend/src/learn/glossary/entries.ts';
import { createFind } from '../../../frontend/src/learn/glossary/matcher.ts';
import { glossaryIn } from '../../../frontend/src/learn/glossary/words.ts';
import { definitionsPage, PAGE } from '../../../scripts/definitions.mjs';
import { wordsOf } from '../support/words.mjs';

const root = new URL('../../../', import.meta.url);
const quantities = Object.entries(DEFINITIONS).flatMap(([id, own]) => own.map((quantity) => ({ id, ...quantity })));

test('docs/definitions.md is made of the glossary and the definitions', () => {
  assert.equal(readFileSync(PAGE, 'utf8'), definitionsPage(), 'run node scripts/definitions.mjs');
});

test('every definition has an entry of the glossary, words in both languages, and a test that is there', () => {
  for (const quantity of quantities) {
    assert.ok(quantity.id in ENTRIES, quantity.id);
    assert.ok(existsSync(new URL(quantity.test, root)), quantity.test);
    for (const language of ['en', 'ko']) for (const id of [...ofWords(quantity), ...(quantity.note ? [`definition.note.${quantity.note}`] : [])]) assert.ok(id in wordsOf(language), id);
  }
});

/** Captions that tell a number, and the terms whose words they have to use. */
const CAPTIONS = {
  half_life: ['hero.gain.half'],
  gain: ['claim.forget_gate.reading', 'ledger_card.gain'],
  adjoint: ['hero.gain.fit'],
  memory_horizon: ['hero.verdict.reach.help', 'try.map.horizon', 'marks.reach.text'],
  lyapunov: ['panel.lyapunov.label'],
  gradient_triangle: ['panel.triangle.label'],
  saturation: ['panel.pre_activation.help'],
  singular_value: ['panel.jacobian.label'],
  saliency: ['panel.saliency.label'],
};

test('a caption calls a number by the words of its definition', () => {
  for (const language of /** @type {const} */ (['en', 'ko'])) {
    const words = wordsOf(language);
    const find = createFind(glossaryIn((key) => words[key] ?? key));
    for (const [id, captions] of Object.entries(CAPTIONS)) {
      for (const caption of captions) assert.ok(find(words[caption]).some((found) => found.id === id), `${language} ${caption}: ${words[caption]}`);
    }
  }
});
