/** Language and colour scheme on the root element; `data-scheme` says which scheme is in force. */

import type { State, Store, Translate } from '../core/model/types.ts';
import { scaleType } from '../draw/type_scale.ts';
import { onChange, watch } from '../core/model/select.ts';
import { drawAnew, mountPaper } from './paper.ts';

/** How many times as large type is for a room that looks at a wall; styles/base.css has the same figure. */
const LARGE = 1.25;

/** @returns unmount */
export function mountPage(store: Store<State>, t: Translate): () => void {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function applyTheme() {
    const theme = 'paper' in root.dataset ? 'light' : store.get().theme;
    const scheme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
    root.dataset.scheme = scheme;
    store.set({ scheme });
  }

  const unwatchTheme = watch(store, ({ theme }) => [theme], applyTheme);
  const unwatchType = onChange(store, ({ fontScale }) => [fontScale], ({ fontScale: type }) => {
    root.dataset.type = type;
    scaleType(type === 'large' ? LARGE : 1);
    drawAnew(store);
  });
  const unwatchWords =
    watch(store, ({ language, preset, experiment }) =>
      [language, preset, experiment.task.kind], ({ language, experiment }) => {
    root.lang = language;
    for (const element of document.querySelectorAll('[data-t]')) {
      element.textContent = t((element as HTMLElement).dataset.t ?? '');
    }
    for (const element of document.querySelectorAll('[data-t-label]')) {
      element.setAttribute('aria-label', t((element as HTMLElement).dataset.tLabel ?? ''));
    }
    document.title = t('page.title', { task: t(`task.${experiment.task.kind}.label`) });
  });
  dark.addEventListener('change', applyTheme);
  const unmountPaper = mountPaper(store, t, applyTheme);
  return () => {
    unwatchTheme();
    unwatchType();
    unwatchWords();
    unmountPaper();
    dark.removeEventListener('change', applyTheme);
  };
}
