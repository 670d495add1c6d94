import assert from 'node:assert/strict';
import { test } from 'node:test';

import { enter, openPage, settled, until } from '../support/document.mjs';
import { goldenRun } from '../support/golden_runs.mjs';
import { mountQuestion, offersOf } from '../../../frontend/src/page/question.ts';
import { mountRadiusHandle } from '../../../frontend/src/hero/radius_handle.ts';
import { mountViewChoice } from '../../../frontend/src/hero/view_choice.ts';

const ORDER = 'v=1&task=temporal_order&task.length=12&a=rnn&a.hidden_size=8';
const at = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

test('the handle under the picture draws W_hh of the selected model to another radius, and stands only where there is such a matrix', async () => {
  const { store, services } = await openPage({ link: `${ORDER}&b=lru&preset=vanishing`, answers: { probe: () => ({}) } });
  mountRadiusHandle(at('radius'), store, services);
  await settled();
  assert.equal(at('radius').hidden, false);
  enter(at('radius-handle'), '2', 'input');
  assert.equal(/** @type {any} */ (store.get().experiment.lanes[0].cell.recurrent_init).spectral_radius, 4);
  assert.equal(store.get().preset, 'vanishing');
  services.actions.selectLane(1);
  await until(() => at('radius').hidden, 'the handle to go');
});

test('figures are shown where they are asked for, and where a lesson speaks of them', async () => {
  const { store, services } = await openPage({ link: ORDER });
  mountViewChoice(at('question'), store, services);
  await settled();
  const button = at('question').querySelector('.figures-button');
  const pressed = () => button.getAttribute('aria-pressed');
  assert.equal(pressed(), 'false');
  button.click();
  await until(() => pressed() === 'true', 'the figures');
  assert.equal(store.get().figures, true);
  store.set({ figures: false, lesson: /** @type {any} */ ({ number: 5, step: 0 }) });
  await until(() => button.disabled, 'the lesson');
  assert.equal(pressed(), 'true');
});

test('nothing is asked before the experiment is known, and the sentence has its place before the run is there', async () => {
  const { store, services, t } = await openPage({ link: ORDER });
  const { catalog } = store.get();
  store.set({ catalog: null });
  mountQuestion(at('question'), store, services);
  const title = () => at('question').querySelector('h1').textContent;
  assert.equal(title(), '');
  store.set({ catalog, run: null });
  await until(() => title() !== '', 'the question');
  assert.equal(title(), t('task.temporal_order.question', { length: 12 }));
  assert.equal(at('question').querySelector('.train-button').hidden, false);
});

test('one thing is offered at a time: to train, to mend, and once it is solved what comes next', async () => {
  const { store, services, t } = await openPage({ link: '' });
  mountQuestion(at('question'), store, services);
  const offered = () => [...at('question').querySelectorAll('.question-actions button:not([hidden])')].map(({ textContent }) => textContent);
  const run = /** @type {any} */ ({ source: 'live', state: 'paused', step: 0, frame: null, lanes: [], marks: [], experiment: store.get().experiment, facts: goldenRun('lessons/hand').facts });
  store.set({ run });
  await until(() => offered().length === 2, 'the offers');
  assert.deepEqual(offered(), [t('story.train'), t('preset.vanishing.fix')]);
  store.set({ run: { ...run, step: 4, state: 'running' } });
  await until(() => offered().length === 1, 'the run');
  assert.deepEqual(offered(), [t('preset.vanishing.fix')]);
  const row = () => [...at('question').querySelectorAll('.question-actions > :not([hidden])')];
  assert.ok(row().some(({ className }) => className === 'question-verdict'), 'on a phone the row has what the model has come to, while there is nothing to press');
  const solved = /** @type {any} */ ({ beat: 'solved' });
  assert.deepEqual(offersOf({ ...store.get(), run: { ...run, step: 4 } }, solved), { train: false, fix: false, next: true });
  assert.deepEqual(offersOf({ ...store.get(), run: { ...run, source: 'recording' } }, solved).next, false, 'a recorded run is trained first');
});
