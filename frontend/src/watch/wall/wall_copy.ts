/**
 * A copy of the wall, opened in the place of the wall: the page that watches it, in a frame of its own, so that the run
 * of this page
 * and whoever follows it notice nothing.
 */

import type { Services, WallCopy } from '../../core/model/types.ts';
import { copyFragment } from '../../core/protocol/ticket.ts';
import { el } from '../../ui/dom.ts';
import { titleOf } from './wall_words.ts';

export function createWallCopy(copy: WallCopy, { t }: Services, back: () => void): HTMLElement {
  const href = new URL(`#${copyFragment(copy)}`, location.href).href;
  const name = titleOf(copy.number, t);
  return el('div', { class: 'wall-room' },
    el('div', { class: 'wall-bar' },
      el('button', { type: 'button', class: 'pill small wall-back', onclick: back }, t('wall.back')),
      el('h2', { id: 'wall-copy-title', tabIndex: -1 }, name),
      el('a', { class: 'pill small wall-alone', href, target: '_blank', rel: 'noopener' }, t('wall.alone'))),
    el('iframe', { class: 'wall-frame', src: href, title: name }));
}
