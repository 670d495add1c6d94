import assert from 'node:assert/strict';
import { test } from 'node:test';

import { enter, openPage, press, settled, until } from '../support/document.mjs';
import { goldenRun, play } from '../support/golden_runs.mjs';
import { questionsOffered } from '../../../frontend/src/page/chooser/places.ts';
import { writes } from '../../../frontend/src/ask/fits.ts';
import { mountTry } from '../../../frontend/src/ask/try_area.ts';

/** A page with a question open, over a run of that task. @param {string} task @param {string} [question] @param {object} [options] */
async function asking(task, question = 'read', options) {
  const page = await openPage({ state: { details: { try: question } }, ...options });
  play(page.server, goldenRun(`measured/${task}`));
  const root = /** @type {HTMLElement} */ (document.getElementById('try'));
  mountTry(root, page.store, page.services);
  const room = /** @type {HTMLElement} */ (document.getElementById(`try-${question}`));
  await until(() => room.lastElementChild?.childElementCount, 'the question');
  await settled();
  const one = (/** @type {string} */ selector) => /** @type {any} */ (room.querySelector(selector));
  const asked = (/** @type {string} */ kind) => page.server.heard.filter((message) => message.type === 'request' && message.kind === kind);
  return { ...page, root, room, one, asked };
}

const BAD = /** @type {Record<string, [task: string, typed: string, key: string, gaps: Record<string, string | number>]>} */ ({
  'too long': ['hello', 'h'.repeat(2001), 'try.read.too_long', { found: 2001, most: 2000 }],
  nothing: ['hello', '', 'try.read.empty', {}],
  'no bit': ['parity', '102', 'try.read.no_bit', { found: '2' }],
  'no pulse': ['flip_flop', '+-0 +', 'try.read.no_pulse', { found: '+', channels: 3 }],
  'no number': ['adding', '0.5, x', 'try.read.no_number', { found: 'x' }],
  'no count': ['waveform', '2001', 'try.read.no_count', { found: 2001, most: 2000 }],
  'half a step': ['waveform', '1.5', 'try.read.no_count', { found: 1.5, most: 2000 }],
});

for (const [name, [task, typed, key, gaps]] of Object.entries(BAD)) {
  test('whoever predicts letters that it reads can write, of however few letters it is', () => {
  const reads = { modality: 'symbols', input_labels: [...'helo'] };
  assert.ok(writes(/** @type {any} */ ({ ...reads, kind: 'hello', output_labels: [...'lo'] })));
  assert.ok(!writes(/** @type {any} */ ({ ...reads, kind: 'copy', output_labels: [...'hel'] })));
});

test(`bad input is refused with its value, the bound and the remedy: ${name}`, async () => {
    const { one, room, t, asked, services } = await asking(task);
    const field = one('.editor textarea, .editor input[type=text]');
    enter(field, typed);
    press(field, 'Enter');
    assert.equal(one('.try-problem').textContent, t(key, gaps));
    assert.equal(room.querySelectorAll('.editor [aria-invalid=true]').length, 1);
    assert.equal(field.value, typed);
    assert.equal(asked('evaluate').length, 1); // The shown sequence, as the card opened.
    services.actions.setLanguage('ko');
    await until(() => /[가-힣]/.test(one('.try-problem').textContent), 'the problem in Korean');
    for (const gap of Object.values(gaps)) assert.ok(one('.try-problem').textContent.includes(String(gap)));
  });
}

test('what the server does not answer is said beside the field, and a good one takes that away', async () => {
  const { one, t, server } = await asking('hello');
  const field = one('textarea');
  enter(field, 'help');
  press(field, 'Enter');
  await settled();
  assert.notEqual(one('.try-problem').textContent, '');
  assert.equal(field.getAttribute('aria-invalid'), 'true');
  enter(field, 'hell');
  press(field, 'Enter');
  assert.equal(one('.try-problem').hidden, true);
  assert.equal(field.getAttribute('aria-invalid'), null);
  assert.deepEqual(server.heard.at(-1).text, [...'hell']);
  assert.equal(one('.try-go').textContent, t('try.read.go'));
});

test('the shown sequence is what one begins with, and symbols can be put in by a press', async () => {
  const { one, room, t } = await asking('hello');
  assert.equal(one('textarea').value, 'hell');
  const insert = [...room.querySelectorAll('button')].find((button) => button.getAttribute('aria-label') === t('try.read.insert', { symbol: 'o' }));
  insert?.click();
  assert.equal(one('textarea').value, 'hello');
});

test('the shown sequence is read as the card opens, and by nobody who watches or has closed it', async () => {
  const { asked, server, store, services } = await asking('hello');
  assert.deepEqual(asked('evaluate').map(({ text }) => text), [[...'hell']]);
  services.actions.setDetail('try', null);
  play(server, goldenRun('measured/hello'));
  await settled();
  store.set({ watching: /** @type {any} */ ({}) });
  services.actions.setDetail('try', 'read');
  await settled();
  assert.equal(asked('evaluate').length, 1);
  store.set({ watching: null });
  await settled();
  assert.equal(asked('evaluate').length, 2);
});

