/** In the share dialog of a page whose own run is there: the link with which others watch it. */

import type { Services, State, Store } from '../core/model/types.ts';
import type { Ticket } from '../core/protocol/connection.ts';
import { isPreview } from '../core/model/reducer.ts';
import { watch } from '../core/model/select.ts';
import { watchFragment } from '../core/protocol/ticket.ts';
import { el } from '../ui/dom.ts';
import { copyField } from './copy_field.ts';

/** @returns whether there is something to watch */
function isWatchable({ run, watching, link }: State): boolean {
  return watching === null && link.state === 'open' && run?.source === 'live' && !isPreview(run);
}

/**
 * @param ticket of the session
 * @param said where it is said whether copying worked
 * @returns hidden until there is something to watch
 */
export function watchLink(
  store: Store<State>,
  services: Services,
  ticket: () => Ticket | null,
  said: HTMLElement,
): HTMLElement {
  const { t } = services;
  const { input, element } = copyField('watch-link', t('share.watch'), said, services);
  const root = el(
    'div', { class: 'watch-link', hidden: true }, element, el('p', { class: 'muted' }, t('share.watch.what')),
  );
  const unwatch = watch(store, (state) => [isWatchable(state)], (state) => {
    const opener = ticket();
    const fragment = opener && isWatchable(state) ? watchFragment(opener) : null;
    root.hidden = fragment === null;
    input.value = fragment === null ? '' : new URL(`#${fragment}`, location.href).href;
  });
  queueMicrotask(() => root.closest('dialog')?.addEventListener('close', unwatch));
  return root;
}
