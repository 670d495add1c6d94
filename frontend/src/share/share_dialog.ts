/**
 * The link to what the page shows, and the frame that shows it on another page, with the controls that somebody
 * chooses.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import type { Ticket } from '../core/protocol/connection.ts';
import { keepsTextBack } from '../core/link.ts';
import { linkOf } from '../core/actions/address.ts';
import { EMBED_CONTROLS, REPLAYED } from '../core/model/embed.ts';
import { el } from '../ui/dom.ts';
import { copyField } from './copy_field.ts';
import { openDialog } from './dialog.ts';
import { keptSection } from './kept_section.ts';
import { watchLink } from './watch_link.ts';

const HEIGHT = 520;

/** @param ticket what opens the session */
export function openShare(store: Store<State>, services: Services, ticket: () => Ticket | null) {
  const { t } = services;
  const chosen = new Set<string>(['play']);
  const address = (fragment: string) => new URL(`#${fragment}`, location.href).href;
  const said = el('p', { class: 'takeaway-said', role: 'status' });
  const link = copyField('share-link', t('share.link'), said, services);
  const snippet = copyField('share-snippet', t('share.snippet'), said, services);
  const preview = el('a', { target: '_blank', rel: 'noopener', class: 'link-button' }, t('share.preview'));

  function write() {
    link.input.value = address(linkOf(store.get()));
    const embedded = address(
      linkOf({ ...store.get(), embed: { controls: EMBED_CONTROLS.filter((name) => chosen.has(name)) } }),
    );
    preview.href = embedded;
    snippet.input.value =
      `<iframe src="${embedded.replaceAll('&', '&amp;')}" title="RNN Playground" width="100%" `
        + `height="${HEIGHT}" style="border:0" loading="lazy" allowfullscreen></iframe>`;
  }

  const controls = (store.get().kept ? REPLAYED : EMBED_CONTROLS).map((name) => el('label', { class: 'share-control' },
    el('input', {
      type: 'checkbox', name, checked: chosen.has(name),
      onchange: (event: Event) => {
        if ((event.target as HTMLInputElement).checked) chosen.add(name);
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

/** @returns what the link holds */
function aboutLink({ kept, experiment }: State): string {
  if (kept) return 'kept.link.what';
  return keepsTextBack(experiment) ? 'share.without_text' : 'share.link.what';
}
