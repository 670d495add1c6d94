/**
 * Every term of the glossary can be opened where the page uses it. The glossary comes when somebody first touches the
 * page.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import { createFind, type Find, type Glossary } from './matcher.ts';
import { glossaryIn } from './words.ts';
import { watch } from '../../core/model/select.ts';
import { bindSymbols, SYMBOL, unbindSymbols } from './symbol_marks.ts';
import { createTermCard } from './term_card.ts';
import { CONTROL, focusable, FOCUSABLE, MARK, markBelow, partOf, setTabStops, unmark } from './term_marks.ts';

const HOVER = 350;
const LEAVE = 250;
const HOLD = 550;
const STEPS = { ArrowDown: 1, ArrowUp: -1 } as Record<string, number>;
/** What F1 explains by itself. */
const OWN_F1 = '[aria-keyshortcuts~="F1"]';
const holdsMark = (node: Node) => node instanceof Element && (node.matches(MARK) || node.querySelector(MARK) !== null);
const OBSERVED = { subtree: true, childList: true, characterData: true };

/** @returns unmount */
export function mountTerms(store: Store<State>, services: Services): () => void {
  const card = createTermCard(store, services);
  let known: { glossary: Glossary, find: Find } | null = null;
  let [hovering, leaving, holding]: any = [null, null, null];
  let held = false;
  const observer = new MutationObserver(onChange);
  const unwatch = watch(store, ({ language }) => [language], speak);

  function speak({ language }: State) {
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

  function onChange(records: MutationRecord[]) {
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

  const markOf = (target: EventTarget | null): HTMLElement | null => (target instanceof Element ? target.closest(MARK as 'span') : null);

  function open(mark: HTMLElement, back: HTMLElement | null = null) {
    const id = mark.dataset.term;
    if (known && id && id in known.glossary) card.open(known.glossary, id, mark, { back });
  }

  /** @param mark by press or key: the card takes the focus and gives it back */
  function pin(mark: HTMLElement) {
    clearTimeout(hovering);
    open(mark, (mark.matches(FOCUSABLE) ? mark : mark.closest(CONTROL) ?? mark) as HTMLElement);
  }

  const listeners: [string, (event: any) => void][] = [
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

  function onKey(event: KeyboardEvent) {
    if (event.key === 'Tab') return setTabStops(document);
    const { target } = event;
    if (!(target instanceof HTMLElement || target instanceof MathMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = target.matches(MARK) ? (target as HTMLElement) : null;
    if (mark && event.key === 'Enter') pin(mark);
    else if (mark && event.key in STEPS) walk(mark, STEPS[event.key]);
    else if (event.key !== 'F1' || event.shiftKey || target.matches(OWN_F1) || !define(target as HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function walk(mark: HTMLElement, by: number) {
    const marks = focusable(partOf(mark)).filter((other) => other.checkVisibility());
    marks[(marks.indexOf(mark) + by + marks.length) % marks.length]?.focus();
  }

  /** The first term in the name of a focused control. */
  function termOf(control: HTMLElement): string | null {
    const labels = 'labels' in control ? [...(control as HTMLInputElement).labels ?? []] : [];
    const names = [...labels.map(({ textContent }) => textContent), control.getAttribute('aria-label'), control.matches('select, input, textarea') ? '' : control.textContent];
    return names.flatMap((name) => known?.find(name ?? '') ?? [])[0]?.id ?? null;
  }

  /** @returns whether there was something to say */
  function define(control: HTMLElement): boolean {
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
