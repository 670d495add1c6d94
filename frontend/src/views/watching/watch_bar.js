/**
 * Above the picture of a page that watches: whose run it is, whether the page follows, how many watch, and the way to a run of one's own.
 *
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { watch } from '../../state/select.js';
import { el, setText } from '../dom.js';
import { countWords } from './count_words.js';

/** @param {Store<State>} store @param {Services} services @returns {() => void} unmount */
export function mountWatchBar(store, { t, actions }) {
  const words = el('p', { role: 'status' });
  const count = el('p', { class: 'watch-count' });
  const back = el('button', { class: 'pill small watch-back', type: 'button', onclick: () => actions.followAgain() });
  const copy = el('button', { class: 'pill small watch-copy', type: 'button', onclick: () => void take() });
  const again = el('button', { class: 'pill small watch-again', type: 'button', onclick: () => location.reload() });
  const own = el('a', { class: 'pill small watch-own', href: location.pathname + location.search });
  const bar = el('section', { class: 'watch-bar' }, words, count, el('div', { class: 'watch-buttons' }, back, copy, again, own));
  document.querySelector('.stage-fold')?.prepend(bar);

  async function take() {
    copy.disabled = true;
    await actions.takeCopy();
    copy.disabled = false;
  }

  const unwatch = watch(store, ({ watching, viewers, language, run }) => [watching, viewers, language, run?.state], render);

  /** @param {State} state */
  function render({ watching, viewers, run }) {
    bar.hidden = watching === null;
    document.documentElement.toggleAttribute('data-watching', watching !== null);
    if (!watching) return;
    document.documentElement.dataset.watching = run ? 'run' : 'nothing';
    const { state, waiting, following } = watching;
    const live = state === 'live' && !waiting;
    bar.setAttribute('aria-label', t('watching.label'));
    bar.dataset.following = String(live && following);
    setText(words, t(state !== 'live' ? `watching.${state}` : waiting && run === null ? 'watching.waiting' : following ? 'watching.following' : 'watching.around'));
    count.hidden = state !== 'live' || viewers === 0;
    setText(count, countWords(viewers, t));
    back.hidden = !live || following;
    copy.hidden = !live || run === null || ['failed', 'stopped'].includes(run.state);
    again.hidden = state !== 'full';
    own.hidden = state !== 'full' && state !== 'gone';
    setText(back, t('watching.back'));
    setText(copy, t('watching.copy'));
    setText(again, t('watching.again'));
    setText(own, t('watching.own'));
  }

  return () => {
    unwatch();
    bar.remove();
  };
}
