/** Turning an open view to something: by hand, or with the button that does the same. */

import type { Asking, AskView } from './ask.ts';
import { el } from '../../../ui/dom.ts';

export function createSet({ step: { ask }, services: { actions }, words, key }: Asking): AskView {
  const { name, text } = ask as { name: string, text: string };
  const button = el(
    'button', { type: 'button', class: 'lesson-option', onclick: () => actions.setDetail(name, text) },
    words(key('button')),
  );
  return {
    root: el('div', { class: 'lesson-options' }, button),
    update: (_lesson, { details }) => button.setAttribute('aria-pressed', String(details[name] === text)),
  };
}