test('values and marks by keyboard alone', async () => {
  const { one, t, asked } = await asking('adding');
  const board = one('.curve-board');
  const marks = one('.mark-row input');
  enter(marks, '5, 7');
  press(board, 'Home');
  for (const key of [...Array(10).fill('PageDown'), 'PageUp', 'PageUp', ' ', 'ArrowRight', ...Array(10).fill('PageDown'), ...Array(4).fill('PageUp'), ' ']) press(board, key);
  assert.equal(marks.value, '1, 2');
  assert.equal(board.getAttribute('aria-valuetext'), t('try.read.at', { time: 2, value: t('try.read.marked_value', { value: '0.50' }) }));
  press(board, 'Enter');
  const { values } = asked('evaluate').at(-1);
  assert.deepEqual(values.slice(0, 2), [[0.25, 1], [0.5, 1]]);
  assert.ok(values.slice(2).every((/** @type {number[]} */ [, mark]) => mark === 0));
});

test('bits are switches', async () => {
  const { one, room, asked } = await asking('parity');
  const field = one('.editor textarea, .editor input[type=text]');
  enter(field, '110');
  const switches = () => /** @type {HTMLElement[]} */ ([...room.querySelectorAll('.bit-switch')]);
  assert.deepEqual(switches().map(({ textContent }) => textContent), ['+', '+', '−']);
  switches()[2].click();
  assert.equal(field.value, '111');
  one('.try-go').click();
  assert.deepEqual(asked('evaluate').at(-1).values, [[1], [1], [1]]);
});

test('pulses are switches, one of every channel below another', async () => {
  const { one, room, t, asked } = await asking('flip_flop');
  const field = one('.editor textarea, .editor input[type=text]');
  assert.equal(field.value.split(' ').length, 8, 'the shown sequence, a group of signs a time step');
  enter(field, '+−+ 00−');
  const switches = () => /** @type {HTMLElement[]} */ ([...room.querySelectorAll('.bit-switch')]);
  assert.deepEqual(switches().map(({ textContent }) => textContent), ['+', '−', '+', '0', '0', '−']);
  assert.equal(switches()[5].getAttribute('aria-label'), t('try.read.pulse', { time: 2, channel: 3, bit: '−1' }));
  for (const place of [0, 1, 3]) switches()[place].click();
  assert.equal(field.value, '−0+ +0−', 'from none to +, to −, to none');
  one('.try-go').click();
  assert.deepEqual(asked('evaluate').at(-1).values, [[-1, 0, 1], [1, 0, -1]]);
});

test('a question is offered where the task has room for it', async () => {
  const hello = await asking('hello');
  const offered = () => questionsOffered(hello.store.get()).map(({ id }) => id);
  assert.deepEqual([offered().includes('lengths'), offered().includes('write')], [false, true]);
  play(hello.server, goldenRun('measured/adding'));
  hello.store.set({ experiment: goldenRun('measured/adding').experiment });
  await settled();
  assert.deepEqual([offered().includes('lengths'), offered().includes('write')], [true, false]);
});

test('the eigenvalues can be turned where some model has a matrix W_hh', async () => {
  const { store } = await asking('hello');
  const { run, ...state } = store.get();
  const offered = (/** @type {string[][]} */ ...names) => {
    const lanes = names.map((recurrent) => ({ .../** @type {any} */ (run).facts.lanes[0], recurrent }));
    return questionsOffered(/** @type {any} */ ({ ...state, run: { ...run, facts: { .../** @type {any} */ (run).facts, lanes } } })).some(({ id }) => id === 'dial');
  };
  assert.deepEqual([offered(['W_hh']), offered(['u']), offered([], ['W_hh'])], [true, false, true]);
});

test('one question is open at a time, its button closes it, and the link knows which', async () => {
  const { root, store, t, services } = await asking('hello');
  const room = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`#try-${name}`));
  services.actions.setDetail('try', 'write');
  await settled();
  assert.deepEqual([room('read').hidden, room('write').hidden], [true, false]);
  assert.equal(room('write').querySelector('h2')?.textContent, t('try.write.name'));
  const close = /** @type {HTMLElement} */ (room('write').querySelector('.card-remove'));
  assert.equal(close.getAttribute('aria-label'), t('measure.close', { name: t('try.write.name') }));
  close.click();
  await settled();
  assert.equal(room('write').hidden, true);
  assert.equal(store.get().details.try, undefined);
});

test('a recording has no network to ask, and a press trains one', async () => {
  for (const question of ['read', 'dial']) {
    const { one, store, t } = await asking('hello', question);
    store.set(({ run }) => ({ run: run && { ...run, source: /** @type {const} */ ('recording') } }));
    await settled();
    assert.equal(one('.try-gate').hidden, false);
    assert.ok(one('.try-gate').textContent.includes(t('try.gate.recording')));
    assert.equal(one('.try-gate button').textContent, t('try.gate.train'));
    const content = one('.try-gate').nextElementSibling;
    assert.equal(content.hidden, true);
  }
});

test('lengths that are none are refused beside their field', async () => {
  const { one, asked, server } = await asking('parity', 'lengths', { answers: { lengths: () => ({ step: 1, lengths: [6, 12], chance: [0.5, 0.5], floor: [null, null], lanes: [{ loss: [0.7, 0.7], metric: [0.5, 0.5] }] }) } });
  const field = one('input[type=text], textarea');
  enter(field, '5, 3');
  press(field, 'Enter');
  assert.ok(one('.try-problem').textContent.includes('3'));
  assert.deepEqual(asked('lengths'), []);
  assert.ok(server.heard.length > 0);
});
