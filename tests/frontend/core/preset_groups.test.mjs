import assert from 'node:assert/strict';
import { test } from 'node:test';

import { evidenceWords, presetGroups } from '../../../frontend/src/core/model/preset_groups.ts';
import { wordsOf } from '../support/words.mjs';

const words = wordsOf('en');
const preset = (/** @type {string} */ id, /** @type {string} */ task, /** @type {any} */ outcome = null) => /** @type {any} */ ({ id, task, outcome, experiment: { task: { kind: task } } });

test('stories come first, then a group a task in the order of the chooser, what works before what fails', () => {
  const groups = presetGroups([
    preset('vanishing', 'temporal_order'), preset('copy_fails', 'copy', 'fails'), preset('copy_works', 'copy', 'works'), preset('hello_works', 'hello', 'works'), preset('own', 'mystery', 'works'),
  ]);
  assert.deepEqual(groups.map(({ task, presets }) => [task, presets.map(({ id }) => id)]), [
    [null, ['vanishing']], ['hello', ['hello_works']], ['copy', ['copy_works', 'copy_fails']], ['mystery', ['own']],
  ]);
});

test('the evidence is said in words', () => {
  assert.deepEqual(evidenceWords({ seeds: 3, solved: 3, median_updates: 217 }), { key: 'preset.evidence.median', params: { seeds: 3, solved: 3, median: 217 } });
  assert.deepEqual(evidenceWords({ seeds: 5, solved: 0, median_updates: null }), { key: 'preset.evidence.none', params: { seeds: 5 } });
  assert.deepEqual(evidenceWords({ seeds: 5, solved: 2, median_updates: null })?.key, 'preset.evidence.some');
  assert.equal(evidenceWords(null), null);
  for (const key of ['none', 'some', 'median']) assert.ok(words[`preset.evidence.${key}`]);
});
