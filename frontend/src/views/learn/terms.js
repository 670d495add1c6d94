/**
 * Every term of the glossary can be opened where the page uses it. The glossary comes when somebody first touches the page.
 *
 * @import { Find, Glossary } from '../../glossary/matcher.js'
 * @import { Services, State, Store } from '../../state/types.d.ts'
 */

import { createFind } from '../../glossary/matcher.js';
import { glossaryIn } from '../../glossary/words.js';
import { watch } from '../../state/select.js';
import { bindSymbols, SYMBOL, unbindSymbols } from './symbol_marks.js';
import { createTermCard } from './term_card.js';
import { CONTROL, focusable, FOCUSABLE, MARK, markBelow, partOf, setTabStops, unmark } from './term_marks.js';

const HOVER = 350;
const LEAVE = 250;
const HOLD = 550;
const STEPS = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
/** What F1 explains by itself. */
const OWN_F1 = '[aria-keyshortcuts~="F1"]';
/** @param {Node} node */
const holdsMark = (node) => node instanceof Element && (node.matches(MARK) || node.querySelector(MARK) !== null);
const OBSERVED = { subtree: true, childList: true, characterData: true };

/**
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountTerms(store, services) {
  const card = createTermCard(store, services);
  /** @type {{ glossary: Glossary, find: Find } | null} */
  let known = null;
  /** @type {any} */
  let [hovering, leaving, holding] = [null, null, null];
  let held = false;
  const observer = new MutationObserver(onChange);
  const unwatch = watch(store, ({ language }) => [language], speak);

  /** @param {State} state */
  function speak({ language }) {
    observer.disconnect();
    card.hide();
    unmark(document.body);
    unbindSymbols(document.body);
    const glossary = glossaryIn(services.t);
    known = { glossary, find: createFind(glossary) };
    markBelow(document.body, known.find);
    bindSymbols(document.body);
    observer.observe(document.body, OBSERVED);
    document.documentElement.dataset.terms = language;
  }

  /** @param {MutationRecord[]} records */
  function onChange(records) {
    if (!known) return;
    const bereft = new Set(records.filter(({ removedNodes }) => [...removedNodes].some(holdsMark)).flatMap(({ target }) => (target instanceof Element && target.isConnected ? [partOf(target)] : [])));
    const changed = new Set(records.map(({ target }) => (target instanceof Element ? target : target.parentElement)).map((element) => element?.closest(MARK)?.parentElement ?? element));
    for (const element of changed) {
      if (!element?.isConnected) continue;
      markBelow(element, known.find);
      bindSymbols(element);
    }
    for (const part of bereft) markBelow(part, known.find); // A mark went with its text: the card explains the term at another place.
    observer.takeRecords(); // What was only marked is no change.
  }

  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  const markOf = (target) => (target instanceof Element ? target.closest(/** @type {'span'} */ (MARK)) : null);

  /** @param {HTMLElement} mark @param {HTMLElement | null} [back] */
  function open(mark, back = null) {
    const id = mark.dataset.term;
    if (known && id && id in known.glossary) card.open(known.glossary, id, mark, { back });
  }

  /** @param {HTMLElement} mark by press or key: the card takes the focus and gives it back */
  function pin(mark) {
    clearTimeout(hovering);
    open(mark, /** @type {HTMLElement} */ (mark.matches(FOCUSABLE) ? mark : mark.closest(CONTROL) ?? mark));
  }

  /** @type {[string, (event: any) => void][]} */
  const listeners = [
    ['pointerover', ({ target, pointerType, clientX, clientY }) => {
      if (pointerType === 'touch') return;
      const mark = markOf(target);
      if (mark || card.root.contains(target)) clearTimeout(leaving);
      clearTimeout(hovering);
      if (mark && !card.isPinned()) hovering = setTimeout(() => {
        const there = mark.isConnected ? mark : markOf(document.elementFromPoint(clientX, clientY)); // Its sentence was written anew.
        if (there) open(there);
      }, HOVER);
      else if (!mark && card.isOpen() && !card.isPinned() && !card.root.contains(target)) leaving = setTimeout(() => !card.isPinned() && card.hide(), LEAVE);
    }],
    ['pointerdown', ({ target, pointerType }) => {
      held = false;
      const control = pointerType === 'touch' && target instanceof Element ? target.closest(CONTROL) : null;
      clearTimeout(holding);
      if (control instanceof HTMLElement) holding = setTimeout(() => {
        held = define(control);
      }, HOLD);
    }],
    ['pointerup', () => clearTimeout(holding)],
    ['pointercancel', () => clearTimeout(holding)],
    ['click', (event) => {
      const mark = markOf(event.target);
      const press = mark?.matches(FOCUSABLE) || (mark?.matches(SYMBOL) && !mark.closest(CONTROL));
      if (!press && !held) return;
      event.preventDefault();
      event.stopPropagation();
      held = false;
      if (mark && press) pin(mark);
    }],
    ['keydown', (event) => onKey(event)],
  ];
  for (const [name, listener] of listeners) addEventListener(name, listener, { capture: true });

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === 'Tab') return setTabStops(document);
    const { target } = event;
    if (!(target instanceof HTMLElement || target instanceof MathMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = target.matches(MARK) ? /** @type {HTMLElement} */ (target) : null;
    if (mark && event.key === 'Enter') pin(mark);
    else if (mark && event.key in STEPS) walk(mark, STEPS[event.key]);
    else if (event.key !== 'F1' || event.shiftKey || target.matches(OWN_F1) || !define(/** @type {HTMLElement} */ (target))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {HTMLElement} mark @param {number} by */
  function walk(mark, by) {
    const marks = focusable(partOf(mark)).filter((other) => other.checkVisibility());
    marks[(marks.indexOf(mark) + by + marks.length) % marks.length]?.focus();
  }

  /** The first term in the name of a focused control. @param {HTMLElement} control @returns {string | null} */
  function termOf(control) {
    const labels = 'labels' in control ? [.../** @type {HTMLInputElement} */ (control).labels ?? []] : [];
    const names = [...labels.map(({ textContent }) => textContent), control.getAttribute('aria-label'), control.matches('select, input, textarea') ? '' : control.textContent];
    return names.flatMap((name) => known?.find(name ?? '') ?? [])[0]?.id ?? null;
  }

  /** @param {HTMLElement} control @returns {boolean} whether there was something to say */
  function define(control) {
    const id = termOf(control);
    if (id && known) card.open(known.glossary, id, control, { back: control });
    return id !== null;
  }

  return () => {
    observer.disconnect();
    unwatch();
    for (const timer of [hovering, leaving, holding]) clearTimeout(timer);
    for (const [name, listener] of listeners) removeEventListener(name, listener, { capture: true });
    card.remove();
    unmark(document.body);
    unbindSymbols(document.body);
  };
}
