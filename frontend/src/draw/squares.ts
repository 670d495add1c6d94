/** A canvas as sharp as the screen, and pictures of many small squares. */

import { setText } from './pen.ts';

export type Context = CanvasRenderingContext2D;
export type Rgb = readonly [number, number, number];

/**
 * @param width CSS pixels
 * @returns cleared
 */
export function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): Context {
  const ratio = Math.min(3, devicePixelRatio || 1);
  const [across, down] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d') as Context;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** @returns a pixel a square */
export function squares(
  columns: number,
  rows: number,
  colour: (column: number, row: number) => Rgb,
): HTMLCanvasElement {
  const image = new ImageData(columns, rows);
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) {
    image.data.set([...colour(column, row), 255], 4 * (row * columns + column));
  }
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [columns, rows];
  (canvas.getContext('2d') as Context).putImageData(image, 0, 0);
  return canvas;
}

/** Draws squares into a room: sharp where they are large, blended where there are more of them than pixels. */
export function drawSquares(
  context: Context,
  picture: HTMLCanvasElement,
  { x, y, width, height }: { x: number, y: number, width: number, height: number },
) {
  context.imageSmoothingEnabled = width < picture.width || height < picture.height;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, width, height);
}

/**
 * A word left of a picture, ending at `right`.
 * @param y middle
 */
export function gutterWord(
  context: Context,
  {
    family, colour, size = 11.5, fits, weight = 400,
  }: { family: string, colour: string, size?: number, fits?: number, weight?: number },
  text: string,
  right: number,
  y: number,
) {
  setText(context, { size, fits, family, align: 'right', weight });
  context.fillStyle = colour;
  context.fillText(text, right, y);
}
