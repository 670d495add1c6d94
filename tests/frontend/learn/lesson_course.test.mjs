import assert from 'node:assert/strict';
import { test } from 'node:test';

import { enter, openPage, settled, until } from '../support/document.mjs';
import { goldenRun, namesIn, play } from '../support/golden_runs.mjs';
import { lessonDocuments } from '../../golden/lesson_documents.mjs';
import { LESSONS } from '../../../frontend/src/learn/lessons/course.ts';
import { filled, stepKey } from '../../../frontend/src/learn/lessons/wording.ts';
import { furnish } from '../../../frontend/src/learn/lessons/classroom.ts';
import { wordsOf } from '../support/words.mjs';

const runs = new Map(namesIn('lessons').map((name) => [name, goldenRun(`lessons/${name}`)]));
const EXPONENT = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {string | number} figure as the page prints it @returns {number} */
function n(figure) {
  const [mantissa, power = ''] = String(figure).replace(/[\s,%]|dB/g, '').replace('−', '-').split('×10');
  const exponent = [...power].map((each) => (each === '⁻' ? '-' : EXPONENT.indexOf(each))).join('');
  return Number(exponent ? `${mantissa}e${exponent}` : mantissa);
}

/** @typedef {{ opened?: string, deeds: (() => void | Promise<void>)[], shows: (said: Record<string, any>) => void }} Passage */
/** What a learner does in each step, with which run before the eyes, and what it has to show. `opened`: the run that the step begins with, if it begins one. */
const COURSE = /** @type {Record<string, (page: Awaited<ReturnType<typeof lessons>>) => Passage>} */ ({
  'loop.floor': ({ option }) => ({
    opened: 'loop', deeds: [option('b')],
    shows: ({ loss, other, floor, update }) => assert.ok(n(loss) < n(floor) && n(other) > n(floor) && n(update) > 0),
  }),
  'loop.letters': ({ option }) => ({
    deeds: [option('3'), option('4')],
    shows: ({ p1, p2, p3, p4 }) => assert.ok(n(p1) > 0.7 && n(p2) > 0.7 && n(p3) < 0.7 && n(p4) < 0.7),
  }),
  'weights.entry': ({ slide }) => ({
    opened: 'weights', deeds: [slide(1.5, 'weights_turned')],
    shows: ({ a, b, difference }) => assert.deepEqual([n(a), n(b), n(difference) > 0.01], [0.5, 1.5, true]),
  }),
  'weights.states': ({ option }) => ({
    deeds: [option('h₂'), option('h₃'), option('h₄')],
    shows: ({ d1, d2 }) => assert.ok(n(d1) === 0 && n(d2) > 0),
  }),
  'shapes.sort': ({ sort }) => ({
    opened: 'shapes', deeds: ['picture', 'caption', 'mood', 'translation', 'next'].map(sort),
    shows: ({ right }) => assert.equal(right, 5),
  }),
  'shapes.due': ({ option }) => ({
    opened: 'shapes_due', deeds: ['5', '6', '7', '8'].map(option),
    shows: ({ read, first, last }) => assert.deepEqual([n(read), n(first), n(last)], [4, 5, 8]),
  }),
  'hand.bet': ({ option }) => ({
    opened: 'hand', deeds: [option('o')],
    shows: ({ letter, share }) => assert.deepEqual([letter, n(share)], ['o', 84]),
  }),
  'hand.learn': ({ option, show }) => ({
    deeds: [option('down'), show('hand_learnt')],
    shows: ({ target, other }) => assert.ok(n(target) > 50 && n(other) < 50),
  }),
  'blame.share': ({ option }) => ({
    opened: 'blame', deeds: [option('hundredth')],
    shows: ({ near, far, truth }) => assert.ok(n(far) < n(near) && truth.startsWith('lesson.blame.share.option.')),
  }),
  'blame.ribbon': ({ click }) => ({
    deeds: [click('.lesson-option')],
    shows: ({ h1, h4 }) => assert.ok(n(h1) < n(h4)),
  }),
  'blame.check': ({ click }) => ({
    deeds: [click('.lesson-check')],
    shows: ({ difference, verdict }) => assert.deepEqual([n(difference), verdict], [0.125, 'lesson.blame.check.agree']),
  }),
  'blame.pebble': ({ click, find }) => ({
    opened: 'blame', deeds: [click('.lesson-option'), find('poke', { time: 0, size: 0.1, first: 0.25, last: 0.003, linear: 0.004 })],
    shows: ({ first, last, linear }) => assert.deepEqual([n(first), n(last), n(linear)], [0.25, 0.003, 0.004]),
  }),
  'fading.tanh': ({ sketch, click }) => ({
    opened: 'fading', deeds: [sketch(-20), click('.lesson-sketching .fix-button')],
    shows: ({ expected, measured }) => assert.ok(n(expected) < 1 && n(measured) < 1),
  }),
  'fading.sigmoid': ({ sketch, click }) => ({
    deeds: [sketch(-20), click('.lesson-sketching .fix-button')],
    shows: ({ measured }) => assert.ok(n(measured) < 0.5),
  }),
  'fading.first': ({ click }) => ({
    deeds: [click('.lesson-option')],
    shows: ({ tanh, sigmoid, decades }) => assert.ok(n(tanh) > n(sigmoid) && decades >= 3),
  }),
  'fading.ledger': ({ option }) => ({
    opened: 'fading', deeds: [option('slope')],
    shows: ({ slope, weight }) => assert.ok(n(slope) < n(weight)),
  }),
  'fading.equation': ({ click, find }) => ({
    opened: 'fading', deeds: [click('.lesson-option'), find('bench', { gain: 0.93 })],
    shows: ({ gain, plain }) => assert.ok(n(gain) === 0.93 && n(plain) > 0 && n(plain) < 0.9),
  }),
  'half.linear': ({ option }) => ({
    opened: 'half', deeds: [option('grows')],
    shows: ({ factor, truth }) => assert.deepEqual([n(factor) > 1.05, truth], [true, 'lesson.half.linear.option.grows']),
  }),
  'half.tanh': ({ option }) => ({
    deeds: [option('shrinks')],
    shows: ({ factor, truth }) => assert.deepEqual([n(factor) < 0.9, truth], [true, 'lesson.half.tanh.option.shrinks']),
  }),
  'half.dial': ({ slide, find }) => ({
    opened: 'half_edge', deeds: [find('dial', { radius: 1 }), slide(1, 'half_turned')],
    shows: ({ gain, radius }) => assert.deepEqual([Math.abs(n(gain) - 1) < 0.03, n(radius)], [true, 1]),
  }),
  'half.nilpotent': ({ option }) => ({
    opened: 'half_nilpotent', deeds: [option('grows')],
    shows: ({ factor, truth }) => assert.deepEqual([n(factor) > 1.5, truth], [true, 'lesson.half.nilpotent.option.grows']),
  }),
  'half.portrait': ({ option, find }) => ({
    opened: 'half_nilpotent', deeds: [option('repels'), find('portrait', { stable: 1, unstable: 2, radius: 1.5 })],
    shows: ({ stable, unstable }) => assert.deepEqual([stable, unstable], [1, 2]),
  }),
  'half.map': ({ option, find }) => ({
    opened: 'half_map', deeds: [option('narrower'), find('map', { done: 15, total: 15, low: 4, high: 2, columns: 5 })],
    shows: ({ low, high, truth }) => assert.deepEqual([low, high, truth], [4, 2, 'lesson.half.map.option.narrower']),
  }),
  'brakes.profile': ({ option }) => ({
    opened: 'brakes', deeds: [option('same')],
    shows: ({ norm, apart }) => assert.ok(n(norm) > 0 && n(apart) < 0.01),
  }),
  'brakes.toggle': ({ option, begin }) => ({
    deeds: [option('none'), begin('brakes_diverged'), option('norm'), begin('brakes_clipped')],
    shows: ({ at, loss }) => assert.ok(n(at) > 0 && Number.isFinite(n(loss))),
  }),
  'view.ten': ({ option }) => ({
    opened: 'view', deeds: [option('no')],
    shows: ({ best, update }) => assert.ok(n(best) < 95 && n(update) >= 400),
  }),
  'view.window': ({ option, begin }) => ({
    deeds: [option('20'), begin('view_20')],
    shows: ({ window, accuracy }) => assert.deepEqual([window, n(accuracy) >= 0.95], ['20', true]),
  }),
  'relu.seeds': ({ option, seed }) => ({
    opened: 'relu', deeds: [option('died'), seed(0, 'relu'), seed(9, 'relu_died')],
    shows: ({ dead }) => assert.ok(n(dead) > 0),
  }),
  'copy.diagonal': ({ option }) => ({
    opened: 'copy', deeds: [option('b')],
    shows: ({ winner, loss, other }) => assert.deepEqual([winner, n(loss) < 0.01, n(other) > 0.01], ['B', true, true]),
  }),
  'clocks.wave': ({ option }) => ({
    opened: 'clocks', deeds: [option('b')],
    shows: ({ error, other }) => assert.ok(n(error) < 0.05 && n(other) > 0.05),
  }),
  'clocks.module': ({ option }) => ({
    deeds: [option('256')],
    shows: ({ changes, fastest }) => assert.ok(n(changes) < n(fastest)),
  }),
  'gates.bias': ({ option }) => ({
    opened: 'gates', deeds: [option('near')],
    shows: ({ horizon, needed }) => assert.ok(n(horizon) < n(needed)),
  }),
  'gates.chrono': ({ option }) => ({
    deeds: [option('far')],
    shows: ({ truth }) => assert.equal(truth, 'lesson.gates.chrono.option.far'),
  }),
  'gates.hold': ({ click, find }) => ({
    opened: 'gates', deeds: [click('.lesson-option'), find('clamp', { clamps: 'g.f@1-100:1', lane: 0, held: 0.5, plain: 1e-9 })],
    shows: ({ held, plain }) => assert.ok(n(held) > n(plain)),
  }),
  'gates.learn': ({ option, show }) => ({
    opened: 'gates', deeds: [option('b'), show('gates_learnt')],
    shows: ({ accuracy, other }) => assert.ok(n(accuracy) >= 95 && n(other) < 95),
  }),
});

