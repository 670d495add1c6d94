/**
 * "Learn" in the top bar: what there is beside the instrument itself. Each entry loads its own module when it is chosen.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 *
 * @typedef {{ name: string, open: (store: Store<State>, services: Services) => unknown }} LearnEntry its words are learn.<name>.label and learn.<name>.help
 */

import { watch } from '../../state/select.js';
import { el, setAttribute, setText } from '../dom.js';
import { icon } from '../icons.js';

/** In their order. @type {readonly LearnEntry[]} */
export const LEARN = [
  { name: 'lessons', open: async (store, services) => (await services.part(() => import('../lessons/lessons_dialog.js'), 'lessons', 'lessons'))?.openLessons(store, services) },
  { name: 'claims', open: async (store, services) => (await services.part(() => import('../claims/ledger_dialog.js'), 'claims'))?.openLedger(store, services) },
  { name: 'glossary', open: async (store, services) => (await services.part(() => import('./glossary_dialog.js'), 'glossary'))?.openGlossary(store, services) },
];
/** How keys walk through the list. @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

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
  const list = el('ul', { class: 'learn-list' });
  const sheet = el('div', { class: 'learn-sheet', popover: 'auto', role: 'dialog', 'aria-labelledby': 'learn', onkeydown: walk }, list);
  button.popoverTargetElement = sheet;
  sheet.addEventListener('toggle', (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (open) list.querySelector('button')?.focus();
  });
  root.append(button, sheet);
  // Lessons and claims train: a recording by itself has no server for that.
  const alone = document.documentElement.dataset.extent === 'alone';
  const offered = LEARN.filter(({ name }) => name === 'glossary' || !alone);
  const help = alone ? 'learn.glossary.help' : 'learn.help';

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const by = STEPS[event.key] ?? 0;
    const entries = [...list.querySelectorAll('button')];
    const at = entries.findIndex((entry) => entry === document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    entries[(at + by + entries.length) % entries.length].focus();
  }

  /** @param {LearnEntry} entry */
  function choose(entry) {
    sheet.hidePopover();
    entry.open(store, services);
  }

  const unwatch = watch(store, ({ language, catalog, lessonsDone }) => [language, catalog, lessonsDone], (state) => {
    const { done, count } = progressOf(state);
    setText(words, t('learn.title'));
    setText(progress, done ? `${done}/${count}` : '');
    button.dataset.tip = t(help);
    setAttribute(button, 'aria-label', done ? t('learn.title.done', { done, count }) : t('learn.title'));
    setAttribute(button, 'aria-description', t(help));
    list.replaceChildren(...offered.map((entry) => el('li', {}, el('button', { type: 'button', class: 'learn-entry', dataset: { entry: entry.name }, onclick: () => choose(entry) },
      el('span', { class: 'learn-name' }, t(`learn.${entry.name}.label`)), el('span', { class: 'learn-about' }, t(`learn.${entry.name}.help`, { done, count }))))));
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
