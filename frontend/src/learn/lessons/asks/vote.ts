/** A vote: one of several answers, given before the truth. */

import type { Asking, AskView } from './ask.ts';
import { el } from '../../../ui/dom.ts';

export function createVote({ step: { ask }, services: { actions }, words, key }: Asking): AskView {
  const { options, literal = false } = ask as { options: readonly string[], literal?: boolean };
  const buttons = options.map((option) => el('button', {
    type: 'button', class: 'lesson-option', dataset: { option }, onclick: () => actions.answerLesson({ vote: option }),
  }, literal ? option : words(key(`option.${option}`))));
  return {
    root: el(
      'div',
      {
        class: 'lesson-options', role: 'group', 'aria-label': words(key('ask')), dataset: { literal: String(literal) },
      },
      ...buttons,
    ),
    update({ answer }) {
      for (const button of buttons) button.setAttribute('aria-pressed', String(answer.vote === button.dataset.option));
    },
  };
}
