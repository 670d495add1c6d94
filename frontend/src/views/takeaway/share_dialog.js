/**
 * The link to what the page shows, and the frame that shows it on another page, with the controls that somebody chooses.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 * @import { Ticket } from '../../../connection.js'
 */

import { keepsTextBack } from '../../link.js';
import { linkOf } from '../../services/address.js';
import { EMBED_CONTROLS, REPLAYED } from '../../state/embed.js';
import { el } from '../dom.js';
import { copyField } from './copy_field.js';
import { openDialog } from './dialog.js';
import { keptSection } from './kept_section.js';
import { watchLink } from './watch_link.js';

const HEIGHT = 520;

/** @param {Store<State>} store @param {Services} services @param {() => Ticket | null} ticket what opens the session */
export function openShare(store, services, ticket) {
  const { t } = services;
  /** @type {Set<string>} */
  const chosen = new Set(['play']);
  const address = (/** @type {string} */ fragment) => new URL(`#${fragment}`, location.href).href;
  const said = el('p', { class: 'takeaway-said', role: 'status' });
  const link = copyField('share-link', t('share.link'), said, services);
  const snippet = copyField('share-snippet', t('share.snippet'), said, services);
  const preview = el('a', { target: '_blank', rel: 'noopener', class: 'link-button' }, t('share.preview'));

  function write() {
    link.input.value = address(linkOf(store.get()));
    const embedded = address(linkOf({ ...store.get(), embed: { controls: EMBED_CONTROLS.filter((name) => chosen.has(name)) } }));
    preview.href = embedded;
    snippet.input.value = `<iframe src="${embedded.replaceAll('&', '&amp;')}" title="RNN Playground" width="100%" height="${HEIGHT}" style="border:0" loading="lazy" allowfullscreen></iframe>`;
  }

  const controls = (store.get().kept ? REPLAYED : EMBED_CONTROLS).map((name) => el('label', { class: 'share-control' },
    el('input', {
      type: 'checkbox', name, checked: chosen.has(name),
      onchange: (/** @type {Event} */ event) => {
        if (/** @type {HTMLInputElement} */ (event.target).checked) chosen.add(name);
        else chosen.delete(name);
        write();
      },
    }), t(`embed.control.${name}`)));

  write();
  openDialog(services, t('share.title'),
    link.element,
    el('p', { class: 'muted' }, t(aboutLink(store.get()))),
    ...(store.get().watching ? [] : [keptSection(store, services, ticket, said)]),
    watchLink(store, services, ticket, said),
    el('h3', {}, t('share.embed')),
    el('p', { class: 'muted' }, t('share.embed.what')),
    el('fieldset', { class: 'share-controls' }, el('legend', {}, t('share.controls')), ...controls),
    snippet.element, preview, said);
}

/** @param {State} state @returns {string} what the link holds */
function aboutLink({ kept, experiment }) {
  if (kept) return 'kept.link.what';
  return keepsTextBack(experiment) ? 'share.without_text' : 'share.link.what';
}
