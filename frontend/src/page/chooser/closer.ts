/** "Look closer": one button that opens the chooser of all cards, and beside it the cards that are open. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { scrollIntoSight } from '../../ui/scroll_into_sight.ts';
import { followPicture } from './picture_away.ts';
import { cardsOpen, placeOfCard } from './places.ts';

/** Milliseconds for which what was sought is marked. */
const MARKED = 1200;

/** @returns unmount */
export function mountCloser(root: HTMLElement, store: Store<State>, services: Services): () => void {
  const { t } = services;
  const button = el('button', {
    type: 'button', class: 'pill small closer-button', 'aria-haspopup': 'dialog', onclick: () => void choose(),
  });
  const open = el('div', { class: 'closer-open' });
  root.append(button, open);
  const unfollow = followPicture(store, services);

  async function choose() {
    const chunk = await services.loadChunk(() => import('./chooser.ts'), undefined, 'closer');
    chunk?.openChooser(store, services, reveal);
  }

  const unwatch = watch(store, (state) => [state.language, ...cardsOpen(state).map(({ words }) => words)], (state) => {
    setText(button, t('closer.open'));
    button.dataset.tip = t('closer.help');
    setAttribute(button, 'aria-description', t('closer.help'));
    open.replaceChildren(...cardsOpen(state).map((card) =>
      el('button', { type: 'button', class: 'open-chip', onclick: () => reveal(placeOfCard(card)) }, t(card.words))));
  });

  return () => {
    unwatch();
    unfollow();
    root.replaceChildren();
  };
}

function reveal(shown: HTMLElement | null) {
  scrollIntoSight(shown, shown?.closest('.stage') ? 'start' : 'nearest');
  shown?.classList.add('is-revealed');
  setTimeout(() => shown?.classList.remove('is-revealed'), MARKED);
}
