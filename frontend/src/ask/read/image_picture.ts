/** A small grey picture on a canvas. */

import type { TaskFacts } from '../../core/model/types.ts';
import type { Reading } from './reading.ts';
import { imageRead, type Image } from './image.ts';
import { colourAt, inkTable } from '../../draw/palette.ts';
import { drawSquares, fitCanvas, squares, type Context } from '../../draw/squares.ts';
import { tokens } from '../../draw/tokens.ts';

/** CSS pixels of the longer side of a picture as far as it has been read. */
const PICTURE = 84;

/** @param side CSS pixels of a pixel of the picture */
export function paintImage(canvas: HTMLCanvasElement, { rows, columns, ink }: Image, side: number): Context {
  const table = inkTable(tokens());
  const box = { x: 0, y: 0, width: columns * side, height: rows * side };
  const context = fitCanvas(canvas, box.width, box.height);
  drawSquares(context, squares(columns, rows, (column, row) => colourAt(table, ink[row * columns + column])), box);
  return context;
}

/** The picture as far as it has been read; hidden where something else is read. @param at time step */
export function paintReadPicture(canvas: HTMLCanvasElement, task: TaskFacts, { input }: Reading, at: number) {
  canvas.hidden = task.modality !== 'image';
  if (canvas.hidden || !task.image_size) return;
  const [rows, columns] = task.image_size;
  const { ink } = imageRead(input.data as Float32Array, [rows, columns], task.pixel_order);
  const order = new Map((task.pixel_order ?? ink.map((_, index) => index)).map((pixel, step) => [pixel, step]));
  const read = ink.map((value, pixel) => ((order.get(pixel) ?? 0) <= at ? value : 0));
  const side = PICTURE / Math.max(rows, columns);
  const context = paintImage(canvas, { rows, columns, ink: read }, side);
  const pixel = task.pixel_order?.[at] ?? at;
  context.strokeStyle = tokens().ink1;
  context.lineWidth = 2;
  context.strokeRect((pixel % columns) * side, Math.floor(pixel / columns) * side, side, side);
}
