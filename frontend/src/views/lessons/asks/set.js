/**
 * Turning an open view to something: by hand, or with the button that does the same.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { el } from '../../dom.js';

/** @param {Asking} asking @returns {AskView} */
export function createSet({ step: { ask }, services: { actions }, words, key }) {
  const { name, text } = /** @type {{ name: string, text: string }} */ (ask);
  const button = el('button', { type: 'button', class: 'lesson-option', onclick: () => actions.setDetail(name, text) }, words(key('button')));
  return {
    root: el('div', { class: 'lesson-options' }, button),
    update: (_lesson, { details }) => button.setAttribute('aria-pressed', String(details[name] === text)),
  };
}
