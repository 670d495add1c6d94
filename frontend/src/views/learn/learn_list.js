/**
 * What "Learn" leads to. Each entry loads its own module when it is chosen.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 *
 * @typedef {{ name: string, open: (store: Store<State>, services: Services) => unknown }} LearnEntry its words are learn.<name>.label and learn.<name>.help
 */

import { el } from '../dom.js';
import { walkThrough } from '../walk_list.js';
import { progressOf } from './learn_menu.js';

/** In their order. @type {readonly LearnEntry[]} */
const LEARN = [
  { name: 'lessons', open: async (store, services) => (await services.part(() => import('../lessons/lessons_dialog.js'), 'lessons', 'lessons'))?.openLessons(store, services) },
  { name: 'claims', open: async (store, services) => (await services.part(() => import('../claims/ledger_dialog.js'), 'claims'))?.openLedger(store, services) },
  { name: 'glossary', open: async (store, services) => (await services.part(() => import('./glossary_dialog.js'), 'glossary'))?.openGlossary(store, services) },
];

/** @param {HTMLElement} sheet that has been opened @param {Store<State>} store @param {Services} services */
export function fillLearnList(sheet, store, services) {
  const { t } = services;
  const { done, count } = progressOf(store.get());
  // Lessons and claims train: a recording by itself has no server for that.
  const alone = document.documentElement.dataset.extent === 'alone';
  const list = el('ul', { class: 'learn-list' }, ...LEARN.filter(({ name }) => name === 'glossary' || !alone).map((entry) => el('li', {}, entryButton(entry))));
  list.addEventListener('keydown', walkThrough(list));
  sheet.replaceChildren(list);
  list.querySelector('button')?.focus();

  /** @param {LearnEntry} entry */
  function entryButton({ name, open }) {
    return el('button', { type: 'button', class: 'learn-entry', dataset: { entry: name }, onclick: () => choose(open) },
      el('span', { class: 'learn-name' }, t(`learn.${name}.label`)), el('span', { class: 'learn-about' }, t(`learn.${name}.help`, { done, count })));
  }

  /** @param {LearnEntry['open']} open */
  function choose(open) {
    sheet.hidePopover();
    open(store, services);
  }
}
