/** Above the question while a recording is replayed: what it is, and the way to train its experiment. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { whole } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';

let bar: HTMLElement | null = null;

export function mountReplayBar(store: Store<State>, { t, actions }: Services) {
  if (bar) return;
  const words = el('p');
  const live = el('button', { class: 'pill', type: 'button', onclick: () => actions.runLive() });
  bar = el('section', { class: 'replay-bar' }, words, live);
  document.querySelector('.stage-fold')?.prepend(bar);
  watch(store, ({ replay, kept, language, history, run }) =>
    [replay, kept, language, history.steps.length, run?.experiment], ({ replay, kept, history }) => {
    if (!bar) return;
    bar.hidden = replay === null || kept !== null || replay.shipped === true;
    document.documentElement.toggleAttribute('data-replay', replay !== null);
    document.documentElement.toggleAttribute('data-alone', replay?.alone ?? false);
    if (!replay) return;
    const last = history.steps[history.steps.length - 1] ?? 0;
    const found = { name: replay.name, frames: whole(history.steps.length), last: whole(last) };
    setText(words, t(replay.alone ? 'replay.alone' : 'replay.shown', found));
    setText(live, t('replay.live'));
    live.dataset.tip = t('replay.live.help');
    live.hidden = replay.alone;
    bar.setAttribute('aria-label', t('replay.label'));
  });
}
