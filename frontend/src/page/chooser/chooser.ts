/**
 * The chooser of all cards, in two groups, each with a small picture: a press closes it and brings the card to sight.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { problemText } from '../../core/text/problem.ts';
import { kindOf } from '../../measure/kinds.ts';
import { el } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { thumbnail } from '../../ui/thumbnail.ts';
import { cardsOpen, measurementsOffered, placeOfCard, questionsOffered, type Card } from './places.ts';

export function openChooser(
  store: Store<State>,
  { t, actions }: Services,
  reveal: (shown: HTMLElement | null) => void,
) {
  const state = store.get();
  const open = new Set(cardsOpen(state).map(({ id }) => id));
  const alone = document.documentElement.dataset.extent === 'alone'; // There is no server to ask.
  const groups = [
    { id: 'measure', cards: state.catalog ? measurementsOffered(state) : [] },
    { id: 'try', cards: alone ? [] : questionsOffered(state) },
  ];
  const dialog = el('dialog', {
    class: 'dialog chooser', 'aria-labelledby': 'chooser-title', onclose: () => dialog.remove(),
    onclick: (event: MouseEvent) => void (event.target === dialog && dialog.close()),
  },
    el('div', { class: 'dialog-body' },
      el(
        'button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() },
        icon('close'),
      ),
      el('h2', { id: 'chooser-title' }, t('closer.open')),
      ...groups.filter(({ cards }) => cards.length)
        .map(({ id, cards }) => el('section', { class: 'chooser-group', 'aria-labelledby': `chooser-${id}` },
        el('h3', { id: `chooser-${id}` }, t(`closer.group.${id}`)),
        el('ul', {}, ...cards.map((card) => el('li', {}, choice(card))))))));
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector('.chooser-choice') as HTMLElement | null)?.focus();

  function choice(card: Card) {
    const shown = open.has(card.id);
    const { watching } = state;
    const closed = card.kind === 'measure' && watching !== null && !shown && !watching.look?.panels.includes(card.id);
    const tooDear =
      shown || card.kind === 'try' ? undefined : (state.run?.facts ?? state.facts)?.panels_skipped?.[card.id];
    const words = tooDear ? problemText(tooDear, t) : { text: t(card.about), lang: null };
    const [name, about] = ['name', 'about'].map((part) => `chooser-${card.kind}-${card.id}-${part}`);
    return el('button', {
      type: 'button', class: 'chooser-choice', disabled: closed || tooDear !== undefined,
      dataset: { choice: card.id, tip: closed ? t('measure.closed') : words.text },
      'aria-labelledby': name,
      'aria-describedby': about, 'aria-current': shown ? 'true' : null, onclick: () => take(card, shown),
    },
      thumbnail(card.thumbnail),
      el('span', { class: 'choice-name', id: name }, t(card.words)),
      el('span', { class: 'choice-teaches', id: about, lang: words.lang }, words.text),
      card.heavy && el('span', { class: 'cost', dataset: { tip: t('measure.heavy.help') } }, t('measure.heavy')));
  }

  /** A card that comes for the first time comes to sight by itself. */
  function take(card: Card, shown: boolean) {
    dialog.close();
    if (!shown && card.kind === 'try') actions.setDetail('try', card.id);
    if (!shown && card.kind === 'measure') actions.togglePanel(card.id);
    requestAnimationFrame(() => {
      const place = placeOfCard(card);
      if (shown || kindOf(card.id)?.changes || (place && !place.hidden)) reveal(place);
      place?.focus({ preventScroll: true });
    });
  }
}
