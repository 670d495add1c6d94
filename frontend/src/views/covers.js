/**
 * Covers over what shows gradients, for as long as somebody is asked what they expect.
 *
 * @import { State } from '../state/types.d.ts'
 * @import { Row, Veil } from '../lessons/lesson.d.ts'
 * @import { Box } from '../lessons/places.js'
 */

import { coversOf } from '../lessons/places.js';
import { el, setText } from './dom.js';

/** Rows of the picture that show gradients; what else does is left to the style sheet. */
const COVERED = /** @type {readonly Row[]} */ (['brackets', 'state', 'bars', 'profile']);
const TRIANGLE = '.time-card[data-kind="triangle"]';

/** @returns {{ lay: (veil: Veil | '', state: State, said: string) => void, end: () => void }} `lay`: '' takes them away */
export function createCovers() {
  const covers = el('div', { class: 'lesson-covers' });

  /** @param {Veil | ''} veil @param {State} state @param {string} said */
  function lay(veil, { timeWindow }, said) {
    document.body.dataset.veil = veil;
    const stage = document.querySelector(veil === 'triangle' ? TRIANGLE : '.hero-stage');
    const boxes = !veil || !stage ? [] : veil === 'triangle' ? [wholeOf(stage)] : timeWindow ? coversOf(timeWindow, COVERED) : [];
    while (covers.children.length > boxes.length) covers.lastElementChild?.remove();
    if (!boxes.length || covers.parentElement !== stage) stage?.append(covers);
    for (const [index, { x, y, width, height }] of boxes.entries()) {
      const sheet = /** @type {HTMLElement} */ (covers.children[index] ?? covers.appendChild(el('p', { class: 'lesson-cover' })));
      setText(sheet, said);
      for (const [name, value] of Object.entries({ left: x, top: y, width, height })) sheet.style.setProperty(name, `${Math.round(value)}px`);
    }
  }

  return {
    lay,
    end() {
      delete document.body.dataset.veil;
      covers.remove();
    },
  };
}

/** @param {Element} element @returns {Box} */
function wholeOf({ clientWidth, clientHeight }) {
  return { x: 0, y: 0, width: clientWidth, height: clientHeight };
}
