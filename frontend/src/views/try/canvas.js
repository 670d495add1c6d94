/** A canvas as sharp as the screen, and pictures of many small squares. */

import { setText } from '../hero-pen.js';

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {readonly [number, number, number]} Rgb */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width CSS pixels
 * @param {number} height
 * @returns {Context} cleared
 */
export function fitCanvas(canvas, width, height) {
  const ratio = Math.min(3, devicePixelRatio || 1);
  const [across, down] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = /** @type {Context} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * @param {number} columns
 * @param {number} rows
 * @param {(column: number, row: number) => Rgb} colour
 * @returns {HTMLCanvasElement} a pixel a square
 */
export function squares(columns, rows, colour) {
  const image = new ImageData(columns, rows);
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) image.data.set([...colour(column, row), 255], 4 * (row * columns + column));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [columns, rows];
  /** @type {Context} */ (canvas.getContext('2d')).putImageData(image, 0, 0);
  return canvas;
}

/**
 * Draws squares into a room: sharp where they are large, blended where there are more of them than pixels.
 *
 * @param {Context} context
 * @param {HTMLCanvasElement} picture
 * @param {{ x: number, y: number, width: number, height: number }} room
 */
export function drawSquares(context, picture, { x, y, width, height }) {
  context.imageSmoothingEnabled = width < picture.width || height < picture.height;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, width, height);
}

/**
 * A word left of a picture, ending at `right`.
 *
 * @param {Context} context
 * @param {{ family: string, colour: string, size?: number, fits?: number, weight?: number }} look
 * @param {string} text
 * @param {number} right
 * @param {number} y middle
 */
export function gutterWord(context, { family, colour, size = 11.5, fits, weight = 400 }, text, right, y) {
  setText(context, { size, fits, family, align: 'right', weight });
  context.fillStyle = colour;
  context.fillText(text, right, y);
}
