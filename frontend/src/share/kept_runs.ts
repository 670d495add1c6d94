/**
 * The runs that were kept from this browser: each with its curves, when it was kept, how large it is and whether it was
 * checked; a link that opens it, a way to rename it and one to delete it.
 */

import type { KeptRun, OwnKept } from '../core/model/kept.ts';
import type { Services } from '../core/model/types.ts';
import { localStore } from '../core/actions/preferences.ts';
import { keptAddress, LONGEST_NAME } from './kept_address.ts';
import { forgetKept, readKept, renameInList } from './kept_list.ts';
import { deleteKept, fetchKept, renameKept } from './kept_server.ts';
import { bytesText } from '../core/text/number.ts';
import { problemText } from '../core/text/problem.ts';
import { whenText } from './when.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';
import { runThumbnail } from '../ui/run_thumbnail.ts';
import { toolButton } from '../ui/tool_button.ts';

export function keptRuns({ t, language }: Services, said: HTMLElement): { element: HTMLElement, render: () => void } {
  const heading = el('h4', { id: 'kept-list-heading' }, t('kept.list'));
  const list = el('ul', { class: 'kept-list', 'aria-labelledby': 'kept-list-heading' });
  const element = el('div', {}, heading, list);

  function render() {
    const own = readKept(localStore());
    element.hidden = own.length === 0;
    list.replaceChildren(...own.map(item));
  }

  function item(own: OwnKept) {
    const name = own.name || t('kept.nameless');
    const state = el('span', {}, t('kept.asking'));
    const words = el('div', { class: 'run-words' },
      el('p', { class: 'run-task' }, el(
        'a', { href: keptAddress(own.id), target: '_blank', rel: 'noopener', dataset: { plain: '' } }, name,
      )),
      el('p', { class: 'quiet' }, `${whenText(own.at, language())} · ${bytesText(own.bytes)} · `, state));
    const row =
      el('li', {
        class: 'run', dataset: { kept: own.id },
      }, own.curves ? runThumbnail(own.curves as any) : el('span'), words,
      el('div', { class: 'run-tools' },
        toolButton('pencil', 'rename', t('kept.rename', { name }), () => openRename(own, row, words)),
        toolButton('trash', 'delete', t('kept.delete', { name }), () => askDelete(own, row))));
    fetchKept(own.id)
      .then((about) => tell(state, about), (error) => setText(state, problemText(error as Error, t).text));
    return row;
  }

  function tell(state: HTMLElement, { check }: KeptRun) {
    setText(state, t(!check ? 'kept.state.unchecked' : check.same ? 'kept.state.same' : 'kept.state.differs'));
    setAttribute(state, 'data-found', check ? (check.same ? 'same' : 'differs') : null);
  }

  function openRename(own: OwnKept, row: HTMLElement, words: HTMLElement) {
    const input = el('input', { type: 'text', value: own.name, maxLength: LONGEST_NAME, 'aria-label': t('kept.name') });
    const form = el('form', { class: 'kept-rename', onsubmit: (event: Event) => {
      event.preventDefault();
      void change(
        () => renameKept(own.id, own.secret, input.value), () => renameInList(localStore(), own.id, input.value),
        'kept.renamed', own.id, 'rename',
      );
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

  /** The next press deletes. */
  function askDelete(own: OwnKept, row: HTMLElement) {
    const sure = el(
      'button', { type: 'button', class: 'pill small', dataset: { sure: 'yes' }, onclick: () => void remove(own) },
      t('kept.delete.sure'),
    );
    const not = el('button', { type: 'button', class: 'pill small', dataset: { sure: 'no' }, onclick: () => {
      render();
      focus(own.id, 'delete');
    } }, t('kept.delete.not'));
    row.querySelector('.run-tools')?.replaceChildren(sure, not);
    not.focus();
  }

  function remove({ id, secret }: OwnKept) {
    const gone = (error: any) => (error?.cause?.type === 'kept_unknown' ? null : Promise.reject(error));
    return change(
      () => deleteKept(id, secret).catch(gone), () => forgetKept(localStore(), id), 'kept.deleted', id, 'delete',
    );
  }

  async function change(there: () => Promise<unknown>, here: () => void, words: string, id: string, does: string) {
    try {
      await there();
      here();
      render();
      setText(said, t(words));
      focus(id, does);
    } catch (error) {
      setText(said, problemText(error as Error, t).text);
    }
  }

  /** The list was made anew: back to that button, or to the first where its run is gone. */
  function focus(id: string, does: string) {
    const button = list.querySelector(`[data-kept="${id}"] [data-does="${does}"]`) ?? list.querySelector('a')
      ?? document.querySelector('#kept-name');
    (button as HTMLElement | null)?.focus();
  }

  render();
  return { element, render };
}
