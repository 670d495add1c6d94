/**
 * The recurrent matrix with the direction that it stretched: beside its rows what came in, under its columns what came
 * out.
 */

import { lengthOf, type OpenedStep } from './backward_step.ts';
import { signedColor } from '../../draw/colour.ts';
import { el } from '../../ui/dom.ts';
import { signedPalette } from '../../draw/palette.ts';
import { tokens } from '../../draw/tokens.ts';
import { drawSquares, fitCanvas, squares } from '../../draw/squares.ts';

const ROOM = { width: 300, height: 260 };
const STRIP = 16;
const GAP = 6;

/** @returns the magnitude of the ends of their scale */
export function limitOf(values: ArrayLike<number>): number {
  let limit = 0;
  for (let place = 0; place < values.length; place += 1) limit = Math.max(limit, Math.abs(values[place]));
  return limit || 1;
}

/** How many columns there are up to the last that is not all zeros: of an LSTM c does not enter the matrix. */
function columnsRead({ columns, data }: NonNullable<OpenedStep['matrix']>) {
  let last = 0;
  for (let place = 0; place < data.length; place += 1) if (data[place] !== 0) last = Math.max(last, place % columns);
  return last + 1;
}

export function stretchPicture({ matrix, bend, product }: OpenedStep): HTMLCanvasElement {
  const canvas = el('canvas', { class: 'stretch-picture', 'aria-hidden': 'true' });
  if (!matrix) return canvas;
  const { rows, data } = matrix;
  const columns = columnsRead(matrix);
  const side = Math.max(1, Math.min(24, Math.floor(ROOM.width / columns), Math.floor(ROOM.height / rows)));
  const [width, height] = [Math.min(ROOM.width, columns * side), Math.min(ROOM.height, rows * side)];
  const palette = signedPalette(tokens());
  const context = fitCanvas(canvas, STRIP + GAP + width, height + GAP + STRIP);
  const size = lengthOf(bend) || 1;
  const limits = { matrix: limitOf(data), direction: Math.max(limitOf(bend), limitOf(product)) / size };
  drawSquares(
    context, squares(1, rows, (_, row) => signedColor(bend[row] / size, limits.direction, palette)),
    { x: 0, y: 0, width: STRIP, height },
  );
  drawSquares(
    context,
    squares(columns, rows, (column, row) => signedColor(data[row * matrix.columns + column], limits.matrix, palette)),
    { x: STRIP + GAP, y: 0, width, height },
  );
  drawSquares(
    context, squares(columns, 1, (column) => signedColor(product[column] / size, limits.direction, palette)),
    { x: STRIP + GAP, y: height + GAP, width, height: STRIP },
  );
  return canvas;
}
