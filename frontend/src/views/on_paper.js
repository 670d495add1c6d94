/** Whether the page is laid for paper (paper.js), which cannot be scrolled, and how sharp canvases are drawn for it. */

/** Device pixels a pixel of paper. */
const SHARPNESS = 3;

/** @returns {boolean} */
export function isOnPaper() {
  return document.documentElement.dataset.paper !== undefined;
}

/** @returns {number} device pixels a pixel */
export function sharpness() {
  return isOnPaper() ? Math.max(SHARPNESS, devicePixelRatio) : devicePixelRatio;
}
