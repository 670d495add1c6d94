/**
 * What stands in place of an answer while there is no network to ask, and the button that gets one.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { el, setText } from '../dom.js';
import { icon } from '../icons.js';
import { canBeAsked } from './inquiry.js';

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @param {HTMLElement} content hidden meanwhile
 * @param {(state: State) => boolean} [isOpen]
 * @returns {{ root: HTMLElement, end: () => void }}
 */
export function createGate(store, { t, actions }, content, isOpen = canBeAsked) {
  const words = el('p', {});
  const label = el('span');
  const button = el('button', { type: 'button', class: 'fix-button', onclick: () => actions.play() }, icon('play'), label);
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
