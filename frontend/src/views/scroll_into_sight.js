/** Scrolls a part of the page into sight: smoothly, but at once where motion is to be reduced. */

/** @param {Element | null | undefined} element */
export function scrollIntoSight(element) {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element?.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' });
}
