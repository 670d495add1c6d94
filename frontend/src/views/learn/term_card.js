/**
 * The definition of one term, over the page: what it is, its symbol and unit, where it can be seen. It comes on hover, by a
 * press, by key; Esc closes it and gives the focus back.
 *
 * @import { Glossary } from '../../glossary/matcher.js'
 * @import { Services, Store, State } from '../../state/types.d.ts'
 */

import { ENTRIES } from '../../glossary/entries.js';
import { el, setAttribute } from '../dom.js';
import { equationElement } from '../equation.js';
import { icon } from '../icons.js';
import { definitionElement } from './definition.js';
import { addGlossaryStyle } from './glossary_style.js';
import { openGlossary } from './glossary_dialog.js';
import { FOCUSABLE, MARK } from './term_marks.js';
import { isReachable, placeWords, showPlace } from './show_place.js';

const GAP = 6;
const EDGE = 8;

/** @typedef {ReturnType<typeof createTermCard>} TermCard */

/**
 * @param {Store<State>} store
 * @param {Services} services
 */
export function createTermCard(store, services) {
  const { t } = services;
  addGlossaryStyle();
  const title = el('h2', { id: 'term-card-title' });
  const symbol = el('p', { class: 'term-symbol' });
  const lead = el('p', { class: 'term-lead' });
  const text = el('p', { id: 'term-card-text' });
  const definition = el('div');
  const close = el('button', { type: 'button', class: 'card-close', onclick: () => hide() }, icon('close'));
  const show = el('button', { type: 'button', class: 'pill small', onclick: () => go() });
  const all = el('button', { type: 'button', class: 'link-button', onclick: () => browse() });
  const card = el('div', { class: 'term-card', popover: 'manual', role: 'dialog', tabIndex: -1, 'aria-labelledby': 'term-card-title', 'aria-describedby': 'term-card-text' },
    title, symbol, lead, text, definition, el('div', { class: 'term-tools' }, show, all), close);
  document.body.append(card);
  /** @type {{ id: string, mark: HTMLElement, back: HTMLElement | null, pinned: boolean } | null} */
  let shown = null;

  /**
   * @param {Glossary} glossary
   * @param {string} id
   * @param {HTMLElement} mark
   * @param {{ back?: HTMLElement | null }} [options] `back` gets the focus when the card closes; without it the card takes none
   */
  function open(glossary, id, mark, { back = null } = {}) {
    if (shown?.id === id && shown.mark === mark && !back) return;
    release();
    const words = glossary[id];
    title.textContent = words.term;
    const unit = words.unit ? [el('span', { class: 'muted' }, t('glossary.unit', { unit: words.unit }))] : [];
    symbol.replaceChildren(...(ENTRIES[id].symbol ? [equationElement(ENTRIES[id].symbol, t)] : []), ...unit);
    symbol.hidden = !symbol.childNodes.length;
    const tip = mark.closest('[data-tip]');
    lead.textContent = (tip instanceof HTMLElement && tip.dataset.tip) || '';
    lead.hidden = !lead.textContent;
    text.textContent = words.text;
    definition.replaceChildren(...definitionElement(id, t));
    show.textContent = placeWords(ENTRIES[id].place, t);
    show.hidden = !isReachable(ENTRIES[id].place);
    all.textContent = t('glossary.all');
    close.setAttribute('aria-label', t('card.close'));
    (mark.closest('dialog[open]') ?? document.body).append(card);
    card.showPopover();
    shown = { id, mark, back, pinned: back !== null };
    tell(mark, true);
    card.classList.toggle('is-pinned', shown.pinned);
    place(mark);
    if (back) card.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} mark */
  function place(mark) {
    const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const below = box.bottom + GAP;
    const fits = below + height <= innerHeight - EDGE;
    const top = fits ? below : Math.max(EDGE, box.top - height - GAP);
    card.style.left = `${Math.round(Math.max(EDGE, Math.min(innerWidth - width - EDGE, box.left)))}px`;
    card.style.top = `${Math.round(top)}px`;
  }

  function release() {
    if (shown) tell(shown.mark, false);
  }

  /** A control says by itself what of it is open. @param {HTMLElement} mark @param {boolean} open */
  function tell(mark, open) {
    if (mark.matches('[role="link"]')) setAttribute(mark, 'aria-expanded', open ? 'true' : null);
    if (mark.matches(MARK)) mark.toggleAttribute('data-open', open);
  }

  /** @param {{ focus?: boolean }} [options] */
  function hide({ focus = true } = {}) {
    if (!shown) return;
    const { id, back, mark } = shown;
    release();
    shown = null;
    card.hidePopover();
    if (focus && back) (back.isConnected ? back : sameTerm(id, mark))?.focus({ preventScroll: true });
  }

  /** The words may have been written anew meanwhile. @param {string} id @param {HTMLElement} lost @returns {HTMLElement | null} */
  function sameTerm(id, lost) {
    const marks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(FOCUSABLE)]);
    return marks.find((mark) => mark.dataset.term === id && mark.textContent === lost.textContent && mark.checkVisibility()) ?? null;
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
  const onPress = (/** @type {PointerEvent} */ { target }) => {
    if (shown && target instanceof Node && !card.contains(target) && !shown.mark.contains(target)) hide({ focus: false });
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !shown) return;
    event.preventDefault();
    event.stopPropagation();
    hide();
  };
  addEventListener('pointerdown', onPress, { capture: true });
  addEventListener('keydown', onKey, { capture: true });

  return {
    root: card, open, hide,
    isOpen: () => shown !== null,
    isPinned: () => shown?.pinned ?? false,
    remove() {
      removeEventListener('pointerdown', onPress, { capture: true });
      removeEventListener('keydown', onKey, { capture: true });
      card.remove();
    },
  };
}
