/** A dialog with a heading and a way out; it is built anew for each opening and gives the focus back when it closes. */

import type { Services } from '../core/model/types.ts';
import { el } from '../ui/dom.ts';
import { icon } from '../ui/icons.ts';

export function openDialog({ t }: Services, heading: string, ...content: HTMLElement[]): HTMLDialogElement {
  const before = document.activeElement;
  const dialog = el('dialog', { class: 'dialog takeaway', 'aria-labelledby': 'takeaway-title' });
  dialog.append(el('div', { class: 'dialog-body' },
    el(
      'button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() },
      icon('close'),
    ),
    el('h2', { id: 'takeaway-title' }, heading),
    ...content));
  dialog.addEventListener('click', (event) => void (event.target === dialog && dialog.close()));
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** One thing to take: a button, and under it what it is. */
export function offer(
  name: string,
  words: string,
  take: () => void,
  { unavailable = false, id }: { unavailable?: boolean, id?: string } = {},
): HTMLElement {
  return el('li', { class: 'offer' },
    el(
      'button',
      { class: 'pill', type: 'button', disabled: unavailable, onclick: take, dataset: id ? { offer: id } : {} }, name,
    ),
    el('p', {}, words));
}
