/** What "Learn" leads to. Each entry loads its own module when it is chosen. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { el } from '../../ui/dom.ts';
import { walkThrough } from '../../ui/walk_list.ts';
import { progressOf } from './learn_menu.ts';

/** its words are learn.<name>.label and learn.<name>.help */
export type LearnEntry = { name: string, open: (store: Store<State>, services: Services) => unknown };

/** In their order. */
const LEARN: readonly LearnEntry[] = [
  { name: 'lessons', open: async (store, services) =>
    (
      await services.loadChunk(() => import('../lessons/lessons_dialog.ts'), 'lessons', 'lessons')
    )?.openLessons(store, services) },
  { name: 'claims', open: async (store, services) =>
    (await services.loadChunk(() => import('../claims/claim_list.ts'), 'claims'))?.openClaimList(store, services) },
  { name: 'glossary', open: async (store, services) =>
    (await services.loadChunk(() => import('./glossary_dialog.ts'), 'glossary'))?.openGlossary(store, services) },
];

/** @param sheet that has been opened */
export function fillLearnList(sheet: HTMLElement, store: Store<State>, services: Services) {
  const { t } = services;
  const { done, count } = progressOf(store.get());
  // Lessons and claims train: a recording by itself has no server for that.
  const alone = document.documentElement.dataset.extent === 'alone';
  const list = el(
    'ul', { class: 'learn-list' },
    ...LEARN.filter(({ name }) => name === 'glossary' || !alone).map((entry) => el('li', {}, entryButton(entry))),
  );
  list.addEventListener('keydown', walkThrough(list));
  sheet.replaceChildren(list);
  list.querySelector('button')?.focus();

  function entryButton({ name, open }: LearnEntry) {
    return el('button', { type: 'button', class: 'learn-entry', dataset: { entry: name }, onclick: () => choose(open) },
      el('span', { class: 'learn-name' }, t(`learn.${name}.label`)),
      el('span', { class: 'learn-about' }, t(`learn.${name}.help`, { done, count })));
  }

  function choose(open: LearnEntry['open']) {
    sheet.hidePopover();
    open(store, services);
  }
}
