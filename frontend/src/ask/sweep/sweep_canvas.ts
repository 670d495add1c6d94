/**
 * The sweep as a picture: a cell for each pair of values, with its outcome as ground and sign, and in it a curve: its
 * loss, or the gradient's profile on one scale for all.
 */

import type { Sweep, Show } from '../../core/questions/sweep.ts';
import type { Tokens } from '../../draw/tokens.ts';
import {
  outcomeOf, solvedOf, type Outcome, type Profile, type Reading, type SweepCell,
} from '../../core/questions/sweep_cells.ts';
import { heightOf, tightScale, type GradientScale } from '../../draw/gradient_scale.ts';
import { setText, type Context } from '../../draw/pen.ts';
import { fitCanvas } from '../../draw/squares.ts';

/** where the cells lie, in pixels */
export type Ground = { left: number, top: number, width: number, height: number, columns: number, rows: number };
export type Picture = {
  sweep: Sweep;
  cells: SweepCell[];
  show: Show;
  scale: GradientScale | null;
  cursor: { row: number, column: number } | null;
  brushed: ReadonlySet<SweepCell>;
  focused: boolean;
  names: { x: string, y: string };
  words: { x: string[], y: string[] };
};

const MARGIN = { left: 58, top: 22, right: 8, bottom: 40 };
const LARGEST = 84;
const SHAPE = 0.66;
const SHORTEST = 30;
/** A loss is drawn up to this much of what can be had without memory. */
const HEADROOM = 1.5;

/** @param width of the room */
export function groundOf(width: number, columns: number, rows: number): Ground {
  const cell = Math.max(12, Math.min(LARGEST, (width - MARGIN.left - MARGIN.right) / columns));
  return {
    left: MARGIN.left, top: MARGIN.top, width: cell * columns, height: Math.max(SHORTEST, cell * SHAPE) * rows, columns,
    rows,
  };
}

/** @returns the cell there; row 0 lies lowest */
export function cellAt(
  { left, top, width, height, columns, rows }: Ground,
  x: number,
  y: number,
): { row: number, column: number } | null {
  const [column, up] = [Math.floor(((x - left) / width) * columns), Math.floor(((y - top) / height) * rows)];
  return column < 0 || column >= columns || up < 0 || up >= rows ? null : { row: rows - 1 - up, column };
}

/** @returns one for all cells; null where no profile is shown */
export function profileScale(cells: SweepCell[], show: Show): GradientScale | null {
  if (show === 'loss') return null;
  return tightScale(cells.flatMap(({ readings }) =>
    readings.flatMap((reading) => profileOf(reading, show)?.norms.map((norm) => [norm ?? 0]) ?? [])));
}

function profileOf(reading: Reading, show: Show): Profile | null {
  return show === 'first' ? reading.first : reading.last;
}

export function drawSweep(canvas: HTMLCanvasElement, ground: Ground, picture: Picture, tokens: Tokens) {
  const context = fitCanvas(
    canvas, ground.left + ground.width + MARGIN.right, ground.top + ground.height + MARGIN.bottom,
  );
  const [wide, high] = [ground.width / ground.columns, ground.height / ground.rows];
  for (const cell of picture.cells) {
    const box = {
      x: ground.left + cell.column * wide + 1, y: ground.top + (ground.rows - 1 - cell.row) * high + 1, width: wide - 2,
      height: high - 2,
    };
    drawCell(context, box, cell, picture, tokens);
  }
  drawNames(context, ground, picture, tokens);
}

export type Box = { x: number, y: number, width: number, height: number };

function drawCell(context: Context, box: Box, cell: SweepCell, picture: Picture, tokens: Tokens) {
  const outcome = outcomeOf(cell);
  const here = picture.cursor?.row === cell.row && picture.cursor.column === cell.column;
  context.fillStyle = outcome ? groundColour(outcome, tokens) : tokens.surface0;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.strokeStyle = outcome === 'solved' ? tokens.good : tokens.line;
  context.lineWidth = 1;
  context.setLineDash(outcome ? [] : [2, 3]);
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  context.setLineDash([]);
  for (const reading of cell.readings) {
    if (picture.show === 'loss') drawLoss(context, box, reading, tokens);
    else drawProfile(context, box, profileOf(reading, picture.show), picture.scale, tokens);
  }
  if (cell.problem) drawSign(context, box, null, tokens);
  else if (outcome) drawSign(context, box, outcome, tokens);
  if (cell.readings.length > 1 && box.width >= 30) {
    setText(context, { size: 10, fits: 11, family: tokens.fontUi, align: 'right', baseline: 'top', weight: 600 });
    context.fillStyle = tokens.ink1;
    context.fillText(`${solvedOf(cell)}/${cell.readings.length}`, box.x + box.width - 15, box.y + 3);
  }
  if (picture.brushed.has(cell)) outline(context, box, tokens.ink1, 2, [4, 2]);
  if (here) outline(context, box, tokens.ink1, picture.focused ? 3 : 1.5, []);
}

