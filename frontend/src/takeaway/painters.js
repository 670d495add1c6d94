/**
 * How the canvases of the page are painted, for whoever wants the same picture on other paper.
 *
 * @typedef {{ width: number, height: number, paint: (context: CanvasRenderingContext2D) => void }} Painting CSS pixels
 */

/** @type {WeakMap<HTMLCanvasElement, () => Painting | null>} */
const paintings = new WeakMap();

/** @param {HTMLCanvasElement} canvas @param {() => Painting | null} painting null while there is nothing to paint */
export function offerPainting(canvas, painting) {
  paintings.set(canvas, painting);
}

/** @param {HTMLCanvasElement} canvas @returns {Painting | null} */
export function paintingOf(canvas) {
  return paintings.get(canvas)?.() ?? null;
}
