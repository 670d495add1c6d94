import assert from 'node:assert/strict';
import { test } from 'node:test';

import { catalogOfServer, enter, openPage, press, settled } from './document.mjs';
import { goldenRun } from './golden_runs.mjs';
import { aboutChoice, aboutTask } from '../../frontend/src/views/about_choice.js';
import { mountControls } from '../../frontend/src/views/controls.js';
import { mountPresetChoice } from '../../frontend/src/views/preset_choice.js';

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
  await settled();
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

/** The sheet of ready-made experiments. */
async function presets() {
  const page = await openPage({ link: `${QUIET}&panels=norms` });
  const root = /** @type {HTMLElement} */ (document.getElementById('topbar'));
  mountPresetChoice(root, page.store, page.services, { id: 'preset', hideLabel: false });
  await settled();
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
    await services.part(async () => null, 'about');
    for (const [family, entries] of Object.entries(catalogOfServer().families)) {
      for (const entry of entries) {
        const told = document.createElement('div');
        told.append(...(family === 'task' ? aboutTask(entry, task, t) : aboutChoice(entry, t)));
        const text = told.textContent ?? '';
        assert.ok(text.includes(t(`${entry.text}.teaches`)), entry.text);
        assert.ok(text.includes(t('controls.source').split('{')[0].trim()), entry.text);
        assert.ok(told.querySelectorAll('math').length > 0, entry.text);
        assert.doesNotMatch(text, new RegExp(`${family}\\.${entry.kind}`), entry.text);
        if (family === 'task') assert.ok(told.querySelector('dl')?.textContent?.includes(t('about.solved')), entry.text);
      }
    }
  }
});
