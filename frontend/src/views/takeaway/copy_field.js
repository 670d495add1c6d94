/**
 * A text that is there to be copied, with the button that does it.
 *
 * @import { Services } from '../../state/types.d.ts'
 */

import { el, setText } from '../dom.js';

/**
 * @param {string} id
 * @param {string} name
 * @param {HTMLElement} said where it is said whether that worked
 * @param {Pick<Services, 't'>} services
 * @returns {{ input: HTMLTextAreaElement, element: HTMLElement }}
 */
export function copyField(id, name, said, { t }) {
  const input = el('textarea', { id, readOnly: true, rows: 3, spellcheck: false, onfocus: () => input.select() });
  const copy = el('button', { class: 'pill', type: 'button', dataset: { copy: id }, onclick: () => void copyText() }, t('share.copy'));

  async function copyText() {
    const copied = await navigator.clipboard?.writeText(input.value).then(() => true, () => false);
    if (!copied) input.select();
    setText(said, t(copied ? 'share.copied_now' : 'share.select'));
  }

  return { input, element: el('div', { class: 'share-field' }, el('label', { for: id }, name), input, copy) };
}
