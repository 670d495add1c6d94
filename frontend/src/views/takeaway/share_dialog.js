/**
 * The link to what the page shows, and the frame that shows it on another page, with the controls that somebody chooses.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { keepsTextBack } from '../../link.js';
import { linkOf } from '../../services/address.js';
import { EMBED_CONTROLS } from '../../state/embed.js';
import { el, setText } from '../dom.js';
import { openDialog } from './dialog.js';

const HEIGHT = 520;

/** @param {Store<State>} store @param {Services} services */
export function openShare(store, services) {
  const { t } = services;
  /** @type {Set<string>} */
  const chosen = new Set(['play']);
  const address = (/** @type {string} */ fragment) => new URL(`#${fragment}`, location.href).href;
  const said = el('p', { class: 'takeaway-said', role: 'status' });
  const link = field('share-link', t('share.link'));
  const snippet = field('share-snippet', t('share.snippet'));
  const preview = el('a', { target: '_blank', rel: 'noopener', class: 'link-button' }, t('share.preview'));

  function write() {
    link.input.value = address(linkOf(store.get()));
    const embedded = address(linkOf({ ...store.get(), embed: { controls: EMBED_CONTROLS.filter((name) => chosen.has(name)) } }));
    preview.href = embedded;
    snippet.input.value = `<iframe src="${embedded.replaceAll('&', '&amp;')}" title="RNN Playground" width="100%" height="${HEIGHT}" style="border:0" loading="lazy" allowfullscreen></iframe>`;
  }

  /** @param {string} id @param {string} name */
  function field(id, name) {
    const input = el('textarea', { id, readOnly: true, rows: 3, spellcheck: false, onfocus: () => input.select() });
    const copy = el('button', { class: 'pill', type: 'button', dataset: { copy: id }, onclick: () => void copyText(input) }, t('share.copy'));
    return { input, element: el('div', { class: 'share-field' }, el('label', { for: id }, name), input, copy) };
  }

  /** @param {HTMLTextAreaElement} input */
  async function copyText(input) {
    const copied = await navigator.clipboard?.writeText(input.value).then(() => true, () => false);
    if (!copied) input.select();
    setText(said, t(copied ? 'share.copied_now' : 'share.select'));
  }

  const controls = EMBED_CONTROLS.map((name) => el('label', { class: 'share-control' },
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
    keepsTextBack(store.get().experiment) ? el('p', { class: 'muted' }, t('share.without_text')) : el('p', { class: 'muted' }, t('share.link.what')),
    el('h3', {}, t('share.embed')),
    el('p', { class: 'muted' }, t('share.embed.what')),
    el('fieldset', { class: 'share-controls' }, el('legend', {}, t('share.controls')), ...controls),
    snippet.element, preview, said);
}