/** The steps in which something else is expected above than what comes. */
const SURPRISED = new Set(['fading.tanh', 'fading.sigmoid']);

/** @param {number} number */
async function lessons(number) {
  const check = { finite_difference: 0.125, backprop: 0.1250001, epsilon: 0.001 };
  const page = await openPage({ link: `v=1&lesson=${number + 1}.1`, answers: { check: () => check } });
  const { store, server } = page;
  const root = /** @type {HTMLElement} */ (document.getElementById('lesson'));
  document.getElementById('transport')?.append(Object.assign(document.createElement('div'), { className: 'transport' }));
  let begun = 0;

  /** Waits until the page has asked for that run, and lets it stand before the eyes. @param {string} name */
  async function begin(name) {
    await until(() => server.heardOf('start').length > begun, `the start of ${name}`);
    begun = server.heardOf('start').length;
    await show(name);
  }

  /** @param {string} name */
  async function show(name) {
    const run = /** @type {import('../support/golden_runs.mjs').GoldenRun} */ (runs.get(name));
    assert.deepEqual(store.get().experiment, run.document, `${name} was made of another experiment: run tests/golden/make_lessons.py`);
    play(server, run);
    await settled();
  }

  const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  const click = (/** @type {string} */ selector) => () => one(selector).click();
  const { FITTING } = await import('../../../frontend/src/learn/lessons/course/shapes.ts');
  furnish(root, store, page.services);
  return {
    ...page, root, one, click,
    begin: (/** @type {string} */ name) => () => begin(name), show: (/** @type {string} */ name) => () => show(name),
    option: (/** @type {string} */ name) => click(`.lesson-option[data-option='${name}']`),
    slide: (/** @type {number} */ value, /** @type {string} */ name) => async () => {
      enter(one('.lesson-turn input'), String(value));
      await begin(name);
    },
    sort: (/** @type {string} */ item) => () => enter(one(`.lesson-select[id$='-${item}']`), /** @type {any} */ (FITTING)[item]),
    sketch: (/** @type {number} */ exponent) => () => page.services.actions.answerLesson({ sketch: [exponent, exponent / 2, 0, 0, 0] }),
    find: (/** @type {string} */ name, /** @type {object} */ found) => () => store.set(({ findings }) => ({ findings: { ...findings, [name]: found } })),
    seed: (/** @type {number} */ number_, /** @type {string} */ name) => async () => {
      await until(() => root.querySelectorAll('.lesson-seed').length > number_, 'the strip of seeds');
      /** @type {HTMLElement} */ (root.querySelectorAll('.lesson-seed')[number_]).click();
      await begin(name);
    },
  };
}

