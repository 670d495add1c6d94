import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, settled, until } from '../support/document.mjs';
import { goldenRun, play } from '../support/golden_runs.mjs';
import { seedAnswers } from '../support/seed_answers.mjs';
import { loadClaims } from '../../../frontend/src/learn/claims/claims.ts';
import { mountClaims } from '../../../frontend/src/learn/claims/index.ts';
import { laneName } from '../../../frontend/src/core/text/lane.ts';
import { furnish } from '../../../frontend/src/learn/lessons/classroom.ts';

/** @param {Element} root @param {string} row as the summary names it @returns {string[]} what it says of each model */
function cells(root, row) {
  const found = [...root.querySelectorAll('.seeds-summary tr')].find((each) => each.querySelector('th')?.textContent === row);
  return [...(found?.querySelectorAll('td') ?? [])].map(({ textContent }) => textContent.replaceAll('\u2060', ''));
}

/** @param {any} server @returns {any[]} */
const seedsOf = (server) => server.heardOf('request').filter((/** @type {any} */ { kind }) => kind === 'seed_run');
/** @param {HTMLElement} root @returns {(selector: string) => HTMLElement} */
const within = (root) => (selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
const UNSOLVED = { outcome: 'chance', solved_at: null };

/** A claim that was voted on and read. @param {string} id @param {string} run @param {(message: any) => object} answer */
async function claim(id, run, answer) {
  const golden = goldenRun(run);
  const page = await openPage({ link: `v=1&claim=${id}`, judge: () => golden, answers: { seed_run: answer } });
  const root = /** @type {HTMLElement} */ (document.getElementById('claim'));
  mountClaims(root, page.store, page.services);
  await until(() => root.querySelector('.claim-votes button'), 'the card of the claim');
  await until(() => page.server.heardOf('start').length, 'the start of the claim’s experiment');
  play(page.server, golden);
  await settled();
  /** @type {HTMLElement} */ (root.querySelector('[data-vote=no]')).click();
  await settled();
  return { ...page, root, one: within(root) };
}

test('a claim trains its models over seeds when it is asked to, and says what they came to', async () => {
  const fails = (/** @type {number} */ seed, /** @type {any} */ lane) => lane.cell.input_std === 0.001 || seed === 7;
  const loses = (/** @type {number} */ seed, /** @type {any} */ lane) => (fails(seed, lane) ? { ...UNSOLVED, loss: 0.17 } : {});
  const { root, one, server, store, t } = await claim('context', 'lessons/copy', seedAnswers(loses));
  const button = await until(() => one('.seeds-here button'), 'the button of the seeds');
  assert.equal(button.textContent, t('try.seeds.here.several', { models: 'A, B', seeds: 8 }));
  assert.ok(button.getAttribute('aria-description'));
  assert.deepEqual([seedsOf(server).length, one('.seeds-here .seeds-summary').hidden, one('.claim-measured').hidden], [0, true, true]);
  button.focus();
  button.click();
  await until(() => button.hidden, 'all runs');
  assert.deepEqual(seedsOf(server).map(({ seed }) => seed), [...Array(16).keys()].map((run) => run >> 1));
  assert.ok(seedsOf(server).every(({ steps, experiment: { weight_seed: seed } }) => steps === 400 && seed === 0));
  assert.equal(cells(root, t('try.seeds.row.loss'))[0], '0.170 [0.170–0.170]');
  const verdict = one('.seeds-here-verdict').textContent ?? '';
  const [a, b] = store.get().experiment.lanes.map((lane, index) => `${'AB'[index]} ${laneName(lane, t)}`);
  const said = (/** @type {string} */ model, /** @type {number} */ solved) => t('try.seeds.verdict', { model, solved, seeds: 8 });
  assert.equal(verdict, `${said(a, 0)} ${said(b, 7)}`);
  assert.equal(store.get().announcement.text, verdict, 'it is said once, at the end');
  assert.equal(document.activeElement, one('.seeds-summary'), 'who pressed the button goes on where the answer is');
  assert.equal(one('.seeds-here .try-stamp').textContent, t('try.seeds.done', { total: 16 }));
});

test('another experiment has other seeds to run; a viewer has none', async () => {
  const { one, server, store, t } = await claim('context', 'lessons/copy', seedAnswers());
  const button = await until(() => one('.seeds-here button'), 'the button of the seeds');
  button.click();
  await until(() => button.hidden, 'all runs');
  const [first, ...others] = store.get().experiment.lanes;
  const other = { ...first, optimizer: { ...first.optimizer, learning_rate: 0.5 } };
  store.set(({ experiment }) => ({ experiment: { ...experiment, lanes: [other, ...others] } }));
  await settled();
  assert.deepEqual([button.hidden, button.textContent], [false, t('try.seeds.here.several', { models: 'A, B', seeds: 8 })]);
  assert.equal(seedsOf(server).length, 16, 'nothing is trained unasked');
  store.set({ watching: /** @type {any} */ ({}) });
  await settled();
  assert.equal(one('.seeds-here').hidden, true);
});

test('where nothing is learnt nothing is said of solving', async () => {
  const { root, one, store, t } = await claim('forget_gate', 'lessons/copy', seedAnswers());
  const button = await until(() => one('.seeds-here button'), 'the button of the seeds');
  button.click();
  await until(() => button.hidden, 'all runs');
  assert.deepEqual(cells(root, t('try.seeds.row.gain.first')), ['0.900 [0.900–0.900]', '0.900 [0.900–0.900]']);
  assert.ok(!one('.seeds-here').textContent?.includes(t('try.seeds.verdict', { model: '', solved: 8, seeds: 8 }).trim()));
  assert.equal(store.get().announcement.text, one('.seeds-here-verdict').textContent || t('try.seeds.done', { total: 16 }));
});

test('what seeds cannot say is quoted, and no run is offered for it', async () => {
  const { one, t } = await claim('relu_weights', 'lessons/loop', seedAnswers());
  assert.equal(one('.claim-finding').hidden, false);
  assert.equal(one('.seeds-here').hidden, true);
  const { evidence } = /** @type {any} */ ((await loadClaims()).find(({ id }) => id === 'relu_weights'));
  const figures = Object.assign({ seeds: 5 }, ...evidence.map((/** @type {any} */ each) => each.figures));
  assert.equal(one('.claim-measured').textContent, `${t('claims.before')} ${t('claim.relu_weights.measured', figures)}`);
});

/** A lesson's first step with its run before the eyes. @param {number} number @param {string} run @param {(message: any) => object} answer */
async function lesson(number, run, answer) {
  const page = await openPage({ link: `v=1&lesson=${number}.1`, answers: { seed_run: answer } });
  const root = /** @type {HTMLElement} */ (document.getElementById('lesson'));
  document.getElementById('transport')?.append(Object.assign(document.createElement('div'), { className: 'transport' }));
  furnish(root, page.store, page.services);
  await until(() => page.server.heardOf('start').length, 'the start of the lesson’s run');
  play(page.server, goldenRun(`lessons/${run}`));
  await settled();
  return { ...page, root, one: within(root) };
}

test('a lesson offers seeds once its step is done, and says how many solved it and when', async () => {
  const { root, one, server, t } = await lesson(1, 'loop', seedAnswers((_seed, lane) => (lane.cell.recurrence === 'off' ? UNSOLVED : {})));
  assert.equal(one('.seeds-here').hidden, true, 'seeds would give the answer away');
  one('.lesson-option[data-option=b]').click();
  const button = await until(() => one('.seeds-here button'), 'the button of the seeds');
  button.click();
  await until(() => button.hidden, 'all runs');
  assert.equal(seedsOf(server).length, 16);
  assert.deepEqual(cells(root, t('try.seeds.row.solving')), ['∞', '14 [11–16]']);
});

test('a run that came to nothing is no dead end: the seeds decide, and one that solved it opens', async () => {
  const answer = seedAnswers((seed, lane) => (lane.cell.input_std === 0.001 || seed < 2 ? UNSOLVED : {}));
  const { one, store, server, t: words } = await lesson(11, 'copy', answer);
  const short = (/** @type {any} */ lane) => ({ ...lane, series: { ...lane.series, length: 1 } });
  store.set(({ run }) => ({ run: run && { ...run, state: /** @type {const} */ ('finished'), lanes: run.lanes.map(short) } }));
  await settled();
  assert.equal(store.get().lesson?.reading?.done, false);
  assert.ok(one('.lesson-outcome').textContent?.includes(words('lessons.failed')));
  const button = await until(() => one('.seeds-here button'), 'the button of the seeds');
  button.click();
  await until(() => store.get().lesson?.reading?.key === 'tried', 'the seeds to decide');
  assert.equal(store.get().lesson?.reading?.done, true);
  assert.ok(one('.lesson-result').textContent?.includes(words('lessons.tried', { model: 'B', solved: 3, seeds: 5 })));
  const starts = server.heardOf('start').length;
  const open = [...one('.lesson-outcome').children].find(({ textContent }) => textContent === words('lessons.open_success'));
  /** @type {HTMLElement} */ (open).click();
  await until(() => server.heardOf('start').length > starts, 'the run that solved it');
  const { experiment } = server.heardOf('start').at(-1);
  assert.deepEqual([experiment.weight_seed, experiment.data_seed], [2, 2]);
});

test('the strip of seeds trains itself, and counts once its vote and both fates are there', async () => {
  const { root, one, server, t } = await lesson(10, 'relu', seedAnswers((seed) => (seed === 9 ? UNSOLVED : {})));
  await until(() => seedsOf(server).length === 20, 'twenty seeds');
  await settled();
  const curves = [...root.querySelectorAll('.lesson-curve polyline')].map((line) => line.getAttribute('points'));
  assert.deepEqual([curves.length, curves.every((points) => points?.split(' ').length === 2)], [20, true]);
  assert.deepEqual(seedsOf(server).map(({ seed, steps }) => [seed, steps]), Array.from({ length: 20 }, (_, seed) => [seed, 1000]));
  const counts = one('.lesson-seeds-ask > .lesson-record');
  assert.equal(counts.hidden, true);
  one('.lesson-option[data-option=died]').click();
  for (const [seed, run] of /** @type {const} */ ([[0, 'relu'], [9, 'relu_died']])) {
    const starts = server.heardOf('start').length;
    /** @type {HTMLElement} */ (root.querySelectorAll('.lesson-seed')[seed]).click();
    await until(() => server.heardOf('start').length > starts, `seed ${seed}`);
    play(server, goldenRun(`lessons/${run}`));
    await settled();
  }
  assert.equal(counts.hidden, false);
  assert.equal(counts.textContent, t('lesson.relu.seeds.counts', { solved: 19, diverged: 0, seeds: 20 }));
});