function outline(
  context: Context,
  { x, y, width: across, height }: Box,
  colour: string,
  width: number,
  dash: number[],
) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.strokeRect(x + width / 2, y + width / 2, across - width, height - width);
  context.setLineDash([]);
}

function groundColour(outcome: Outcome, tokens: Tokens): string {
  return {
    solved: tokens.goodSurface, learning: tokens.surface0, chance: tokens.surface2, diverged: tokens.warnSurface,
  }[outcome];
}

function drawLoss(context: Context, box: Box, { losses, without_memory: bound }: Reading, tokens: Tokens) {
  const y = (loss: number) => box.y + box.height - 3 - Math.min(1, loss / (bound * HEADROOM)) * (box.height - 6);
  context.strokeStyle = tokens.ink3;
  context.lineWidth = 0.75;
  context.setLineDash([2, 2]);
  line(context, box, [bound, bound], y);
  context.setLineDash([]);
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.25;
  line(context, box, losses, y);
}

function drawProfile(context: Context, box: Box, profile: Profile | null, scale: GradientScale | null, tokens: Tokens) {
  if (!profile || !scale) return;
  context.strokeStyle = tokens.gradient;
  context.lineWidth = 1.5;
  line(context, box, profile.norms, (norm) => box.y + box.height - 3 - heightOf(scale, norm) * (box.height - 6));
}

/** @param values null: a gap */
function line(context: Context, { x, width }: Box, values: (number | null)[], y: (value: number) => number) {
  context.beginPath();
  let pen = false;
  for (const [place, value] of values.entries()) {
    if (value !== null) {
      context[pen ? 'lineTo' : 'moveTo'](x + 3 + (width - 6) * (place / Math.max(1, values.length - 1)), y(value));
    }
    pen = value !== null;
  }
  context.stroke();
}

/**
 * A tick, a slope, a bar, a cross; an exclamation mark where the cell cannot be. In the upper right corner of the box.
 */
export function drawSign(
  context: Context,
  { x, y, width }: Box,
  outcome: Outcome | null,
  tokens: Tokens,
  size: number = Math.min(8, width / 3),
) {
  const [left, top] = [x + width - size - 4, y + 4];
  const strokes: Record<string, [number, number][][]> = {
    solved: [[[0, 0.55], [0.35, 0.95], [1, 0.05]]],
    learning: [[[0, 0.1], [0.5, 0.2], [1, 0.9]]], chance: [[[0, 0.5], [1, 0.5]]],
    diverged: [[[0, 0], [1, 1]], [[1, 0], [0, 1]]], wrong: [[[0.5, 0], [0.5, 0.6]], [[0.5, 0.9], [0.5, 1]]],
  };
  context.strokeStyle = outcome === 'solved' ? tokens.good : tokens.ink1;
  context.lineWidth = 2;
  for (const points of strokes[outcome ?? 'wrong']) {
    context.beginPath();
    for (const [place, [across, down]] of points.entries()) {
      context[place ? 'lineTo' : 'moveTo'](left + across * size, top + down * size);
    }
    context.stroke();
  }
}

function drawNames(
  context: Context,
  { left, top, width, height, columns, rows }: Ground,
  { names, words }: Picture,
  tokens: Tokens,
) {
  context.fillStyle = tokens.ink2;
  const label = (text: string, x: number, y: number, align: CanvasTextAlign, most: number, weight = 400) => {
    setText(context, { size: 11, fits: 13, family: tokens.fontUi, align, weight });
    context.fillText(text, x, y, most);
  };
  for (const [column, text] of words.x.entries()) {
    label(text, left + ((column + 0.5) * width) / columns, top + height + 12, 'center', width / columns - 2);
  }
  for (const [row, text] of words.y.entries()) {
    label(text, left - 6, top + ((rows - 0.5 - row) * height) / rows, 'right', left - 10);
  }
  context.fillStyle = tokens.ink1;
  label(names.x, left + width / 2, top + height + 29, 'center', width, 600);
  label(names.y, 4, top - 11, 'left', width + left, 600);
}