test('every run that a lesson shows was trained on the experiment that it begins', () => {
  const documents = lessonDocuments();
  for (const [name, { document }] of runs) assert.deepEqual(document, documents[name] ?? documents[name.split('_')[0]], `${name}: run tests/golden/make_lessons.py`);
});

for (const [number, lesson] of LESSONS.entries()) {
  test(`lesson ${number + 1}, ${lesson.id}: every step is done by what the run shows, and says so in both languages`, async () => {
    const page = await lessons(number);
    const { store, root, one } = page;
    for (const [step, { id }] of lesson.steps.entries()) {
      const name = `${lesson.id}.${id}`;
      const { opened, deeds, shows } = COURSE[name](page);
      if (opened) await page.begin(opened)();
      await settled();
      assert.notEqual(store.get().lesson?.reading?.done, true, `${name} is done before anything was said`);
      for (const deed of deeds) {
        await deed();
        await settled();
      }
      const reading = store.get().lesson?.reading;
      assert.equal(reading?.done, true, `${name}: ${JSON.stringify(reading)}`);
      shows(reading?.params ?? {});
      assert.equal(one('.lesson-outcome').dataset.done, 'true');
      assert.equal(one('.lesson-outcome').dataset.right, String(!SURPRISED.has(name)), name);
      assert.equal(one('.lesson-result').textContent?.includes(page.t('lessons.surprise')), SURPRISED.has(name), name);
      for (const dictionary of [wordsOf('en'), wordsOf('ko')]) {
        const said = filled((key, gaps = {}) => (dictionary[key] ?? key).replace(/\{(\w+)\}/g, (gap, each) => String(gaps[each] ?? gap)), stepKey({ number, step }, reading?.key ?? 'said'), reading?.params);
        assert.doesNotMatch(said, /[{}]|lesson\.|NaN|undefined/, name);
      }
      assert.equal(root.querySelectorAll('.lesson-dot').length, lesson.steps.length);
      assert.ok(store.get().lessonsDone.includes(name));
      if (step + 1 < lesson.steps.length) one('.lesson-next').click();
      await settled();
    }
    assert.deepEqual(JSON.parse(localStorage.getItem('rnn-playground-lessons') ?? '[]').length, lesson.steps.length);
  });
}

