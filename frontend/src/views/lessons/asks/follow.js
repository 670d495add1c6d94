/**
 * Following a loss back: by its name above the picture, by its row of the triangle, or with the button that does the same.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { el } from '../../dom.js';

/** @param {Asking} asking @returns {AskView} */
export function createFollow({ step: { ask }, services: { actions }, words, key }) {
  const { timeStep } = /** @type {{ timeStep: number }} */ (ask);
  const button = el('button', { type: 'button', class: 'lesson-option', onclick: () => actions.followLoss(timeStep) }, words(key('button')));
  return {
    root: el('div', { class: 'lesson-options' }, button),
    update: (_lesson, { loss }) => button.setAttribute('aria-pressed', String(loss === timeStep)),
  };
}
