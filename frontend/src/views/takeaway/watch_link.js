/**
 * In the share dialog of a page whose own run is there: the link with which others watch it.
 *
 * @import { Ticket } from '../../../connection.js'
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { isPreview } from '../../state/reducer.js';
import { watch } from '../../state/select.js';
import { watchFragment } from '../../watching/ticket.js';
import { el } from '../dom.js';
import { copyField } from './copy_field.js';

/** @param {State} state @returns {boolean} whether there is something to watch */
function isWatchable({ run, watching, link }) {
  return watching === null && link.state === 'open' && run?.source === 'live' && !isPreview(run);
}

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @param {() => Ticket | null} ticket of the session
 * @param {HTMLElement} said where it is said whether copying worked
 * @returns {HTMLElement} hidden until there is something to watch
 */
export function watchLink(store, services, ticket, said) {
  const { t } = services;
  const { input, element } = copyField('watch-link', t('share.watch'), said, services);
  const root = el('div', { class: 'watch-link', hidden: true }, element, el('p', { class: 'muted' }, t('share.watch.what')));
  const unwatch = watch(store, (state) => [isWatchable(state)], (state) => {
    const opener = ticket();
    const fragment = opener && isWatchable(state) ? watchFragment(opener) : null;
    root.hidden = fragment === null;
    input.value = fragment === null ? '' : new URL(`#${fragment}`, location.href).href;
  });
  queueMicrotask(() => root.closest('dialog')?.addEventListener('close', unwatch));
  return root;
}
