/**
 * One tooltip for everything with `data-tip`: it comes on hover and on focus, stays while it is pointed at, and goes with Esc.
 * The words are the control's own name or description, so screen readers have them already.
 */

import { el } from './dom.js';

const DELAY = 350;
const GAP = 8;

/** @returns {() => void} unmount */
export function mountTip() {
  const tip = el('div', { class: 'tip', role: 'tooltip', hidden: true });
  document.body.append(tip);
  /** @type {any} */
  let timer = null;
  /** @type {HTMLElement | null} */
  let owner = null;
  /** What has just been pressed needs no words until the pointer comes back. @type {HTMLElement | null} */
  let pressed = null;

  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  const tipped = (target) => (target instanceof Element ? target.closest('[data-tip]') : null);

  function show() {
    if (!owner?.isConnected || !owner.dataset.tip) return hide();
    tip.textContent = owner.dataset.tip;
    tip.hidden = false;
    const box = owner.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.max(GAP, Math.min(innerWidth - width - GAP, box.left + box.width / 2 - width / 2));
    const above = box.top - height - GAP;
    tip.style.left = `${Math.round(left)}px`;
    tip.style.top = `${Math.round(above > GAP ? above : box.bottom + GAP)}px`;
  }

  function hide() {
    clearTimeout(timer);
    tip.hidden = true;
    owner = null;
  }

  const press = (/** @type {Event} */ event) => {
    hide();
    pressed = tipped(event.target);
  };
  const enter = (/** @type {Event} */ event) => {
    if (tip.contains(/** @type {Node} */ (event.target))) return clearTimeout(timer);
    const next = tipped(event.target);
    if (next === null || next !== pressed) pressed = null;
    else return;
    if (next === owner && next !== null) return clearTimeout(timer), void (tip.hidden && (timer = setTimeout(show, DELAY)));
    clearTimeout(timer);
    if (!next) return void (timer = setTimeout(hide, 120));
    tip.hidden = true;
    owner = next;
    timer = setTimeout(show, DELAY);
  };
  const focus = (/** @type {FocusEvent} */ event) => {
    const next = tipped(event.target);
    if (!next || !next.matches(':focus-visible, :has(:focus-visible)')) return;
    owner = next;
    clearTimeout(timer);
    timer = setTimeout(show, DELAY);
  };
  const key = (/** @type {KeyboardEvent} */ event) => void (event.key === 'Escape' && hide());
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
