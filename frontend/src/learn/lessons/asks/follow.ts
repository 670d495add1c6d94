/**
 * Following a loss back: by its name above the picture, by its row of the triangle, or with the button that does the
 * same.
 */

import type { Asking, AskView } from './ask.ts';
import { el } from '../../../ui/dom.ts';

export function createFollow({ step: { ask }, services: { actions }, words, key }: Asking): AskView {
  const { timeStep } = ask as { timeStep: number };
  const button = el(
    'button', { type: 'button', class: 'lesson-option', onclick: () => actions.followLoss(timeStep) },
    words(key('button')),
  );
  return {
    root: el('div', { class: 'lesson-options' }, button),
    update: (_lesson, { lossTimeStep: loss }) => button.setAttribute('aria-pressed', String(loss === timeStep)),
  };
}
