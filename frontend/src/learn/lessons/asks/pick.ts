/** Picking: one or several of what stands side by side in the picture. */

import type { Asking, AskView } from './ask.ts';
import { el } from '../../../ui/dom.ts';

export function createPick({ step: { ask }, store, services: { actions }, words, key }: Asking): AskView {
  const { options, several } = ask as { options: readonly string[], several: boolean };

  function pick(option: string) {
    const picks = store.get().lesson?.answer.picks ?? [];
    const toggled = picks.includes(option) ? picks.filter((other) => other !== option) : [...picks, option];
    actions.answerLesson({ picks: several ? toggled : [option] });
  }

  const buttons = options.map((option) => el('button', {
    type: 'button', class: 'lesson-option',
    dataset: { option }, 'aria-label': words(key('option'), { option }), onclick: () => pick(option),
  }, option));
  return {
    root: el(
      'div', { class: 'lesson-options', role: 'group', 'aria-label': words(key('ask')), dataset: { literal: 'true' } },
      ...buttons,
    ),
    update({ answer }) {
      for (const button of buttons) {
        button.setAttribute('aria-pressed', String(answer.picks?.includes(button.dataset.option ?? '') ?? false));
      }
    },
  };
}
