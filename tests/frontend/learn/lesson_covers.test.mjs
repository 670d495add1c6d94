import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/document.mjs';
import { createCovers } from '../../../frontend/src/learn/covers.ts';
import { furnish } from '../../../frontend/src/learn/lessons/classroom.ts';

test('what would answer a step is hidden until it is answered, and comes back with the lesson gone', async () => {
  const { store, services } = await openPage({ link: 'v=1&lesson=1.1' });
  const root = /** @type {HTMLElement} */ (document.getElementById('lesson'));
  document.getElementById('transport')?.append(Object.assign(document.createElement('div'), { className: 'transport' }));
  furnish(root, store, services);
  const veil = () => document.body.dataset.veil ?? '';
  await settled();
  assert.equal(veil(), 'verdicts', 'how far each model reaches');
  services.actions.answerLesson({ vote: 'b' });
  await settled();
  assert.equal(veil(), '', 'the run decides from here on');

  services.actions.openLesson(5);
  await settled();
  assert.equal(veil(), 'gradients');
  store.set(({ lesson }) => ({ lesson: lesson && { ...lesson, reading: { done: true } } }));
  await settled();
  assert.equal(veil(), 'gradients', 'the next step asks about the other model');
  services.actions.leaveLesson();
  await settled();
  assert.equal(veil(), '');
});

test('covers that lie elsewhere are left alone', () => {
  const [mine, others] = [createCovers(), createCovers()];
  const state = /** @type {any} */ ({ timeWindow: null });
  mine.lay({ gradients: true }, state, 'covered');
  others.lay(null, state, 'covered');
  assert.equal(document.body.dataset.veil, 'gradients');
  mine.end();
  assert.equal(document.body.dataset.veil, undefined);
});
