/**
 * Scrolls a part of the page into sight: smoothly, but at once where motion is to be reduced. A panel that is folded is
 * opened.
 */

/** Milliseconds in which cards may still come to their height: they are low until they have been measured. */
const SETTLING = 10_000;
/** What a reader does who wants to be elsewhere. */
const MOVES = ['wheel', 'touchmove', 'pointerdown', 'keydown'];

/** Of what was brought to sight before. */
let stopSettling = () => {};

/** @param block `start`: it stays there while it and what stands above it in the stage grow, unless the reader moves on */
export function scrollIntoSight(element: Element | null | undefined, block: 'nearest' | 'start' = 'nearest') {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const scroll = () => element?.scrollIntoView({ block, behavior: still ? 'auto' : 'smooth' });
  (
    element?.querySelector(
      ':scope > .panel-header .panel-fold[aria-expanded="false"]',
    ) as HTMLElement | null | undefined
  )?.click();
  stopSettling();
  scroll();
  if (element && block === 'start') stopSettling = scrollAgain(element, scroll);
}

/** @returns stop */
function scrollAgain(element: Element, scroll: () => void): () => void {
  const observer = new ResizeObserver(scroll);
  const ended = new AbortController();
  const end = () => {
    observer.disconnect();
    ended.abort();
    clearTimeout(timer);
  };
  const timer = setTimeout(end, SETTLING);
  for (const part of [element, ...element.closest('.stage')?.children ?? []]) observer.observe(part);
  for (const move of MOVES) addEventListener(move, end, { capture: true, passive: true, signal: ended.signal });
  return end;
}
