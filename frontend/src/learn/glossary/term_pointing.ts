/** How a term is asked for without a press: a mouse stays on it, a finger stays on what it names. */

import type { TermCard } from './term_card.ts';
import { CONTROL, MARK } from './term_marks.ts';

/** Milliseconds: until a term under a mouse is explained, until it no longer is, until a finger asks. */
const HOVER = 350;
const LEAVE = 250;
const HOLD = 550;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** @returns the marked term that it is, or is in */
export function markOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest(MARK as 'span') : null;
}

/** @param open explains a term for as long as the mouse stays */
export function createHover(card: TermCard, open: (mark: HTMLElement) => void) {
  let hovering: Timer;
  let leaving: Timer;
  let over: HTMLElement | null = null;

  /** A mark that comes under a mouse at rest, with new words or by scrolling, waits until the mouse moves. */
  function onMove({ target, pointerType, clientX, clientY }: PointerEvent) {
    const mark = pointerType === 'touch' ? null : markOf(target);
    if (mark === over) return;
    over = mark;
    clearTimeout(hovering);
    if (mark && !card.isPinned()) hovering = setTimeout(() => openAt(mark, clientX, clientY), HOVER);
  }

  function onOver({ target, pointerType }: PointerEvent) {
    if (pointerType === 'touch') return;
    if (markOf(target) || card.root.contains(target as Node | null)) stay();
    else if (card.isOpen() && !card.isPinned()) leaving ??= setTimeout(leave, LEAVE);
  }

  function stay() {
    clearTimeout(leaving);
    leaving = undefined;
  }

  function leave() {
    leaving = undefined;
    if (!card.isPinned()) card.hide();
  }

  function openAt(mark: HTMLElement, x: number, y: number) {
    const there = mark.isConnected ? mark : markOf(document.elementFromPoint(x, y)); // Its sentence was written anew.
    if (there) open(there);
  }

  return {
    onMove,
    onOver,
    /** What is under the mouse is not explained. */
    stop: () => clearTimeout(hovering),
    end() {
      clearTimeout(hovering);
      clearTimeout(leaving);
    },
  };
}

/** @param define whether there was something to say of a control; the press that asked does nothing else then */
export function createHold(define: (control: HTMLElement) => boolean) {
  let holding: Timer;
  let held = false;

  function onDown({ target, pointerType }: PointerEvent) {
    held = false;
    const control = pointerType === 'touch' && target instanceof Element ? target.closest(CONTROL) : null;
    clearTimeout(holding);
    if (!(control instanceof HTMLElement)) return;
    holding = setTimeout(() => {
      held = define(control);
    }, HOLD);
  }

  return {
    onDown,
    onUp: () => clearTimeout(holding),
    isHeld: () => held,
    release() {
      held = false;
    },
    end: () => clearTimeout(holding),
  };
}
