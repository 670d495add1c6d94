/**
 * Brings the lit thing to where nothing lies over it: on a phone above the sheet of the lesson.
 *
 * @import { State, Store } from '../../state/types.d.ts'
 * @import { Lit } from '../../lessons/lesson.d.ts'
 */

import { boxOf } from '../../lessons/places.js';
import { elementOf } from './lit_place.js';

const ROOM = 12;

/** @param {Lit} lit @param {Store<State>} store @returns {boolean} whether it was there to be shown */
export function scrollClear(lit, store) {
  const element = elementOf(lit);
  const window = store.get().timeWindow;
  const part = 'rows' in lit && window ? boxOf(window, lit) : null;
  if (element?.closest('#lesson')) return true;
  if (!element || element.offsetParent === null || ('rows' in lit && !part)) return false;
  const whole = element.getBoundingClientRect();
  const [top, height] = part ? [whole.top + part.y, part.height] : [whole.top, whole.height];
  const scroller = scrollerOf(element);
  const [first, last] = free(scroller);
  const middle = first + Math.max(ROOM, (last - first - height) / 2);
  if (top < first + ROOM || top + height > last - ROOM) scroller.scrollBy({ top: top - middle });
  return true;
}

/** @param {HTMLElement} element @returns {Element} what scrolls it up and down */
function scrollerOf(element) {
  for (let outer = element.parentElement; outer; outer = outer.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(outer).overflowY) && outer.scrollHeight > outer.clientHeight + 1) return outer;
  }
  return document.documentElement;
}

/** @param {Element} scroller @returns {[top: number, bottom: number]} the part of the window that nothing lies over */
function free(scroller) {
  const box = scroller === document.documentElement ? new DOMRect(0, 0, innerWidth, innerHeight) : scroller.getBoundingClientRect();
  const top = Math.max(box.top, ...stuck('.topbar, .question', scroller).filter(({ top: edge }) => edge < box.top + box.height / 4).map(({ bottom }) => bottom));
  const bottom = Math.min(box.bottom, ...stuck('.transport, .closer, #lesson', scroller).filter(({ bottom: edge }) => edge > box.bottom - box.height / 4).map(({ top: edge }) => edge));
  return [top, bottom];
}

/** @param {string} selector @param {Element} scroller @returns {DOMRect[]} of what stays where it is over the page, or over what scrolls */
function stuck(selector, scroller) {
  return [...document.querySelectorAll(selector)].filter((element) => {
    const { position } = getComputedStyle(element);
    return position === 'fixed' || (position === 'sticky' && scroller.contains(element));
  }).map((element) => element.getBoundingClientRect());
}
