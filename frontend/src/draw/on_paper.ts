/**
 * Whether the page is laid for paper (page/paper.ts), which cannot be scrolled, and how sharp canvases are drawn for
 * it.
 */

/** Device pixels a pixel of paper. */
const SHARPNESS = 3;

export function isOnPaper(): boolean {
  return document.documentElement.dataset.paper !== undefined;
}

/** @returns device pixels a pixel */
export function sharpness(): number {
  return isOnPaper() ? Math.max(SHARPNESS, devicePixelRatio) : devicePixelRatio;
}
