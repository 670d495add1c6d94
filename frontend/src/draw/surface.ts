/** A canvas as sharp as the screen, which keeps its size until it is given another one. */

export function createSurface(canvas: HTMLCanvasElement) {
  const context = canvas.getContext('2d');
  let size = '';
  return {
    context,
    /** Empties it and sets pixels to CSS pixels. */
    clear(width: number, height: number, ratio: number) {
      if (!context) return;
      const wanted = [Math.round(width * ratio), Math.round(height * ratio)];
      if (size !== wanted.join()) {
        [canvas.width, canvas.height] = wanted;
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
        size = wanted.join();
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
    },
  };
}
