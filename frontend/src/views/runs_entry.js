/**
 * The earlier runs, closed: a heading that opens them. What shows and reads them is fetched then.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 * @import { RunHistory } from '../services/run_history.js'
 */

import { watch } from '../state/select.js';
import { el, setAttribute, setText } from './dom.js';
import { icon } from './icons.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @param {() => Promise<RunHistory>} history
 * @returns {() => void} unmount
 */
export function mountRunsEntry(root, store, services, history) {
  const { t } = services;
  const words = el('span');
  const button = el('button', { type: 'button', class: 'runs-toggle', 'aria-expanded': 'false', onclick: () => void toggle() }, words, icon('chevron'));
  const place = el('div', { class: 'runs' });
  root.append(el('h2', { class: 'panel-heading', id: 'runs-heading' }, button), place);
  setAttribute(root, 'aria-labelledby', 'runs-heading');
  /** @type {(() => void) | null} */
  let unmount = null;
  const unwatch = watch(store, ({ language, runs }) => [language, runs?.length], ({ runs }) => {
    setText(words, runs ? t('runs.title.count', { count: runs.length }) : t('runs.title'));
    setAttribute(button, 'data-tip', t('runs.help'));
  });

  async function toggle() {
    const open = button.getAttribute('aria-expanded') !== 'true';
    setAttribute(button, 'aria-expanded', String(open));
    if (!open) return close();
    const part = await services.part(() => Promise.all([history(), import('./runs.js')]), 'runs', 'runs');
    if (!part) return setAttribute(button, 'aria-expanded', 'false');
    const [kept, { mountRuns }] = part;
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
