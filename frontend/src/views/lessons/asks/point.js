/**
 * Pointing at a time step: with the mouse, with [ and ], or with the button that does the same.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { el } from '../../dom.js';

/** @param {Asking} asking @returns {AskView} */
export function createPoint({ step: { ask }, store, services: { actions }, words, key }) {
  const { timeStep } = /** @type {{ timeStep: number }} */ (ask);
  const go = () => {
    const { cursor, selectedLane } = store.get();
    actions.pin({ lane: selectedLane, layer: 0, unit: 0, ...cursor, timeStep });
  };
  return { root: el('div', { class: 'lesson-options' }, el('button', { type: 'button', class: 'lesson-option', onclick: go }, words(key('button')))), update() {} };
}
