/** What is rarely needed of the top bar waits behind a button; where there is little room, more of it does. */

import type { Translate } from '../core/model/types.ts';
import { el, setName } from '../ui/dom.ts';
import { icon } from '../ui/icons.ts';

const LITTLE_ROOM = '(max-width: 900px)';

/** @param always stands beside the button while there is room, else behind it, last */
export function createTopbarRest(t: Translate, always: HTMLElement) {
  const root = el('div', { class: 'topbar-rest', id: 'topbar-rest' });
  const beside = el('div', { class: 'topbar-always' });
  const toggle = () => show(!root.classList.contains('is-open'));
  const button = el('button', {
    class: 'pill icon-button rest-button', type: 'button', 'aria-controls': root.id, onclick: toggle,
  }, icon('more'));
  const narrow = matchMedia(LITTLE_ROOM);
  const settle = () => (narrow.matches ? root : beside).append(always);
  narrow.addEventListener('change', settle);
  show(false);
  const unlisten = leave([button, root], () => show(false), () => button.focus());

  function show(open: boolean) {
    root.classList.toggle('is-open', open);
    button.setAttribute('aria-expanded', String(open));
  }

  return {
    root,
    beside,
    button,
    /** What is behind it, in this order. */
    fill(...buttons: HTMLElement[]) {
      root.append(...buttons);
      settle();
    },
    setWords: () => setName(button, t('topbar.more')),
    /** What a dialog is opened by has the focus again once it is closed: the button of the menu. */
    opens(open: () => unknown) {
      show(false);
      button.focus();
      void open();
    },
    end() {
      unlisten();
      narrow.removeEventListener('change', settle);
    },
  };
}

/**
 * Calls `close` for whatever happens outside, and for Escape inside, where the focus then goes back.
 * @returns stop listening
 */
function leave(inside: HTMLElement[], close: () => void, focusBack: () => void): () => void {
  const isInside = ({ target }: Event) => inside.some((part) => target instanceof Node && part.contains(target));
  const away = (event: Event) => void (isInside(event) || close());
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isInside(event)) return;
    close();
    focusBack();
  };
  for (const kind of ['pointerdown', 'focusin']) document.addEventListener(kind, away);
  document.addEventListener('keydown', escape);
  return () => {
    for (const kind of ['pointerdown', 'focusin']) document.removeEventListener(kind, away);
    document.removeEventListener('keydown', escape);
  };
}
