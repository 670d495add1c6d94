/**
 * Language and colour scheme on the root element; `data-scheme` says which scheme is in force.
 *
 * @import { State, Store, Translate } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';

/**
 * @param {Store<State>} store
 * @param {Translate} t
 * @returns {() => void} unmount
 */
export function mountPage(store, t) {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function applyTheme() {
    const { theme } = store.get();
    const scheme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
    root.dataset.scheme = scheme;
    if (store.get().scheme !== scheme) store.set({ scheme });
  }

  const unwatchTheme = watch(store, ({ theme }) => [theme], applyTheme);
  const unwatchWords = watch(store, ({ language, preset, experiment }) => [language, preset, experiment.task.kind], ({ language, experiment }) => {
    root.lang = language;
    for (const element of document.querySelectorAll('[data-t]')) element.textContent = t(/** @type {HTMLElement} */ (element).dataset.t ?? '');
    for (const element of document.querySelectorAll('[data-t-label]')) element.setAttribute('aria-label', t(/** @type {HTMLElement} */ (element).dataset.tLabel ?? ''));
    document.title = t('page.title', { task: t(`task.${experiment.task.kind}.label`) });
  });
  dark.addEventListener('change', applyTheme);
  return () => {
    unwatchTheme();
    unwatchWords();
    dark.removeEventListener('change', applyTheme);
  };
}
