/** "Learn" in the top bar: what there is beside the instrument itself. Its list comes when it is opened. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

/** @returns unmount */
export function mountLearnMenu(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const words = el('span', { class: 'learn-word' });
  const progress = el('span', { class: 'learn-progress' });
  const button = el(
    'button',
    { type: 'button', class: 'pill learn-button', id: 'learn', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' },
    icon('book'), words, progress, icon('chevron'),
  );
  const sheet = el('div', { class: 'learn-sheet', popover: 'auto', role: 'dialog', 'aria-labelledby': 'learn' });
  button.popoverTargetElement = sheet;
  sheet.addEventListener('toggle', (event) => {
    const open = (event as ToggleEvent).newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (open) void fill();
  });
  root.append(button, sheet);
  const help = document.documentElement.dataset.extent === 'alone' ? 'learn.glossary.help' : 'learn.help';

  async function fill() {
    const chunk = await services.loadChunk(() => import('./learn_list.ts'));
    chunk?.fillLearnList(sheet, store, services);
  }

  const unwatch = watch(store, ({ language, catalog, lessonsDone }) => [language, catalog, lessonsDone], (state) => {
    const { done, count } = progressOf(state);
    setText(words, t('learn.title'));
    setText(progress, done ? `${done}/${count}` : '');
    button.dataset.tip = t(help);
    setAttribute(button, 'aria-label', done ? t('learn.title.done', { done, count }) : t('learn.title'));
    setAttribute(button, 'aria-description', t(help));
  });
  return () => {
    unwatch();
    root.replaceChildren();
  };
}

/** @returns lessons all of whose steps are done, and all */
export function progressOf(
  { catalog, lessonsDone }: Pick<State, 'catalog' | 'lessonsDone'>,
): { done: number, count: number } {
  const lessons = catalog?.lessons ?? [];
  return {
    done: lessons.filter(({ id, steps }) => steps.every((step) => lessonsDone.includes(`${id}.${step}`))).length,
    count: lessons.length,
  };
}
