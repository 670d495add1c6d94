/**
 * A vote: one of several answers, given before the truth.
 *
 * @import { Asking, AskView } from './ask.d.ts'
 */

import { el } from '../../dom.js';

/** @param {Asking} asking @returns {AskView} */
export function createVote({ step: { ask }, services: { actions }, words, key }) {
  const { options, literal = false } = /** @type {{ options: readonly string[], literal?: boolean }} */ (ask);
  const buttons = options.map((option) => el('button', {
    type: 'button', class: 'lesson-option', dataset: { option }, onclick: () => actions.answerLesson({ vote: option }),
  }, literal ? option : words(key(`option.${option}`))));
  return {
    root: el('div', { class: 'lesson-options', role: 'group', 'aria-label': words(key('ask')), dataset: { literal: String(literal) } }, ...buttons),
    update({ answer }) {
      for (const button of buttons) button.setAttribute('aria-pressed', String(answer.vote === button.dataset.option));
    },
  };
}
