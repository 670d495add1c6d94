/**
 * The runs that were kept from this browser: each with its curves, when it was kept, how large it is and whether it was checked; a link that
 * opens it, a way to rename it and one to delete it.
 *
 * @import { Services } from '../../state/types.d.ts'
 * @import { KeptRun, OwnKept } from '../../takeaway/kept.d.ts'
 */

import { localStore } from '../../services/preferences.js';
import { keptAddress, LONGEST_NAME } from '../../takeaway/kept_address.js';
import { forgetKept, readKept, renameInList } from '../../takeaway/kept_list.js';
import { deleteKept, fetchKept, renameKept } from '../../takeaway/kept_server.js';
import { bytesText } from '../../text/number.js';
import { problemText } from '../../text/problem.js';
import { whenText } from '../../text/when.js';
import { el, setAttribute, setText } from '../dom.js';
import { icon } from '../icons.js';
import { runThumbnail } from '../run_thumbnail.js';

/**
 * @param {Services} services
 * @param {HTMLElement} said
 * @returns {{ element: HTMLElement, render: () => void }}
 */
export function keptRuns({ t, language }, said) {
  const heading = el('h4', { id: 'kept-list-heading' }, t('kept.list'));
  const list = el('ul', { class: 'kept-list', 'aria-labelledby': 'kept-list-heading' });
  const element = el('div', {}, heading, list);

  function render() {
    const own = readKept(localStore());
    element.hidden = own.length === 0;
    list.replaceChildren(...own.map(item));
  }

  /** @param {OwnKept} own */
  function item(own) {
    const name = own.name || t('kept.nameless');
    const state = el('span', {}, t('kept.asking'));
    const words = el('div', { class: 'run-words' },
      el('p', { class: 'run-task' }, el('a', { href: keptAddress(own.id), target: '_blank', rel: 'noopener', dataset: { plain: '' } }, name)),
      el('p', { class: 'quiet' }, `${whenText(own.at, language())} · ${bytesText(own.bytes)} · `, state));
    const row = el('li', { class: 'run', dataset: { kept: own.id } }, own.curves ? runThumbnail(/** @type {any} */ (own.curves)) : el('span'), words,
      el('div', { class: 'run-tools' },
        tool('pencil', 'rename', t('kept.rename', { name }), () => openRename(own, row, words)),
        tool('trash', 'delete', t('kept.delete', { name }), () => askDelete(own, row))));
    fetchKept(own.id).then((about) => tell(state, about), (error) => setText(state, problemText(/** @type {Error} */ (error), t).text));
    return row;
  }

  /** @param {HTMLElement} state @param {KeptRun} about */
  function tell(state, { check }) {
    setText(state, t(!check ? 'kept.state.unchecked' : check.same ? 'kept.state.same' : 'kept.state.differs'));
    setAttribute(state, 'data-found', check ? (check.same ? 'same' : 'differs') : null);
  }

  /** @param {string} picture @param {string} does @param {string} words @param {() => void} onclick */
  function tool(picture, does, words, onclick) {
    return el('button', { type: 'button', class: 'tool', 'aria-label': words, dataset: { tip: words, does }, onclick }, icon(picture));
  }

  /** @param {OwnKept} own @param {HTMLElement} row @param {HTMLElement} words */
  function openRename(own, row, words) {
    const input = el('input', { type: 'text', value: own.name, maxLength: LONGEST_NAME, 'aria-label': t('kept.name') });
    const form = el('form', { class: 'kept-rename', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      void change(() => renameKept(own.id, own.secret, input.value), () => renameInList(localStore(), own.id, input.value), 'kept.renamed', own.id, 'rename');
    } }, input, el('button', { class: 'pill small', type: 'submit' }, t('kept.rename.do')));
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      render();
      focus(own.id, 'rename');
    });
    row.replaceChild(form, words);
    input.select();
  }

  /** The next press deletes. @param {OwnKept} own @param {HTMLElement} row */
  function askDelete(own, row) {
    const sure = el('button', { type: 'button', class: 'pill small', dataset: { sure: 'yes' }, onclick: () => void remove(own) }, t('kept.delete.sure'));
    const not = el('button', { type: 'button', class: 'pill small', dataset: { sure: 'no' }, onclick: () => {
      render();
      focus(own.id, 'delete');
    } }, t('kept.delete.not'));
    row.querySelector('.run-tools')?.replaceChildren(sure, not);
    not.focus();
  }

  /** @param {OwnKept} own */
  function remove({ id, secret }) {
    const gone = (/** @type {any} */ error) => (error?.cause?.type === 'kept_unknown' ? null : Promise.reject(error));
    return change(() => deleteKept(id, secret).catch(gone), () => forgetKept(localStore(), id), 'kept.deleted', id, 'delete');
  }

  /** @param {() => Promise<unknown>} there @param {() => void} here @param {string} words @param {string} id @param {string} does */
  async function change(there, here, words, id, does) {
    try {
      await there();
      here();
      render();
      setText(said, t(words));
      focus(id, does);
    } catch (error) {
      setText(said, problemText(/** @type {Error} */ (error), t).text);
    }
  }

  /** The list was made anew: back to that button, or to the first where its run is gone. @param {string} id @param {string} does */
  function focus(id, does) {
    const button = list.querySelector(`[data-kept="${id}"] [data-does="${does}"]`) ?? list.querySelector('a') ?? document.querySelector('#kept-name');
    /** @type {HTMLElement | null} */ (button)?.focus();
  }

  render();
  return { element, render };
}
