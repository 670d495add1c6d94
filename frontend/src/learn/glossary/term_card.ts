/**
 * The definition of one term, over the page: what it is, its symbol and unit, where it can be seen. It comes on hover,
 * by a press, by key; Esc closes it and gives the focus back.
 */

import type { Glossary, Words } from './matcher.ts';
import type { Services, Store, State, Translate } from '../../core/model/types.ts';
import { ENTRIES } from './entries.ts';
import { el, setAttribute } from '../../ui/dom.ts';
import { equationElement } from '../../ui/equation.ts';
import { icon } from '../../ui/icons.ts';
import { definitionElement } from './definition.ts';
import { addGlossaryStyle } from './glossary_style.ts';
import { openGlossary } from './glossary_dialog.ts';
import { FOCUSABLE, MARK, partOf } from './term_marks.ts';
import { isReachable, placeWords, showPlace } from './show_place.ts';

/** Between a term and its card, in px. */
const GAP = 6;
/** Between the card and the edge of the window, in px. */
const EDGE = 8;
/** The card is named and described by these. */
const TITLE = 'term-card-title';
const TEXT = 'term-card-text';

export type TermCard = ReturnType<typeof createTermCard>;

export function createTermCard(store: Store<State>, services: Services) {
  const { t } = services;
  addGlossaryStyle();
  const definition = createDefinition(t);
  const close = el('button', { type: 'button', class: 'card-close', onclick: () => hide() }, icon('close'));
  const show = el('button', { type: 'button', class: 'pill small', onclick: () => go() });
  const all = el('button', { type: 'button', class: 'link-button', onclick: () => browse() });
  const card = el('div', {
    class: 'term-card',
    popover: 'manual',
    role: 'dialog',
    tabIndex: -1,
    'aria-labelledby': TITLE,
    'aria-describedby': TEXT,
  }, ...definition.parts, el('div', { class: 'term-tools' }, show, all), close);
  document.body.append(card);
  let shown: { id: string, mark: HTMLElement, part: Element, back: HTMLElement | null, pinned: boolean } | null = null;

  /** @param options `back` gets the focus when the card closes; without it the card takes none */
  function open(
    glossary: Glossary,
    id: string,
    mark: HTMLElement,
    { back = null }: { back?: HTMLElement | null } = {},
  ) {
    if (shown?.id === id && shown.mark === mark && !back) return;
    tell(shown?.mark, false);
    definition.write(id, glossary[id], tipOf(mark));
    show.textContent = placeWords(ENTRIES[id].place, t);
    show.hidden = !isReachable(ENTRIES[id].place);
    all.textContent = t('glossary.all');
    close.setAttribute('aria-label', t('card.close'));
    (mark.closest('dialog[open]') ?? document.body).append(card);
    card.showPopover();
    shown = { id, mark, part: partOf(mark), back, pinned: back !== null };
    tell(mark, true);
    card.classList.toggle('is-pinned', shown.pinned);
    placeAt(card, mark);
    if (back) card.focus({ preventScroll: true });
  }

  /** Its sentence was written anew: the mark in the new one says that it is open, and gets the focus back. */
  function follow() {
    if (!shown || shown.mark.isConnected) return;
    const mark = sameTerm(shown.id, shown.mark, shown.part);
    if (!mark) return;
    shown = { ...shown, mark, back: shown.back === shown.mark ? mark : shown.back };
    tell(mark, true);
  }

  function hide({ focus = true }: { focus?: boolean } = {}) {
    if (!shown) return;
    const { id, back, mark, part } = shown;
    tell(mark, false);
    shown = null;
    card.hidePopover();
    const place = back?.isConnected ? back : back && (sameTerm(id, mark, part) ?? sameTerm(id, mark));
    if (focus) place?.focus({ preventScroll: true });
  }

  function go() {
    const id = shown?.id;
    hide({ focus: false });
    if (id) showPlace(ENTRIES[id].place, store, services);
  }

  function browse() {
    const id = shown?.id ?? null;
    hide();
    openGlossary(store, services, id);
  }

  card.addEventListener('focusout', ({ relatedTarget }) => {
    if (shown?.pinned && relatedTarget instanceof Node && !card.contains(relatedTarget)) hide({ focus: false });
  });
  const onPress = ({ target }: PointerEvent) => {
    if (!shown || !(target instanceof Node)) return;
    if (!card.contains(target) && !shown.mark.contains(target)) hide({ focus: false });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !shown) return;
    event.preventDefault();
    event.stopPropagation();
    hide();
  };
  addEventListener('pointerdown', onPress, { capture: true });
  addEventListener('keydown', onKey, { capture: true });

  return {
    root: card,
    open,
    follow,
    hide,
    isOpen: () => shown !== null,
    isPinned: () => shown?.pinned ?? false,
    remove() {
      removeEventListener('pointerdown', onPress, { capture: true });
      removeEventListener('keydown', onKey, { capture: true });
      card.remove();
    },
  };
}

/** What the card says of a term. */
function createDefinition(t: Translate) {
  const title = el('h2', { id: TITLE });
  const symbol = el('p', { class: 'term-symbol' });
  const lead = el('p', { class: 'term-lead' });
  const text = el('p', { id: TEXT });
  const definition = el('div');

  /** @param tip what the page says of it by itself */
  function write(id: string, words: Words, tip: string) {
    const { symbol: written } = ENTRIES[id];
    const unit = words.unit ? [el('span', { class: 'muted' }, t('glossary.unit', { unit: words.unit }))] : [];
    title.textContent = words.term;
    symbol.replaceChildren(...(written ? [equationElement(written, t)] : []), ...unit);
    symbol.hidden = !symbol.childNodes.length;
    lead.textContent = tip;
    lead.hidden = !lead.textContent;
    text.textContent = words.text;
    definition.replaceChildren(...definitionElement(id, t));
  }

  return { parts: [title, symbol, lead, text, definition], write };
}

function tipOf(mark: HTMLElement): string {
  const tip = mark.closest('[data-tip]');
  return (tip instanceof HTMLElement && tip.dataset.tip) || '';
}

/** Below the mark, above it where there is no room. */
function placeAt(card: HTMLElement, mark: HTMLElement) {
  const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const below = box.bottom + GAP;
  const fits = below + height <= innerHeight - EDGE;
  const top = fits ? below : Math.max(EDGE, box.top - height - GAP);
  card.style.left = `${Math.round(Math.max(EDGE, Math.min(innerWidth - width - EDGE, box.left)))}px`;
  card.style.top = `${Math.round(top)}px`;
}

/** A control says by itself what of it is open. */
function tell(mark: HTMLElement | undefined, open: boolean) {
  if (!mark) return;
  if (mark.matches('[role="link"]')) setAttribute(mark, 'aria-expanded', open ? 'true' : null);
  if (mark.matches(MARK)) mark.toggleAttribute('data-open', open);
}

/** The words were written anew: the term in sight, with the same words if there is one. */
function sameTerm(id: string, { textContent: words }: HTMLElement, within: ParentNode = document): HTMLElement | null {
  const marks = [...within.querySelectorAll(FOCUSABLE)] as HTMLElement[];
  const same = marks.filter((mark) => mark.dataset.term === id && mark.checkVisibility());
  return same.find(({ textContent }) => textContent === words) ?? same[0] ?? null;
}
