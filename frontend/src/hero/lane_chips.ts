/** Where a phone shows columns for a finger, one lane shows at a time: a row of letters chooses it. */

import type { Scene } from './scene.ts';
import type { Services } from '../core/model/types.ts';
import { el, setAttribute, setText } from '../ui/dom.ts';

export function createLaneChips(root: HTMLElement, { t, actions }: Services) {
  return {
    update({ lanes }: Scene, columns: boolean, selected: number) {
      root.hidden = !columns || lanes.length < 2;
      if (root.hidden) return;
      setAttribute(root, 'role', 'group');
      setAttribute(root, 'aria-label', t('hero.lanes'));
      while (root.children.length > lanes.length) root.lastChild?.remove();
      while (root.children.length < lanes.length) root.append(chip(root.children.length));
      for (const [index, lane] of lanes.entries()) {
        const button = root.children[index] as HTMLElement;
        button.style.setProperty('--lane', lane.colour);
        setText(button, `${lane.letter} ${lane.name}`);
        setAttribute(button, 'aria-pressed', String(index === selected));
      }
    },
  };

  function chip(lane: number) {
    return el('button', { type: 'button', class: 'hero-lane-chip', onclick: () => actions.selectLane(lane) });
  }
}
