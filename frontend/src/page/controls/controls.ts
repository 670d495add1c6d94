/**
 * The left column: task, models A–D, training, the run. Built from the catalog, so that what the server can run shows
 * up by itself.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { mountAboutCell, mountAboutTask } from './about/about_chosen.ts';
import { mountFields } from './fields.ts';
import { mountKernelNote } from './kernel_note.ts';
import { mountLaneTabs } from './lane_tabs.ts';
import { mountPresetChoice } from './preset_choice.ts';
import { mountRaceSwitches } from './race_switches.ts';
import { mountSheet } from './phone_sheet.ts';
import { mountTasks } from './task_choice.ts';

/** @returns unmount */
export function mountControls(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t, actions } = services;
  const toggleMore = () => actions.setMoreControls(!store.get().moreControls);
  const fields = () => el('div', { class: 'fields' });
  const titles = { task: el('h2'), model: el('h2'), training: el('h2'), run: el('h2') };
  const rows = { task: fields(), model: fields(), training: fields(), run: fields() };
  const tasks = el('div', { class: 'task-chooser' });
  const tools = el('div', { class: 'lane-tools' });
  const row = el('div', { class: 'lane-row' });
  const race = el('div', { class: 'race-switches' });
  const panel = el('div', { class: 'lane-panel', role: 'tabpanel', id: 'lane-panel' }, rows.model);
  const head = el('div', { class: 'section-head' }, titles.model, tools);
  const sections = {
    task: el('section', {}, titles.task, tasks, el('div', { class: 'task-shape-place' }), rows.task),
    model: el('section', {}, head, row, race, panel),
    training: el('section', {}, titles.training, rows.training),
    run: el('section', {}, titles.run, rows.run),
  };
  const presets = el('div', { class: 'sheet-presets' });
  const problems = el('ul', { class: 'problems', role: 'alert' });
  const more = el('button', { class: 'more-button', type: 'button', onclick: toggleMore });
  root.append(presets, ...Object.values(sections), problems, more);

  const unwatch = [
    mountPresetChoice(presets, store, services, { id: 'sheet-preset', hideLabel: false }),
    mountRaceSwitches(race, store, services),
    mountTasks(tasks, store, services),
    watch(store, ({ language, moreControls }) => [language, moreControls], renderWords),
    mountSheet(root, store, services),
    mountLaneTabs({ row, tools, panel }, store, services),
    mountFields({ sections, rows, problems }, store, services),
    mountKernelNote(sections.run, store, services),
    mountAboutCell(panel, store, services),
    mountAboutTask(sections.task, store, services),
  ];

  function renderWords({ moreControls }: State) {
    setText(titles.task, t('controls.task'));
    setText(titles.model, t('controls.models'));
    setText(titles.training, t('controls.training'));
    setText(titles.run, t('controls.run'));
    more.replaceChildren(t(moreControls ? 'controls.fewer' : 'controls.more'), icon('chevron'));
    more.setAttribute('aria-expanded', String(moreControls));
    root.dataset.more = String(moreControls);
  }

  return () => {
    for (const stop of unwatch) stop();
    root.replaceChildren();
  };
}
