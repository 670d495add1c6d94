import assert from 'node:assert/strict';
import { test } from 'node:test';

import { catalogOfServer, enter, openPage, press, settled, until } from '../support/document.mjs';
import { goldenRun } from '../support/golden_runs.mjs';
import { linkOf, openingOf } from '../../../frontend/src/core/actions/address.ts';
import { aboutChoice, aboutTask } from '../../../frontend/src/page/controls/about/about_choice.ts';
import { mountCards } from '../../../frontend/src/page/transport/cards.ts';
import { mountControls } from '../../../frontend/src/page/controls/controls.ts';
import { mountShapeChoice, OF_SHAPE } from '../../../frontend/src/page/controls/shape_choice.ts';
import { mountPresetChoice } from '../../../frontend/src/page/controls/preset_choice.ts';

const QUIET = 'v=1&task=adding&task.length=12&a=rnn&a.hidden_size=8';

/** @param {object} [options] */
async function controls(options) {
  const page = await openPage({ link: QUIET, ...options });
  const root = /** @type {HTMLElement} */ (document.getElementById('controls'));
  const unmount = mountControls(root, page.store, page.services);
  await settled();
  const all = /** @param {string} selector @returns {any[]} */ (selector) => [...root.querySelectorAll(selector)];
  return { ...page, root, all, unmount, one: /** @param {string} selector */ (selector) => all(selector)[0] };
}

test('all tasks unfold in groups, and the chosen one stays in sight', async () => {
  const { all, one, store } = await controls();
  const kinds = /** @type {any} */ (store.get().catalog).families.task.length;
  const radios = () => all('[role=radiogroup] input[type=radio]');
  const few = radios().length;
  assert.ok(few < kinds);
  one('.task-all').click();
  assert.equal(radios().length, kinds);
  assert.equal(one('.task-all').getAttribute('aria-expanded'), 'true');
  const waveform = one('input[value=waveform]');
  waveform.checked = true;
  waveform.dispatchEvent(new Event('change', { bubbles: true }));
  await until(() => store.get().experiment.task.kind === 'waveform', 'the task');
  assert.equal(store.get().experiment.task.kind, 'waveform');
  one('.task-all').click();
  assert.equal(radios().length, few);
  assert.deepEqual(radios().filter(({ checked }) => checked).map(({ value }) => value), ['waveform']);
});

test('Escape folds the tasks up and goes back to what unfolded them', async () => {
  const { all, one } = await controls();
  one('.task-all').click();
  press(one('input[value=waveform]'), 'Escape');
  assert.equal(document.activeElement, one('.task-all'));
  assert.equal(all('input[value=waveform]').length, 0);
});

test('an empty field says what it comes to, and can be emptied again', async () => {
  const { one, store, t } = await controls({ link: 'v=1&task=echo&task.length=30&a=lstm&a.hidden_size=8&more=1' });
  const field = () => one('.field[data-field=lag] input[type=text]');
  assert.match(field().placeholder, /10/);
  enter(field(), '7');
  await settled();
  assert.equal(store.get().experiment.task.lag, 7);
  const empty = one(`[aria-label="${t('field.clear', { label: t('field.lag.label') })}"]`);
  empty.click();
  await settled();
  assert.equal(store.get().experiment.task.lag, null);
  assert.equal(field().value, '');
});

test('the tile of hello loads the tutorial’s, slowly at first, and the next tile goes back to what stood there', async () => {
  const { one, store } = await controls({ link: `${QUIET}&pace=300` });
  const catalog = /** @type {any} */ (store.get().catalog);
  const hello = catalog.presets.find((/** @type {any} */ { id }) => id === 'hello');
  const choose = async (/** @type {string} */ kind) => {
    const radio = one(`input[value=${kind}]`);
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
    await until(() => store.get().experiment.task.kind === kind, kind);
    await settled();
    const { experiment, preset, playback, panels } = store.get();
    return { experiment, preset, panels, ...playback };
  };
  const tutorial = await choose('hello');
  assert.deepEqual(tutorial.experiment, hello.experiment);
  assert.deepEqual([tutorial.experiment.lanes[0].cell.hidden_size, tutorial.experiment.batch_size], [3, 1]);
  assert.deepEqual([tutorial.preset, tutorial.pace, tutorial.slowMotion], ['hello', hello.pace, true]);
  const next = await choose('copy');
  assert.deepEqual([next.experiment.lanes[0].cell.hidden_size, next.experiment.batch_size, next.experiment.task.kind], [8, 32, 'copy']);
  assert.deepEqual([next.pace, next.slowMotion, next.panels], [300, false, []]);
  assert.equal((await choose('hello')).slowMotion, false, 'the stages are walked once');
});

