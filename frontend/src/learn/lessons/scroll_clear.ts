/** Brings the lit thing to where nothing lies over it: on a phone above the sheet of the lesson. */

import type { Lit } from '../../core/model/lesson.ts';
import type { State, Store } from '../../core/model/types.ts';
import { boxOf } from '../places.ts';
import { elementOf } from './highlight_place.ts';

const ROOM = 12;

/** @returns whether it was there to be shown */
export function scrollClear(lit: Lit, store: Store<State>): boolean {
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

/** @returns what scrolls it up and down */
function scrollerOf(element: HTMLElement): Element {
  for (let outer = element.parentElement; outer; outer = outer.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(outer).overflowY)
      && outer.scrollHeight > outer.clientHeight + 1) return outer;
  }
  return document.documentElement;
}

/** @returns the part of the window that nothing lies over */
function free(scroller: Element): [top: number, bottom: number] {
  const box = scroller === document.documentElement
    ? new DOMRect(0, 0, innerWidth, innerHeight)
    : scroller.getBoundingClientRect();
  const top = Math.max(box.top, ...stuck('.topbar, .question', scroller)
    .filter(({ top: edge }) => edge < box.top + box.height / 4)
    .map(({ bottom }) => bottom));
  const bottom = Math.min(box.bottom, ...stuck('.transport, .closer, #lesson', scroller)
    .filter(({ bottom: edge }) => edge > box.bottom - box.height / 4)
    .map(({ top: edge }) => edge));
  return [top, bottom];
}

/** @returns of what stays where it is over the page, or over what scrolls */
function stuck(selector: string, scroller: Element): DOMRect[] {
  return [...document.querySelectorAll(selector)].filter((element) => {
    const { position } = getComputedStyle(element);
    return position === 'fixed' || (position === 'sticky' && scroller.contains(element));
  }).map((element) => element.getBoundingClientRect());
}
