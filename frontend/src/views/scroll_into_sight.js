/** Scrolls a part of the page into sight: smoothly, but at once where motion is to be reduced. A panel that is folded is opened. */

/** @param {Element | null | undefined} element @param {'nearest' | 'start'} [block] */
export function scrollIntoSight(element, block = 'nearest') {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  /** @type {HTMLElement | null | undefined} */ (element?.querySelector(':scope > .panel-header .panel-fold[aria-expanded="false"]'))?.click();
  element?.scrollIntoView({ block, behavior: still ? 'auto' : 'smooth' });
}
