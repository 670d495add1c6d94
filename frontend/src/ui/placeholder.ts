/** What stands in place of an answer while there is no network to ask, and the button that gets one. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { el, setText } from './dom.ts';
import { icon } from './icons.ts';
import { canBeAsked } from './inquiry.ts';

/** @param content hidden meanwhile */
export function createPlaceholder(
  store: Store<State>,
  { t, actions }: Services,
  content: HTMLElement,
  isOpen: (state: State) => boolean = canBeAsked,
): { root: HTMLElement, end: () => void } {
  const words = el('p', {});
  const label = el('span');
  const button = el(
    'button', { type: 'button', class: 'fix-button', onclick: () => actions.play() }, icon('play'), label,
  );
  const root = el('div', { class: 'try-gate' }, words, button);
  const end = watch(store, (state) => [isOpen(state), state.language, state.run?.source], (state) => {
    const open = isOpen(state);
    root.hidden = open;
    content.hidden = !open;
    setText(words, t(state.run?.source === 'recording' ? 'try.gate.recording' : 'try.gate.no_run'));
    setText(label, t('try.gate.train'));
  });
  return { root, end };
}
