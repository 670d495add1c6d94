/** How the canvases of the page are painted, for whoever wants the same picture on other paper. */

/** CSS pixels */
export type Painting = { width: number, height: number, paint: (context: CanvasRenderingContext2D) => void };

const paintings = new WeakMap<HTMLCanvasElement, () => Painting | null>();

/** @param painting null while there is nothing to paint */
export function offerPainting(canvas: HTMLCanvasElement, painting: () => Painting | null) {
  paintings.set(canvas, painting);
}

export function paintingOf(canvas: HTMLCanvasElement): Painting | null {
  return paintings.get(canvas)?.() ?? null;
}
