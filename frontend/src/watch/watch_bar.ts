/**
 * Above the picture of a page that watches: whose run it is, whether the page follows, how many watch, and the way to a
 * run of one's own.
 */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { whole } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';
import { countWords } from './count_words.ts';

/** @returns unmount */
export function mountWatchBar(store: Store<State>, { t, actions }: Services): () => void {
  const words = el('p', { role: 'status' });
  const count = el('p', { class: 'watch-count' });
  const back = el('button', { class: 'pill small watch-back', type: 'button', onclick: () => actions.followAgain() });
  const copy = el('button', { class: 'pill small watch-copy', type: 'button', onclick: () => void take() });
  const again = el('button', { class: 'pill small watch-again', type: 'button', onclick: () => location.reload() });
  const own = el('a', { class: 'pill small watch-own', href: location.pathname + location.search });
  const shown = el('input', { type: 'checkbox', class: 'watch-shown', checked: true });
  const consent = el('span');
  const choice = el('label', { class: 'switch watch-consent' }, shown, consent);
  const bar = el('section', { class: 'watch-bar' }, words, count, choice, el(
    'div', { class: 'watch-buttons' }, back, copy, again, own,
  ));
  document.querySelector('.stage-fold')?.prepend(bar);

  async function take() {
    copy.disabled = true;
    await actions.takeCopy(shown.checked);
    copy.disabled = false;
  }

  const unwatch = watch(
    store, ({ watching, viewers, language, run }) => [watching, viewers, language, run?.state], render,
  );

  function render({ watching, viewers, run }: State) {
    bar.hidden = watching === null;
    document.documentElement.toggleAttribute('data-watching', watching !== null);
    if (!watching) return;
    document.documentElement.dataset.watching = run ? 'run' : 'nothing';
    const { state, waiting, following, copy: number } = watching;
    const params = { number: whole(number ?? 0) };
    const of = number === null ? 'watching' : 'watching.of_copy';
    const live = state === 'live' && !waiting;
    bar.setAttribute('aria-label', t('watching.label'));
    bar.dataset.following = String(live && following);
    setText(words, t(
      `${of}.${state !== 'live' ? state : waiting && run === null ? 'waiting' : following ? 'following' : 'around'}`,
      params,
    ));
    count.hidden = state !== 'live' || viewers === 0;
    setText(count, countWords(viewers, t));
    back.hidden = !live || following;
    // In the frame of a wall there is no room for a run of one's own.
    copy.hidden = choice.hidden = !live || run === null || ['failed', 'stopped'].includes(run.state)
      || (number !== null && window.parent !== window);
    again.hidden = state !== 'full';
    own.hidden = state !== 'full' && state !== 'gone';
    setText(back, t(`${of}.back`));
    setText(consent, t('watching.consent'));
    setText(copy, t('watching.copy'));
    setText(again, t('watching.again'));
    setText(own, t('watching.own'));
  }

  return () => {
    unwatch();
    bar.remove();
  };
}
