/** The whole glossary in a dialog: every term in the order of the alphabet, and a field that narrows it down. */

import type { Glossary, Words } from './matcher.ts';
import type { Services, State, Store } from '../../core/model/types.ts';
import { ENTRIES } from './entries.ts';
import { glossaryIn } from './words.ts';
import { el, setText } from '../../ui/dom.ts';
import { equationElement } from '../../ui/equation.ts';
import { icon } from '../../ui/icons.ts';
import { definitionElement } from './definition.ts';
import { addGlossaryStyle } from './glossary_style.ts';
import { isReachable, placeWords, showPlace } from './show_place.ts';

/** @param chosen the entry that is brought to sight */
export function openGlossary(store: Store<State>, services: Services, chosen: string | null = null) {
  addGlossaryStyle();
  const dialog = glossaryDialog(glossaryIn(services.t), store, services);
  document.body.append(dialog);
  dialog.showModal();
  const entry = chosen && dialog.querySelector(`#glossary-${chosen}`);
  if (entry instanceof HTMLElement) {
    entry.scrollIntoView({ block: 'center' });
    entry.focus({ preventScroll: true });
  }
}

function glossaryDialog(glossary: Glossary, store: Store<State>, services: Services): HTMLDialogElement {
  const { t, language } = services;
  const collator = new Intl.Collator(language());
  const ids = Object.keys(glossary).sort((a, b) => collator.compare(glossary[a].term, glossary[b].term));
  const search = el('input', { type: 'search', id: 'glossary-search', autocomplete: 'off', oninput: narrow });
  const count = el('p', { class: 'muted', role: 'status' });
  const entries = new Map(ids.map((id) => [id, entryElement(id, glossary[id])]));
  const dialog = el('dialog', {
    class: 'dialog glossary', 'aria-labelledby': 'glossary-title', onclose: () => dialog.remove(),
    onclick: (event: MouseEvent) => void (event.target === dialog && dialog.close()),
  },
    el('div', { class: 'dialog-body' },
      el(
        'button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() },
        icon('close'),
      ),
      el('h2', { id: 'glossary-title' }, t('glossary.title')),
      el('p', { class: 'muted', dataset: { plain: '' } }, t('glossary.intro')),
      el('div', { class: 'glossary-search' }, el('label', { for: 'glossary-search' }, t('glossary.search')), search),
      count,
      el('div', { class: 'glossary-list' }, ...entries.values())));
  narrow();

  function narrow() {
    const wanted = search.value.trim().toLowerCase();
    let found = 0;
    for (const [id, element] of entries) {
      const { term, words, text } = glossary[id];
      element.hidden = ![term, ...words, text].some((part) => part.toLowerCase().includes(wanted));
      found += element.hidden ? 0 : 1;
    }
    setText(count, t('glossary.count', { count: found }));
  }

  function entryElement(id: string, { term, text, unit }: Words): HTMLElement {
    const { symbol, place } = ENTRIES[id];
    const go = () => {
      dialog.close();
      showPlace(place, store, services);
    };
    return el('article', {
      class: 'glossary-entry', id: `glossary-${id}`, tabIndex: -1, 'aria-labelledby': `glossary-${id}-term`,
    },
      el(
        'header', {}, el('h3', { id: `glossary-${id}-term`, dataset: { plain: '' } }, term),
        symbol && equationElement(symbol, t),
        unit && el('span', { class: 'muted', dataset: { plain: '' } }, t('glossary.unit', { unit })),
      ),
      el('p', {}, text),
      ...definitionElement(id, t),
      isReachable(place) && el(
        'button',
        { type: 'button', class: 'link-button', 'aria-label': `${placeWords(place, t)}: ${term}`, onclick: go },
        placeWords(place, t),
      ));
  }
  return dialog;
}
