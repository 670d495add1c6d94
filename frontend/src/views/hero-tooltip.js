/**
 * The numbers under the pointer, in a small card that goes on being updated while frames arrive.
 *
 * @import { Cursor, State, Translate } from '../state/types.d.ts'
 * @import { Scene } from './hero-scene.js'
 */

import { el, setText } from './dom.js';
import { readingsAt } from './hero-readings.js';

const DISTANCE = 16;

/** What the pointer is over, if anything is, and its numbers. @param {HTMLElement} root @param {Translate} t */
export function createPointed(root, t) {
  const tooltip = createTooltip(root, t);
  /** @type {{ cursor: Cursor, x: number, y: number } | null} */
  let hovered = null;
  return {
    /** @param {{ cursor: Cursor, x: number, y: number } | null} place */
    at: (place) => void (hovered = place),
    /** @param {Scene} scene @param {Pick<State, 'cursor' | 'pinned'>} chosen without a cursor nothing is pointed at */
    show(scene, { cursor, pinned }) {
      if (!cursor) hovered = null;
      if (hovered) tooltip.show(scene, hovered.cursor, hovered, pinned);
      else tooltip.hide();
    },
  };
}

/** @param {HTMLElement} root @param {Translate} t */
function createTooltip(root, t) {
  const head = el('p', { class: 'hero-tip-head' });
  const list = el('dl', { class: 'hero-tip-list' });
  const hint = el('p', { class: 'muted' });
  const element = el('div', { class: 'hero-tip', hidden: true, 'aria-hidden': 'true' }, head, list, hint);
  root.append(element);

  return {
    hide() {
      element.hidden = true;
    },
    /** @param {Scene} scene @param {Cursor} cursor @param {{ x: number, y: number }} pointer in the root @param {boolean} pinned a place is chosen: its equation is there */
    show(scene, cursor, pointer, pinned) {
      const readings = readingsAt(scene, cursor, t);
      const lane = scene.lanes[cursor.lane];
      element.hidden = readings.length === 0;
      if (element.hidden) return;
      const key = lane.layers > 1 ? 'hero.place_layer' : 'hero.place';
      setText(head, t(key, { lane: lane.letter, time: cursor.timeStep + 1, unit: cursor.unit + 1, layer: cursor.layer + 1 }));
      fill(list, readings);
      setText(hint, pinned ? '' : t('hero.tip.choose'));
      place(element, root, pointer);
    },
  };
}

/** @param {HTMLElement} list @param {[string, string][]} readings */
function fill(list, readings) {
  while (list.children.length > readings.length * 2) list.lastChild?.remove();
  while (list.children.length < readings.length * 2) list.append(el('dt'), el('dd'));
  for (const [index, [name, value]] of readings.entries()) {
    setText(list.children[index * 2], name);
    setText(list.children[index * 2 + 1], value);
  }
}

/** @param {HTMLElement} element @param {HTMLElement} root @param {{ x: number, y: number }} pointer */
function place(element, root, { x, y }) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const right = x + DISTANCE + width <= root.clientWidth;
  const left = right ? x + DISTANCE : Math.max(4, x - DISTANCE - width);
  const bottom = y + DISTANCE + height <= root.scrollTop + root.clientHeight;
  element.style.transform = `translate(${Math.round(left)}px, ${Math.round(bottom ? y + DISTANCE : Math.max(4, y - DISTANCE - height))}px)`;
}
