/**
 * Scrolls a part of the page into sight: smoothly, but at once where motion is to be reduced. A panel that is folded is
 * opened.
 */

export function scrollIntoSight(element: Element | null | undefined, block: 'nearest' | 'start' = 'nearest') {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  (
    element?.querySelector(
      ':scope > .panel-header .panel-fold[aria-expanded="false"]',
    ) as HTMLElement | null | undefined
  )?.click();
  element?.scrollIntoView({ block, behavior: still ? 'auto' : 'smooth' });
}