test('neurons brings the wires and two units, and takes both along', async () => {
  const { store, services: { actions } } = await controls();
  const seen = () => [store.get().preset, store.get().view, store.get().experiment.lanes[0].cell.hidden_size];
  actions.choosePreset('neurons');
  assert.deepEqual(seen(), ['neurons', 'wires', 2]);
  assert.deepEqual(store.get().experiment.task, { kind: 'hello', text: 'he', targets: 'lo', output_classes: 'targets' });
  assert.match(linkOf(store.get()), /task\.output_classes=targets.*view=wires/);
  actions.chooseTask('copy');
  await until(() => store.get().experiment.task.kind === 'copy', 'the task');
  assert.deepEqual(seen(), [null, 'unrolled', 16]);
  actions.choosePreset('neurons');
  actions.chooseTask('hello');
  await until(() => store.get().preset === 'hello', 'the tutorial');
  assert.deepEqual(seen(), ['hello', 'unrolled', 3]);
  actions.setView('folded');
  actions.choosePreset('sine');
  assert.equal(store.get().view, 'folded', 'the visitor’s own view stays');
});

test('a link that names neurons alone opens its wires', () => {
  const { experiment, view } = openingOf(catalogOfServer(), '#v=1&preset=neurons');
  assert.deepEqual([experiment.task.output_classes, view], ['targets', 'wires']);
  assert.equal(openingOf(catalogOfServer(), '#v=1&task=hello&preset=neurons').view, 'unrolled');
  assert.equal(openingOf(catalogOfServer(), '#v=1&task=hello').experiment.task.output_classes, 'alphabet');
});

test('a guess is of one task and one cell; a line that nobody has moved is in no link', async () => {
  const { store, services: { actions } } = await controls();
  const draw = (/** @type {number} */ first) => actions.setGuess({ lane: 0, sketch: [first, 0, 0, 0, 0], compared: false });
  const edited = (/** @type {(experiment: any) => object} */ change) => {
    draw(-9);
    actions.edit({ ...store.get().experiment, ...change(structuredClone(store.get().experiment)) });
    return store.get().guess !== null;
  };
  assert.equal(edited(() => ({ steps: 300 })), true);
  assert.equal(edited(({ task }) => ({ task: { ...task, length: 13 } })), false);
  assert.equal(edited(({ lanes: [lane] }) => ({ lanes: [{ ...lane, cell: { ...lane.cell, activation: 'relu' } }] })), false);
  draw(-9);
  actions.choosePreset('sine');
  assert.equal(store.get().guess, null);
  draw(0);
  assert.doesNotMatch(linkOf(store.get()), /guess/);
  draw(-9);
  assert.match(linkOf(store.get()), /guess=a:-9,0,0,0,0/);
});

test('a tile tells in whole sentences what its task is, in both languages', async () => {
  for (const language of /** @type {const} */ (['en', 'ko'])) {
    const { all, one } = await controls({ language });
    one('.task-all').click();
    await settled();
    const helps = all('.task').flatMap((tile) => [tile.dataset.tip, tile.querySelector('input').getAttribute('aria-description')]);
    assert.equal(helps.length, 2 * catalogOfServer().families.task.length);
    for (const help of helps) assert.doesNotMatch(help, /[{}]|NaN|task\./);
  }
});

test('where there are no images of MNIST its tile says so, and the refusal offers the small digits', async () => {
  const catalog = { ...catalogOfServer(), limits: { mnist: false } };
  const { all, one, store, services, t } = await controls({ state: { catalog } });
  one('.task-all').click();
  await until(() => one('.task-lacks'), 'the words of the other tasks');
  assert.deepEqual(all('.task-lacks').map((note) => [note.textContent, note.closest('.task').querySelector('input').value]), [[t('task.mnist.lacks'), 'mnist']]);
  const cards = /** @type {HTMLElement} */ (document.getElementById('cards'));
  mountCards(cards, store, services);
  services.actions.warn({ message: 'none here', cause: { type: 'mnist_missing', parameters: { install: 'pip install x', variable: 'X', option: '--x' } } });
  await settled();
  const instead = /** @type {HTMLElement} */ (cards.querySelector('.fix-button'));
  assert.deepEqual([instead.textContent, cards.querySelector('p')?.hasAttribute('data-plain')], [t('card.small_digits'), true]);
  instead.click();
  await until(() => store.get().experiment.task.kind === 'digits', 'the small digits');
});

