/**
 * In the share dialog of a page whose own run is there: the link with which others watch it.
 *
 * @import { Ticket } from '../../../connection.js'
 * @import { Services, State } from '../../state/types.d.ts'
 */

import { isPreview } from '../../state/reducer.js';
import { watchFragment } from '../../watching/ticket.js';
import { el } from '../dom.js';

/**
 * @param {State} state
 * @param {Services} services
 * @param {Ticket | null} ticket of the session
 * @param {(id: string, name: string) => { input: HTMLTextAreaElement, element: HTMLElement }} field a text to copy
 * @returns {HTMLElement[]} nothing where there is nothing to watch
 */
export function watchLink({ run, watching, link }, { t }, ticket, field) {
  const fragment = ticket && watchFragment(ticket);
  if (!fragment || watching || link.state !== 'open' || run?.source !== 'live' || isPreview(run)) return [];
  const { input, element } = field('watch-link', t('share.watch'));
  input.rows = 2;
  input.value = new URL(`#${fragment}`, location.href).href;
  return [element, el('p', { class: 'muted' }, t('share.watch.what'))];
}
