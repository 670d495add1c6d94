/** Strokes that the pictures on the time axis share: ticks, labels in the gutter, images of many small squares. */

import type { Rgb } from '../draw/colour.ts';
import type { View } from './time_view.ts';
import { columnCentre, timeTicks } from '../core/model/time_axis.ts';
import { newPath } from '../draw/canvas_path.ts';
import { pixelOf, setText, type Context } from '../draw/pen.ts';

/** Height of a row of time numbers. */
export const TIMES = 20;

/**
 * The numbers of the time steps.
 * @param y top of the row
 */
export function paintTimes(
  context: Context,
  { axis, first, last, tokens, window }: View,
  y: number,
  text: (timeStep: number) => string = (timeStep) => (window.labelled ? `t = ${timeStep + 1}` : String(timeStep + 1)),
) {
  setText(context, { size: 12, family: tokens.fontUi });
  context.fillStyle = tokens.ink3;
  for (const step of timeTicks(axis, 40)) if (step >= first
    && step <= last) context.fillText(text(step), columnCentre(axis, step), y + TIMES / 2);
}

/**
 * A label in the gutter, right-aligned.
 * @param y middle
 */
export function paintLabel(
  context: Context,
  { window, tokens }: View,
  text: string,
  y: number,
  { size = 11.5, strong = false }: { size?: number, strong?: boolean } = {},
) {
  setText(context, { size, family: tokens.fontUi, align: 'right', weight: strong ? 600 : 400 });
  context.fillStyle = strong ? tokens.ink2 : tokens.ink3;
  context.fillText(text, window.gutter - 8, y);
}

/** A horizontal rule over the whole sequence. */
export function paintRule(context: Context, { axis }: View, y: number, colour: string) {
  context.fillStyle = colour;
  context.fillRect(axis.start, Math.round(y), axis.pitch * axis.count, 1);
}

/** A line through the middles of the columns; it breaks where a value is not finite. */
export function linePath({ axis, first, last }: View, y: (timeStep: number) => number): Path2D {
  const path = newPath();
  let drawing = false;
  for (let step = Math.max(0, first - 1); step <= Math.min(axis.count - 1, last + 1); step += 1) {
    const height = y(step);
    if (!Number.isFinite(height)) {
      drawing = false;
      continue;
    }
    if (drawing) path.lineTo(columnCentre(axis, step), height);
    else path.moveTo(columnCentre(axis, step), height);
    drawing = true;
  }
  return path;
}

let small: { canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D | null } | null = null;

/**
 * Columns by rows of flat colours, one pixel each, scaled up without smoothing over the slots of the time steps.
 * @param image null: nothing there
 */
export function paintImage(
  context: Context,
  { axis, first, last }: View,
  { y, rows, rowHeight, colour }: {
    y: number;
    rows: number;
    rowHeight: number;
    colour: (row: number, timeStep: number) => Rgb | null;
  },
) {
  const width = last - first + 1;
  small ??= create();
  if (!small.pen || width < 1 || rows < 1) return;
  if (small.canvas.width < width) small.canvas.width = width;
  if (small.canvas.height < rows) small.canvas.height = rows;
  const image = small.pen.createImageData(width, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row += 1) {
    for (let step = first; step <= last; step += 1) {
      const rgb = colour(row, step);
      if (rgb) pixels[row * width + step - first] = pixelOf(rgb);
    }
  }
  small.pen.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(
    small.canvas, 0, 0, width, rows, axis.start + first * axis.pitch, y, width * axis.pitch, rows * rowHeight,
  );
}

function create() {
  const canvas = document.createElement('canvas');
  return { canvas, pen: canvas.getContext('2d', { willReadFrequently: true }) };
}
