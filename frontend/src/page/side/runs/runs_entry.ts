/** The earlier runs, closed: a heading that opens them. What shows and reads them is fetched then. */

import type { RunHistory } from './run_history.ts';
import type { Services, State, Store } from '../../../core/model/types.ts';
import { watch } from '../../../core/model/select.ts';
import { el, setAttribute, setText } from '../../../ui/dom.ts';
import { icon } from '../../../ui/icons.ts';

/** @returns unmount */
export function mountRunsEntry(
  root: HTMLElement,
  store: Store<State>,
  services: Services,
  history: () => Promise<RunHistory>,
): () => void {
  const { t } = services;
  const words = el('span');
  const button = el(
    'button', { type: 'button', class: 'runs-toggle', 'aria-expanded': 'false', onclick: () => void toggle() }, words,
    icon('chevron'),
  );
  const place = el('div', { class: 'runs' });
  root.append(el('h2', { class: 'panel-heading', id: 'runs-heading' }, button), place);
  setAttribute(root, 'aria-labelledby', 'runs-heading');
  let unmount: (() => void) | null = null;
  const unwatch = watch(store, ({ language, runs }) => [language, runs?.length], ({ runs }) => {
    setText(words, runs ? t('runs.title.count', { count: runs.length }) : t('runs.title'));
    setAttribute(button, 'data-tip', t('runs.help'));
  });

  async function toggle() {
    const open = button.getAttribute('aria-expanded') !== 'true';
    setAttribute(button, 'aria-expanded', String(open));
    if (!open) return close();
    const chunk = await services.loadChunk(() => Promise.all([history(), import('./runs.ts')]), 'runs', 'runs');
    if (!chunk) return setAttribute(button, 'aria-expanded', 'false');
    const [kept, { mountRuns }] = chunk;
    if (button.getAttribute('aria-expanded') === 'true' && !unmount) unmount = mountRuns(place, store, services, kept);
  }

  function close() {
    unmount?.();
    unmount = null;
  }

  return () => {
    unwatch();
    close();
    root.replaceChildren();
  };
}
