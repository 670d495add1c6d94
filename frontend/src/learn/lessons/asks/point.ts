/** Pointing at a time step: with the mouse, with [ and ], or with the button that does the same. */

import type { Asking, AskView } from './ask.ts';
import { el } from '../../../ui/dom.ts';

export function createPoint({ step: { ask }, store, services: { actions }, words, key }: Asking): AskView {
  const { timeStep } = ask as { timeStep: number };
  const go = () => {
    const { cursor, selectedLane } = store.get();
    actions.pin({ lane: selectedLane, layer: 0, unit: 0, ...cursor, timeStep });
  };
  return {
    root: el('div', { class: 'lesson-options' }, el(
      'button', { type: 'button', class: 'lesson-option', onclick: go }, words(key('button')),
    )),
    update() {},
  };
}
