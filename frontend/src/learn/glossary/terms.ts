/**
 * Every term of the glossary can be opened where the page uses it. The glossary comes when somebody first touches the
 * page.
 */

import type { Services, State, Store } from '../../core/model/types.ts';
import type { Find } from './matcher.ts';
import { watch } from '../../core/model/select.ts';
import { SYMBOL } from './symbol_marks.ts';
import { createTermCard } from './term_card.ts';
import { createTermMarking } from './term_marking.ts';
import { CONTROL, focusable, FOCUSABLE, MARK, partOf, setTabStops } from './term_marks.ts';
import { createHold, createHover, markOf } from './term_pointing.ts';

const STEPS = { ArrowDown: 1, ArrowUp: -1 } as Record<string, number>;
/** What F1 explains by itself. */
const OWN_F1 = '[aria-keyshortcuts~="F1"]';

/** @returns unmount */
export function mountTerms(store: Store<State>, services: Services): () => void {
  const card = createTermCard(store, services);
  const marking = createTermMarking(services, card.follow);
  const hover = createHover(card, (mark) => open(mark));
  const hold = createHold(define);
  const unwatch = watch(store, ({ language }) => [language], ({ language }) => {
    card.hide();
    marking.speak(language);
  });

  function open(mark: HTMLElement, back: HTMLElement | null = null) {
    const known = marking.known();
    const id = mark.dataset.term;
    if (known && id && id in known.glossary) card.open(known.glossary, id, mark, { back });
  }

  /** @param mark by press or key: the card takes the focus and gives it back */
  function pin(mark: HTMLElement) {
    hover.stop();
    open(mark, (mark.matches(FOCUSABLE) ? mark : mark.closest(CONTROL) ?? mark) as HTMLElement);
  }

  /** @returns whether there was something to say */
  function define(control: HTMLElement): boolean {
    const known = marking.known();
    const id = known && termOf(control, known.find);
    if (id && known) card.open(known.glossary, id, control, { back: control });
    return id !== null;
  }

  function onClick(event: Event) {
    const mark = markOf(event.target);
    const press = mark?.matches(FOCUSABLE) || (mark?.matches(SYMBOL) && !mark.closest(CONTROL));
    if (!press && !hold.isHeld()) return;
    event.preventDefault();
    event.stopPropagation();
    hold.release();
    if (mark && press) pin(mark);
  }

  function onKey(event: KeyboardEvent) {
    const { target, key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (key === 'Tab') return setTabStops(document);
    if (!(target instanceof HTMLElement || target instanceof MathMLElement) || ctrlKey || metaKey || altKey) return;
    const mark = target.matches(MARK) ? (target as HTMLElement) : null;
    if (mark && key === 'Enter') pin(mark);
    else if (mark && key in STEPS) walk(mark, STEPS[key]);
    else if (key !== 'F1' || shiftKey || target.matches(OWN_F1) || !define(target as HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  const listeners: [string, (event: any) => void][] = [
    ['pointermove', hover.onMove],
    ['pointerover', hover.onOver],
    ['pointerdown', hold.onDown],
    ['pointerup', hold.onUp],
    ['pointercancel', hold.onUp],
    ['click', onClick],
    ['keydown', onKey],
  ];
  for (const [name, listener] of listeners) addEventListener(name, listener, { capture: true });

  return () => {
    unwatch();
    hover.end();
    hold.end();
    for (const [name, listener] of listeners) removeEventListener(name, listener, { capture: true });
    marking.end();
    card.remove();
  };
}

function walk(mark: HTMLElement, by: number) {
  const marks = focusable(partOf(mark)).filter((other) => other.checkVisibility());
  marks[(marks.indexOf(mark) + by + marks.length) % marks.length]?.focus();
}

/** The first term in the name of a focused control. */
function termOf(control: HTMLElement, find: Find): string | null {
  const labels = 'labels' in control ? [...(control as HTMLInputElement).labels ?? []] : [];
  const names = [
    ...labels.map(({ textContent }) => textContent),
    control.getAttribute('aria-label'),
    control.matches('select, input, textarea') ? '' : control.textContent,
  ];
  return names.flatMap((name) => find(name ?? ''))[0]?.id ?? null;
}
