/** What is to be said of the line to the server: that it is lost, or the place of the run in the queue. */

import type { Services, State, Store } from '../core/model/types.ts';
import { watch } from '../core/model/select.ts';
import { el, setText } from '../ui/dom.ts';

/** Milliseconds between two numbers of the countdown. */
const COUNTED = 1000;

/** @returns unmount */
export function mountConnectionState(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const text = el('span');
  const retry = el('button', { class: 'link-button', type: 'button', onclick: () => actions.reconnect() });
  root.append(el('span', { class: 'line-dot', 'aria-hidden': 'true' }), text, retry);

  const unwatch = watch(store, ({ link, run, language }) => [
    link.state, link.retryAt, run?.state, run?.position, language,
  ], render);
  const countdown = setInterval(() => render(store.get()), COUNTED);

  function render({ link, run }: State) {
    const position = link.state === 'open' && run?.state === 'queued' ? run.position ?? null : null;
    root.hidden = link.state === 'open' && position === null;
    root.dataset.state = link.state;
    retry.hidden = link.state !== 'lost';
    setText(retry, t('link.retry'));
    const seconds = link.retryAt === null ? 0 : Math.max(0, Math.ceil((link.retryAt - Date.now()) / 1000));
    if (position !== null) return void setText(text, t('link.position', { position }));
    setText(text, link.state === 'lost' ? t('link.lost_retry', { seconds }) : t('link.connecting'));
  }

  return () => {
    unwatch();
    clearInterval(countdown);
  };
}
