/** The numbers under the pointer, in a small card that goes on being updated while frames arrive. */

import type { Cursor, State, Translate } from '../core/model/types.ts';
import type { Scene } from './scene.ts';
import { el, setText } from '../ui/dom.ts';
import { readingsAt } from './readings.ts';

const DISTANCE = 16;

/** What the pointer is over, if anything is, and its numbers. */
export function createPointed(root: HTMLElement, t: Translate) {
  const tooltip = createTooltip(root, t);
  let hovered: { cursor: Cursor, x: number, y: number } | null = null;
  return {
    at: (place: { cursor: Cursor, x: number, y: number } | null) => void (hovered = place),
    /** @param chosen without a cursor nothing is pointed at */
    show(scene: Scene, { cursor, pinned }: Pick<State, 'cursor' | 'pinned'>) {
      if (!cursor) hovered = null;
      if (hovered) tooltip.show(scene, hovered.cursor, hovered, pinned);
      else tooltip.hide();
    },
  };
}

function createTooltip(root: HTMLElement, t: Translate) {
  const head = el('p', { class: 'hero-tip-head' });
  const list = el('dl', { class: 'hero-tip-list' });
  const hint = el('p', { class: 'muted' });
  const element = el('div', { class: 'hero-tip', hidden: true, 'aria-hidden': 'true' }, head, list, hint);
  root.append(element);

  return {
    hide() {
      element.hidden = true;
    },
    /** @param pointer in the root @param pinned a place is chosen: its equation is there */
    show(scene: Scene, cursor: Cursor, pointer: { x: number, y: number }, pinned: boolean) {
      const readings = readingsAt(scene, cursor, t);
      const lane = scene.lanes[cursor.lane];
      element.hidden = readings.length === 0;
      if (element.hidden) return;
      const key = lane.layers > 1 ? 'hero.place_layer' : 'hero.place';
      setText(
        head, t(key, { lane: lane.letter, time: cursor.timeStep + 1, unit: cursor.unit + 1, layer: cursor.layer + 1 }),
      );
      fill(list, readings);
      setText(hint, pinned ? '' : t('hero.tip.choose'));
      place(element, root, pointer);
    },
  };
}

function fill(list: HTMLElement, readings: [string, string][]) {
  while (list.children.length > readings.length * 2) list.lastChild?.remove();
  while (list.children.length < readings.length * 2) list.append(el('dt'), el('dd'));
  for (const [index, [name, value]] of readings.entries()) {
    setText(list.children[index * 2], name);
    setText(list.children[index * 2 + 1], value);
  }
}

function place(element: HTMLElement, root: HTMLElement, { x, y }: { x: number, y: number }) {
  const { offsetWidth: width, offsetHeight: height } = element;
  const right = x + DISTANCE + width <= root.clientWidth;
  const left = right ? x + DISTANCE : Math.max(4, x - DISTANCE - width);
  const bottom = y + DISTANCE + height <= root.scrollTop + root.clientHeight;
  element.style.transform =
    `translate(${Math.round(left)}px, ${Math.round(bottom ? y + DISTANCE : Math.max(4, y - DISTANCE - height))}px)`;
}
