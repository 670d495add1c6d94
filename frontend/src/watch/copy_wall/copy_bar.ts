/**
 * Above the picture of a run that began as a copy: which one it is, and the switch with which it hangs on the wall or
 * does not.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { whole } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';

/** @returns unmount */
export function mountCopyBar(store: Store<State>, { t, actions }: Services): () => void {
  const words = el('p', { role: 'status' });
  const name = el('span');
  const box = el('input', { type: 'checkbox', class: 'copy-shown', onchange: () => actions.showOnWall(box.checked) });
  const bar = el('section', { class: 'watch-bar copy-bar' }, words, el('label', { class: 'switch' }, box, name));
  document.querySelector('.stage-fold')?.prepend(bar);
  const unwatch = watch(store, ({ copyPlace, watching, link, language }) =>
    [copyPlace, watching === null, link.state, language], ({ copyPlace, watching, link }) => {
    bar.hidden = copyPlace === null || watching !== null;
    if (!copyPlace) return;
    bar.setAttribute('aria-label', t('watching.place.title'));
    setText(
      words, t(copyPlace.shown ? 'watching.place.on' : 'watching.place.off', { number: whole(copyPlace.number) }),
    );
    setText(name, t('watching.place.switch'));
    box.checked = copyPlace.shown;
    box.disabled = link.state !== 'open';
  });
  return () => {
    unwatch();
    bar.remove();
  };
}
