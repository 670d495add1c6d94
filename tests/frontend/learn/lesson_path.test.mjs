import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled } from '../support/document.mjs';
import { besideOn, nowOn, pathOf } from '../../../frontend/src/learn/lessons/path.ts';
import { LESSONS } from '../../../frontend/src/learn/lessons/course.ts';
import { furnish } from '../../../frontend/src/learn/lessons/classroom.ts';
import { mountPath } from '../../../frontend/src/learn/lessons/path_button.ts';
import { goldenJson } from '../support/golden.mjs';

const ON_IT = ['hand', 'blame', 'fading', 'half', 'gates'];
const stepsOf = (/** @type {string} */ id) => LESSONS.find((lesson) => lesson.id === id)?.steps.map((step) => `${id}.${step.id}`) ?? [];

test('the path goes through five lessons and on from where one left', () => {
  const known = goldenJson('catalog.json');
  const of = (/** @type {string[]} */ lessonsDone) => pathOf({ catalog: known, lessonsDone });
  const path = of([]);
  assert.deepEqual(path.map(({ number }) => LESSONS[number].id), ON_IT);
  assert.equal(nowOn(path), 0);
  const begun = of([...stepsOf('hand'), stepsOf('blame')[0]]);
  assert.deepEqual([begun[0].done, begun[1].done, nowOn(begun), begun[1].step], [true, false, 1, 1]);
  assert.equal(nowOn(of(ON_IT.flatMap(stepsOf))), 0, 'and once more from the first');
  const numbers = path.map(({ number }) => number);
  assert.deepEqual(numbers.map((number) => besideOn(path, number, 1)), [...numbers.slice(1), null]);
  assert.equal(besideOn(path, numbers[0], -1), null);
});

test('one press opens the step where one left, and the lesson leads on along the path', async () => {
  const { store, services, t } = await openPage({});
  const tools = document.createElement('div');
  await mountPath(tools, store, services);
  const button = /** @type {HTMLButtonElement} */ (tools.querySelector('button'));
  const root = /** @type {HTMLElement} */ (document.getElementById('lesson'));
  document.getElementById('transport')?.append(Object.assign(document.createElement('div'), { className: 'transport' }));
  furnish(root, store, services);
  const title = (/** @type {string} */ id) => t(`lesson.${id}.title`);
  assert.equal(button.getAttribute('aria-label'), t('path.step', { step: 1, steps: 5, title: title('hand') }));

  store.set({ lessonsDone: ['hand', 'blame', 'fading'].flatMap(stepsOf).concat(stepsOf('half').slice(0, -1)) });
  await settled();
  assert.equal(button.getAttribute('aria-label'), t('path.step', { step: 4, steps: 5, title: title('half') }));
  assert.deepEqual([...button.querySelectorAll('.path-dot')].map((dot) => /** @type {HTMLElement} */ (dot).dataset.done), ['true', 'true', 'true', 'false', 'false']);
  button.click();
  await settled();
  const { number, step } = /** @type {import('../../../frontend/src/core/model/lesson.ts').LessonView} */ (store.get().lesson);
  assert.deepEqual([LESSONS[number].id, step], ['half', LESSONS[number].steps.length - 1]);

  const next = () => /** @type {HTMLElement} */ (root.querySelector('.lesson-next'));
  assert.equal(next().textContent, t('lessons.next_named', { title: title('gates') }));
  next().click();
  await settled();
  assert.deepEqual([LESSONS[store.get().lesson?.number ?? 0].id, store.get().lesson?.path], ['gates', true]);
  services.actions.openLesson(number, step);
  await settled();
  assert.equal(next().textContent, t('lessons.next_lesson'), 'who comes by the list goes through all of them');
  const blame = LESSONS.findIndex(({ id }) => id === 'blame');
  services.actions.openLesson(blame, 0);
  await settled();
  next().click();
  next().click();
  const { lesson: reached } = store.get();
  assert.deepEqual([reached?.number, reached?.step], [blame, 2], 'a second press goes on from where the first has led, also before that is drawn');
});
