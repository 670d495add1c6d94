/**
 * A dialog with a heading and a way out; it is built anew for each opening and gives the focus back when it closes.
 *
 * @import { Services } from '../../state/types.d.ts'
 */

import { el } from '../dom.js';
import { icon } from '../icons.js';

/**
 * @param {Services} services
 * @param {string} heading
 * @param {...HTMLElement} content
 * @returns {HTMLDialogElement}
 */
export function openDialog({ t }, heading, ...content) {
  const before = document.activeElement;
  const dialog = el('dialog', { class: 'dialog takeaway', 'aria-labelledby': 'takeaway-title' });
  dialog.append(el('div', { class: 'dialog-body' },
    el('button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() }, icon('close')),
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

/**
 * One thing to take: a button, and under it what it is.
 * @param {string} name
 * @param {string} words
 * @param {() => void} take
 * @param {{ unavailable?: boolean, id?: string }} [state]
 * @returns {HTMLElement}
 */
export function offer(name, words, take, { unavailable = false, id } = {}) {
  return el('li', { class: 'offer' },
    el('button', { class: 'pill', type: 'button', disabled: unavailable, onclick: take, dataset: id ? { offer: id } : {} }, name),
    el('p', {}, words));
}
