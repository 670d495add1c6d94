/**
 * One tooltip for everything with `data-tip`, a name or a description, or `data-help`, a sentence of help: it comes on
 * hover and on focus, stays while it is pointed at, and goes with Esc. It lies in the top layer, within a dialog that
 * is open: what is behind a dialog can neither be seen nor pointed at. The words are the control's own name or
 * description, so screen readers have them already.
 */

import { el } from '../ui/dom.ts';

const DELAY = 350;
const GAP = 8;

/** @returns unmount */
export function mountTip(): () => void {
  const tip = el('div', { class: 'tip', role: 'tooltip', popover: 'manual' });
  document.body.append(tip);
  let timer: any = null;
  let owner: HTMLElement | null = null;
  /** What has just been pressed needs no words until the pointer comes back. */
  let pressed: HTMLElement | null = null;

  /** A term of the glossary has a definition of its own. */
  const tipped = (target: EventTarget | null): HTMLElement | null => (target instanceof Element
    && !target.closest('[data-term]') ? (target.closest('[data-tip], [data-help]') as HTMLElement | null) : null);

  function show() {
    const words =
      owner?.isConnected ? [owner.dataset.tip, owner.dataset.help].filter((text) => text !== undefined) : [];
    if (!owner || !words.length) return hide();
    tip.replaceChildren(...words.map((text) => el('p', {}, text)));
    const place = owner.closest('dialog[open]') ?? document.body;
    if (tip.parentElement !== place) place.append(tip);
    tip.showPopover();
    const box = owner.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.max(GAP, Math.min(innerWidth - width - GAP, box.left + box.width / 2 - width / 2));
    const above = box.top - height - GAP;
    tip.style.left = `${Math.round(left)}px`;
    tip.style.top = `${Math.round(above > GAP && owner.dataset.tipBelow === undefined ? above : box.bottom + GAP)}px`;
  }

  const isShown = () => tip.matches(':popover-open');
  const conceal = () => void (isShown() && tip.hidePopover());

  function hide() {
    clearTimeout(timer);
    conceal();
    owner = null;
  }

  const press = (event: Event) => {
    hide();
    pressed = tipped(event.target);
  };
  const enter = (event: Event) => {
    if (tip.contains(event.target as Node)) return clearTimeout(timer);
    const next = tipped(event.target);
    if (next === null || next !== pressed) pressed = null;
    else return;
    if (next === owner
      && next !== null) return clearTimeout(timer), void (isShown() || (timer = setTimeout(show, DELAY)));
    clearTimeout(timer);
    if (!next) return void (timer = setTimeout(hide, 120));
    conceal();
    owner = next;
    timer = setTimeout(show, DELAY);
  };
  const focus = (event: FocusEvent) => {
    const next = tipped(event.target);
    if (!next || !next.matches(':focus-visible, :has(:focus-visible)')) return;
    owner = next;
    clearTimeout(timer);
    timer = setTimeout(show, DELAY);
  };
  const key = (event: KeyboardEvent) => void (event.key === 'Escape' && hide());
  document.addEventListener('pointerover', enter);
  document.addEventListener('pointerdown', press);
  document.addEventListener('focusin', focus);
  document.addEventListener('focusout', hide);
  document.addEventListener('keydown', key, true);
  document.addEventListener('scroll', hide, true);
  return () => {
    document.removeEventListener('pointerover', enter);
    document.removeEventListener('pointerdown', press);
    document.removeEventListener('focusin', focus);
    document.removeEventListener('focusout', hide);
    document.removeEventListener('keydown', key, true);
    document.removeEventListener('scroll', hide, true);
    tip.remove();
  };
}
