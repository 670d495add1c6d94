/**
 * A copy of the wall, opened in the place of the wall: the page that watches it, in a frame of its own, so that the run
 * of this page and whoever follows it notice nothing.
 */

import type { Services, WallCopy } from '../../core/model/types.ts';
import { copyFragment } from '../../core/protocol/ticket.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { titleOf } from './wall_words.ts';

const TITLE = 'wall-copy-title';

/**
 * @param wall what a copy takes the place of
 * @param onBack with the number of the copy that was open
 */
export function createWallRoom(
  dialog: HTMLElement,
  wall: HTMLElement,
  services: Services,
  onBack: (number: number) => void,
) {
  const wallTitle = dialog.getAttribute('aria-labelledby');
  let opened: { number: number, room: HTMLElement } | null = null;

  function open(copy: WallCopy) {
    if (opened) return;
    const room = createWallCopy(copy, services, back);
    opened = { number: copy.number, room };
    wall.hidden = true;
    setAttribute(dialog, 'aria-labelledby', TITLE);
    dialog.append(room);
    (dialog.querySelector(`#${TITLE}`) as HTMLElement | null)?.focus();
  }

  function back() {
    const left = opened;
    opened = null;
    left?.room.remove();
    wall.hidden = false;
    setAttribute(dialog, 'aria-labelledby', wallTitle);
    if (left) onBack(left.number);
  }

  return { open, back, isOpen: () => opened !== null };
}

function createWallCopy(copy: WallCopy, { t }: Services, back: () => void): HTMLElement {
  const href = new URL(`#${copyFragment(copy)}`, location.href).href;
  const name = titleOf(copy.number, t);
  return el('div', { class: 'wall-room' },
    el('div', { class: 'wall-bar' },
      el('button', { type: 'button', class: 'pill small wall-back', onclick: back }, t('wall.back')),
      el('h2', { id: TITLE, tabIndex: -1 }, name),
      el('a', { class: 'pill small wall-alone', href, target: '_blank', rel: 'noopener' }, t('wall.alone'))),
    el('iframe', { class: 'wall-frame', src: href, title: name }));
}