/** Every step that asks for a vote, with all that can be said. */
const VOTES = LESSONS.flatMap(({ id, steps }, number) => steps.flatMap(({ id: step, ask }, index) => ('options' in ask && ask.kind === 'vote' && `${id}.${step}` !== 'hand.bet' ? [{ number, index, name: `${id}.${step}`, options: ask.options }] : [])));

test('of all that can be voted exactly one is what comes; the others are said to be a surprise', async () => {
  for (const { number, index, name, options } of VOTES) {
    const page = await lessons(number);
    for (const { id } of LESSONS[number].steps.slice(0, index + 1)) {
      const { opened, deeds } = COURSE[`${LESSONS[number].id}.${id}`](page);
      if (opened) await page.begin(opened)();
      await settled();
      for (const deed of deeds) {
        await deed();
        await settled();
      }
      if (`${LESSONS[number].id}.${id}` !== name) page.one('.lesson-next').click();
      await settled();
    }
    const right = [];
    for (const option of options) {
      page.option(option)();
      await settled();
      if (page.one('.lesson-outcome').dataset.right === 'true') right.push(option);
      assert.equal(page.one('.lesson-result').textContent?.includes(page.t('lessons.surprise')), !right.includes(option), `${name}: ${option}`);
    }
    assert.equal(right.length, 1, `${name}: ${right}`);
  }
});