test('a task has its shape’s name, and each shape opens a preset that works', async () => {
  const { store, services, t } = await openPage({ link: QUIET });
  await services.loadChunk(async () => null);
  const root = document.createElement('div');
  const unmount = mountShapeChoice(root, store, services);
  const select = /** @type {HTMLSelectElement} */ (root.querySelector('select'));
  const shown = () => select.selectedOptions[0]?.textContent;
  const known = async (/** @type {object} */ task) => {
    store.set({ facts: /** @type {any} */ ({ task: { kind: store.get().experiment.task.kind, required_lag: 3, ...task } }) });
    await settled();
    return shown();
  };
  assert.equal(root.querySelector('label')?.textContent, t('shape.name'));
  for (const structure of Object.keys(OF_SHAPE)) {
    assert.equal(await known({ structure }), t(`shape.${structure}`));
    select.value = structure;
    select.dispatchEvent(new Event('change'));
    const { preset, catalog } = store.get();
    const chosen = catalog?.presets.find(({ id }) => id === preset);
    assert.equal(chosen?.id, OF_SHAPE[structure]);
    assert.notEqual(chosen?.outcome, 'fails');
  }
  assert.equal(await known({ structure: 'one-to-many', required_lag: null }), t('shape.none-to-many'));
  unmount();
});

/** The sheet of ready-made experiments. */
async function presets() {
  const page = await openPage({ link: `${QUIET}&panels=norms` });
  const root = /** @type {HTMLElement} */ (document.getElementById('topbar'));
  mountPresetChoice(root, page.store, page.services, { id: 'preset', hideLabel: false });
  /** @type {HTMLElement} */ (root.querySelector('.preset-sheet')).showPopover();
  await until(() => root.querySelector('.preset-entry'), 'the sheet');
  const entries = /** @type {HTMLElement[]} */ ([...root.querySelectorAll('.preset-entry')]);
  const entry = (/** @type {string} */ id) => /** @type {HTMLElement} */ (entries.find((each) => each.querySelector('.preset-name')?.textContent === page.t(`preset.${id}.label`)));
  return { ...page, root, entries, entry };
}

test('ready-made experiments stand by task, with what was measured of each', async () => {
  const { root, entries, store, t } = await presets();
  const catalog = /** @type {any} */ (store.get().catalog);
  assert.equal(entries.length, catalog.presets.length);
  assert.equal(root.querySelector('.preset-group-name')?.textContent, t('preset.stories'));
  for (const each of entries) assert.doesNotMatch(each.textContent ?? '', /preset\.|[{}]/);
  press(entries[0], 'ArrowDown');
  assert.equal(document.activeElement, entries[1]);
  press(entries[0], 'ArrowUp');
  assert.equal(document.activeElement, entries.at(-1));
});

test('a story opens what it points at and closes what the story before had opened', async () => {
  const { entry, store } = await presets();
  entry('hello').click();
  assert.deepEqual(store.get().panels, ['norms', 'triangle']);
  entry('nilpotent').click();
  assert.deepEqual(store.get().panels, ['norms', 'jacobian']);
  assert.equal(store.get().preset, 'nilpotent');
});

test('every entry of the catalog tells what it is, in both languages', async () => {
  const { task } = goldenRun('measured/hello').facts;
  for (const language of /** @type {const} */ (['en', 'ko'])) {
    const { t, services } = await openPage({ language });
    await services.loadChunk(async () => null, 'about');
    for (const [family, entries] of Object.entries(catalogOfServer().families)) {
      for (const entry of entries) {
        const told = document.createElement('div');
        told.append(...(family === 'task' ? aboutTask(entry, task, t) : aboutChoice(entry, t)));
        const text = told.textContent ?? '';
        assert.ok(text.includes(t(`${entry.text}.teaches`)), entry.text);
        assert.ok(text.includes(t('controls.source').split('{')[0].trim()), entry.text);
        assert.ok(told.querySelectorAll('math').length > 0, entry.text);
        assert.doesNotMatch(text, new RegExp(`${family}\\.${entry.kind}`), entry.text);
        if (family !== 'task') continue;
        const figures = [...told.querySelectorAll('dt')].map(({ textContent }) => textContent);
        assert.ok(figures.includes(t('about.solved')), entry.text);
        assert.equal(new Set(figures).size, figures.length, `${entry.text}: each figure once`);
      }
    }
  }
});
