/**
 * The inspector's place: what it is for, until a cell is chosen; then the inspector itself, which is fetched for that.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { el, setText } from './dom.js';
import { mountWhenWanted } from './when_wanted.js';

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountInspectorRoom(root, store, services) {
  const { t } = services;
  const heading = el('h2', { class: 'panel-heading', id: 'inspector-heading' });
  const empty = el('p', { class: 'inspector-empty' });
  root.setAttribute('aria-labelledby', heading.id);
  root.append(el('header', { class: 'panel-header' }, heading), empty);
  const unwatch = watch(store, ({ language }) => [language], () => {
    setText(heading, t('inspector.title'));
    setText(empty, t('inspector.empty'));
  });

  const leave = mountWhenWanted(store, ({ cursor }) => cursor !== null, async () => {
    const part = await services.part(() => import('./inspector.js'), 'inspector');
    if (!part) return null;
    unwatch();
    root.replaceChildren();
    return part.mountInspector(root, store, services);
  });

  return () => {
    unwatch();
    leave();
    root.replaceChildren();
  };
}
