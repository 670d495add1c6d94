/**
 * "Learn" in the top bar: what there is beside the instrument itself. Its list comes when it is opened.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { el, setAttribute, setText } from '../dom.js';
import { icon } from '../icons.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountLearnMenu(root, store, services) {
  const { t } = services;
  const words = el('span', { class: 'learn-word' });
  const progress = el('span', { class: 'learn-progress' });
  const button = el('button', { type: 'button', class: 'pill learn-button', id: 'learn', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' }, icon('book'), words, progress, icon('chevron'));
  const sheet = el('div', { class: 'learn-sheet', popover: 'auto', role: 'dialog', 'aria-labelledby': 'learn' });
  button.popoverTargetElement = sheet;
  sheet.addEventListener('toggle', (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (open) void fill();
  });
  root.append(button, sheet);
  const help = document.documentElement.dataset.extent === 'alone' ? 'learn.glossary.help' : 'learn.help';

  async function fill() {
    const part = await services.part(() => import('./learn_list.js'));
    part?.fillLearnList(sheet, store, services);
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

/** @param {Pick<State, 'catalog' | 'lessonsDone'>} state @returns {{ done: number, count: number }} lessons all of whose steps are done, and all */
export function progressOf({ catalog, lessonsDone }) {
  const lessons = catalog?.lessons ?? [];
  return { done: lessons.filter(({ id, steps }) => steps.every((step) => lessonsDone.includes(`${id}.${step}`))).length, count: lessons.length };
}
