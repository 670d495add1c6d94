/**
 * The inspector's place, which is there while a square of the picture is chosen; what merely lies under the pointer has its
 * numbers beside it. The inspector itself is fetched for the first square.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { el, setText } from './dom.js';
import { mountWhenWanted } from './when_wanted.js';

/** @param {State} state */
const isChosen = ({ cursor, pinned }) => cursor !== null && pinned;

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountInspectorRoom(root, store, services) {
  const heading = el('h2', { class: 'panel-heading', id: 'inspector-heading' });
  root.setAttribute('aria-labelledby', heading.id);
  root.append(el('header', { class: 'panel-header' }, heading));
  const unwatch = watch(store, (state) => [isChosen(state)], (state) => {
    root.hidden = !isChosen(state);
  });
  const unwatchName = watch(store, ({ language }) => [language], () => setText(heading, services.t('inspector.title')));

  const leave = mountWhenWanted(store, isChosen, async () => {
    const part = await services.part(() => import('./inspector.js'), 'inspector');
    if (!part) return null;
    unwatchName();
    root.replaceChildren();
    return part.mountInspector(root, store, services);
  });

  return () => {
    unwatch();
    unwatchName();
    leave();
    root.replaceChildren();
  };
}
