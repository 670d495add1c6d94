/** Where there is little room, the left column is a sheet over the page, opened by a button of the top bar. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

const OPENER = '.sheet-button';

/**
 * @param root gets the button that closes it, before all else
 * @returns unmount
 */
export function mountSheet(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const shut = () => actions.setPhoneSheet(false);
  const close = el('button', { class: 'card-close sheet-close', type: 'button', onclick: shut }, icon('close'));
  root.prepend(close);
  const unwatch = watch(store, ({ language, phoneSheet }) => [language, phoneSheet], render);

  function render({ phoneSheet }: State) {
    close.setAttribute('aria-label', t('card.close'));
    if (root.classList.contains('is-open') !== phoneSheet) toggle(phoneSheet);
  }

  /** The sheet takes the focus and gives it back, unless it has gone on by itself. */
  function toggle(open: boolean) {
    const inside = root.contains(document.activeElement) || document.activeElement === document.body;
    root.classList.toggle('is-open', open);
    if (open) close.focus();
    else if (inside) (document.querySelector(OPENER) as HTMLElement | null)?.focus();
  }

  /** A press beside it, or the focus that goes on to what it covers, closes the sheet. */
  const goBeside = ({ target }: Event) => {
    if (!store.get().phoneSheet || !(target instanceof Element)) return;
    if (!root.contains(target) && !target.closest(OPENER)) shut();
  };
  document.addEventListener('pointerdown', goBeside);
  document.addEventListener('focusin', goBeside);

  return () => {
    unwatch();
    document.removeEventListener('pointerdown', goBeside);
    document.removeEventListener('focusin', goBeside);
  };
}
