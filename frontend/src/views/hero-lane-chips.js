/**
 * Where a phone shows columns for a finger, one lane shows at a time: a row of letters chooses it.
 *
 * @import { Services } from '../state/types.d.ts'
 * @import { Scene } from './hero-scene.js'
 */

import { el, setAttribute, setText } from './dom.js';

/** @param {HTMLElement} root @param {Services} services */
export function createLaneChips(root, { t, actions }) {
  return {
    /** @param {Scene} scene @param {boolean} columns @param {number} selected */
    update({ lanes }, columns, selected) {
      root.hidden = !columns || lanes.length < 2;
      if (root.hidden) return;
      setAttribute(root, 'role', 'group');
      setAttribute(root, 'aria-label', t('hero.lanes'));
      while (root.children.length > lanes.length) root.lastChild?.remove();
      while (root.children.length < lanes.length) root.append(chip(root.children.length));
      for (const [index, lane] of lanes.entries()) {
        const button = /** @type {HTMLElement} */ (root.children[index]);
        button.style.setProperty('--lane', lane.colour);
        setText(button, `${lane.letter} ${lane.name}`);
        setAttribute(button, 'aria-pressed', String(index === selected));
      }
    },
  };

  /** @param {number} lane */
  function chip(lane) {
    return el('button', { type: 'button', class: 'hero-lane-chip', onclick: () => actions.selectLane(lane) });
  }
}
