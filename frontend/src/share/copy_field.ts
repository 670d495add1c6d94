/** A text that is there to be copied, with the button that does it. */

import type { Services } from '../core/model/types.ts';
import { el, setText } from '../ui/dom.ts';

/** @param said where it is said whether that worked */
export function copyField(
  id: string,
  name: string,
  said: HTMLElement,
  { t }: Pick<Services, 't'>,
): { input: HTMLTextAreaElement, element: HTMLElement } {
  const input = el('textarea', { id, readOnly: true, rows: 3, spellcheck: false, onfocus: () => input.select() });
  const copy = el(
    'button', { class: 'pill', type: 'button', dataset: { copy: id }, onclick: () => void copyText() }, t('share.copy'),
  );

  async function copyText() {
    const copied = await navigator.clipboard?.writeText(input.value).then(() => true, () => false);
    if (!copied) input.select();
    setText(said, t(copied ? 'share.copied_now' : 'share.select'));
  }

  return { input, element: el('div', { class: 'share-field' }, el('label', { for: id }, name), input, copy) };
}
