/**
 * Above the picture of a run that began as a copy: which one it is, and the switch with which it hangs on the wall or does not.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { whole } from '../../text/number.js';
import { el, setText } from '../dom.js';

/** @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function mountCopyBar(store, { t, actions }) {
  const words = el('p', { role: 'status' });
  const name = el('span');
  const box = el('input', { type: 'checkbox', class: 'copy-shown', onchange: () => actions.showOnWall(box.checked) });
  const bar = el('section', { class: 'watch-bar copy-bar' }, words, el('label', { class: 'switch' }, box, name));
  document.querySelector('.stage-fold')?.prepend(bar);
  const unwatch = watch(store, ({ copyPlace, watching, link, language }) => [copyPlace, watching === null, link.state, language], ({ copyPlace, watching, link }) => {
    bar.hidden = copyPlace === null || watching !== null;
    if (!copyPlace) return;
    bar.setAttribute('aria-label', t('watching.place.title'));
    setText(words, t(copyPlace.shown ? 'watching.place.on' : 'watching.place.off', { number: whole(copyPlace.number) }));
    setText(name, t('watching.place.switch'));
    box.checked = copyPlace.shown;
    box.disabled = link.state !== 'open';
  });
  return () => {
    unwatch();
    bar.remove();
  };
}
