/** Paints the cells: a column of unit squares for each time step. */

import type { HeroLayout, LaneLayout, LayerLayout } from '../core/model/hero_layout.ts';
import type { Picture, SceneLane } from './scene.ts';
import { css, inkOn, signedColor, signedTable } from '../draw/colour.ts';
import { columnLeft, type TimeAxis } from '../core/model/time_axis.ts';
import { entryBox, numbersFit, unitBox } from '../core/model/unit_grid.ts';
import { threeFigures } from '../core/text/number.ts';
import { newPath } from '../draw/canvas_path.ts';
import { geometry, pixelOf, setText, type Context } from '../draw/pen.ts';

/** More squares than this in sight are painted as one small picture, scaled up. */
const MOST_RECTANGLES = 700;
const FADED = 0.6;

export function paintCells(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  if (lane.clock) return picture.clockwork?.paintClockCells(context, picture, lane, box);
  for (const [layer, rows] of box.layers.entries()) {
    paintCards(context, picture, rows);
    const values = lane.values?.subarray(
      layer * picture.task.sequence_length * lane.hiddenSize * lane.entries,
    );
    if (!values) paintOutlines(context, picture, rows);
    else if (squaresInSight(picture, rows) * lane.entries > MOST_RECTANGLES) paintImage(context, picture, lane, rows, values);
    else paintSquares(context, picture, lane, rows, values);
    if (values
      && lane.dead) paintCrosses(context, picture, rows, { values, dead: lane.dead.subarray(layer * lane.hiddenSize) });
  }
  context.globalAlpha = 1;
}

function squaresInSight({ first, last }: Picture, { units }: LayerLayout) {
  return (last - first + 1) * units;
}

function paintCards(context: Context, { layout, tokens, first, last, light }: Picture, rows: LayerLayout) {
  const cards = geometry(rows, `cards ${first} ${last}`, () => cardPath(layout.axis, rows, first, last));
  context.globalAlpha = Math.max(0.6, light.cell(last));
  context.fillStyle = tokens.surface0;
  context.fill(cards);
  context.strokeStyle = tokens.line;
  context.lineWidth = 1;
  context.stroke(cards);
}

function cardPath(axis: TimeAxis, rows: LayerLayout, first: number, last: number) {
  const spread = rows.padding > 1 ? 0 : 1;
  const radius = Math.max(2, Math.min(10, axis.column * 0.16));
  const path = newPath();
  for (let step = first; step <= last; step += 1) {
    path.roundRect(
      columnLeft(axis, step) - spread + 0.5, rows.y - spread + 0.5, axis.column + 2 * spread - 1,
      rows.height + 2 * spread - 1, radius,
    );
  }
  return path;
}

/** Cells of an experiment that has not run: outlines. */
function paintOutlines(context: Context, { layout, tokens, first, last }: Picture, rows: LayerLayout) {
  const { axis } = layout;
  const outlines = newPath();
  const single = rows.grid.gap === 0;
  for (let step = first; step <= last; step += 1) {
    const left = columnLeft(axis, step) + rows.padding;
    const top = rows.y + rows.padding;
    if (single) outlines.rect(
      left + 0.5, top + 0.5, axis.column - 2 * rows.padding - 1, rows.height - 2 * rows.padding - 1,
    );
    else for (let unit = 0; unit < rows.units; unit += 1) {
      const square = unitBox(rows.grid, unit);
      outlines.rect(left + square.x + 0.5, top + square.y + 0.5, square.width - 1, square.height - 1);
    }
  }
  context.globalAlpha = 1;
  context.strokeStyle = single ? tokens.lineStrong : tokens.line;
  context.lineWidth = 1;
  context.stroke(outlines);
}

function paintSquares(context: Context, picture: Picture, lane: SceneLane, rows: LayerLayout, values: Float32Array) {
  const { axis } = picture.layout;
  const { entries } = lane;
  const written = numbersFit(rows.grid, entries);
  setText(context, {
    size: 16, fits: Math.min(rows.grid.height * 0.55, rows.grid.width / entries / 4.4), family: picture.tokens.fontUi,
  });
  for (let step = picture.first; step <= picture.last; step += 1) {
    context.globalAlpha = picture.light.cell(step) * (lane.faded ? FADED : 1);
    const left = columnLeft(axis, step) + rows.padding;
    for (let place = 0; place < rows.units * entries; place += 1) {
      const value = values[step * rows.units * entries + place];
      const colour = signedColor(value, lane.limit, picture.palette);
      const { x, y, width, height } = entryBox(rows.grid, Math.floor(place / entries), place % entries, entries);
      context.fillStyle = css(colour);
      paintSquare(context, left + x, rows.y + rows.padding + y, width, height);
      if (!written) continue;
      context.fillStyle = inkOn(colour);
      context.fillText(threeFigures(value), left + x + width / 2, rows.y + rows.padding + y + height / 2 + 0.5);
    }
  }
}

function paintSquare(context: Context, x: number, y: number, width: number, height: number) {
  const side = Math.min(width, height);
  if (side < 7) return context.fillRect(x, y, width, height);
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(5, side * 0.16));
  return context.fill();
}

/** Over the squares of a unit that answered 0 to the whole batch. */
function paintCrosses(
  context: Context,
  { layout, tokens, first, last, light }: Picture,
  rows: LayerLayout,
  { values, dead }: { values: Float32Array, dead: ArrayLike<number | bigint> },
) {
  context.strokeStyle = tokens.ink3;
  context.lineWidth = 1;
  for (let step = first; step <= last; step += 1) {
    context.globalAlpha = light.cell(step) * FADED;
    context.beginPath();
    for (let unit = 0; unit < rows.units; unit += 1) {
      if (!dead[unit] || values[step * rows.units + unit] !== 0) continue;
      const { x, y, width, height } = unitBox(rows.grid, unit);
      const [left, top] = [columnLeft(layout.axis, step) + rows.padding + x + 1, rows.y + rows.padding + y + 1];
      context.moveTo(left, top);
      context.lineTo(left + width - 2, top + height - 2);
      context.moveTo(left + width - 2, top);
      context.lineTo(left, top + height - 2);
    }
    context.stroke();
  }
}

/** `image` is kept for the next lane of the same size. */
let small: { canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D | null, image: ImageData | null } | null = null;

const pixelTables = new WeakMap<object, Uint32Array>();

/**
 * One pixel a unit, written into a small picture and scaled up without smoothing, column by column; gaps are painted
 * over.
 */
function paintImage(context: Context, picture: Picture, lane: SceneLane, rows: LayerLayout, values: Float32Array) {
  const { first, last, layout, light } = picture;
  const { rows: unitRows } = rows.grid;
  const columns = rows.grid.columns * lane.entries;
  const source = writeImage(picture, lane, rows, values);
  if (!source) return;
  const [width, height] = [layout.axis.column - 2 * rows.padding, rows.height - 2 * rows.padding];
  const top = rows.y + rows.padding;
  context.imageSmoothingEnabled = rows.grid.height < 1;
  for (let step = first; step <= last; step += 1) {
    context.globalAlpha = light.cell(step) * (lane.faded ? FADED : 1);
    const left = columnLeft(layout.axis, step) + rows.padding;
    context.drawImage(source, (step - first) * columns, 0, columns, unitRows, left, top, width, height);
  }
  if (rows.grid.gap > 0) paintGaps(context, picture, rows);
}

function paintGaps(context: Context, { layout, tokens, first, last }: Picture, rows: LayerLayout) {
  context.globalAlpha = 1;
  context.fillStyle = tokens.surface0;
  context.fill(geometry(rows, `gaps ${first} ${last}`, () => gapPath(layout, rows, first, last)));
}

function gapPath(layout: HeroLayout, { y, padding, grid }: LayerLayout, first: number, last: number) {
  const inside = layout.axis.column - 2 * padding;
  const lines = newPath();
  const top = y + padding;
  for (let row = 1; row < grid.rows; row += 1) {
    const middle = top + row * grid.height - grid.gap / 2;
    for (let step = first; step <= last; step += 1) {
      lines.rect(columnLeft(layout.axis, step) + padding, middle, inside, grid.gap);
    }
  }
  for (let column = 1; column < grid.columns; column += 1) {
    for (let step = first; step <= last; step += 1) {
      lines.rect(columnLeft(layout.axis, step) + padding + column * grid.width - grid.gap / 2, top, grid.gap, grid.rows
        * grid.height);
    }
  }
  return lines;
}

function writeImage(
  picture: Picture,
  lane: SceneLane,
  { grid, units }: LayerLayout,
  values: Float32Array,
): HTMLCanvasElement | null {
  const { entries } = lane;
  const columns = grid.columns * entries;
  const width = (picture.last - picture.first + 1) * columns;
  small ??= createSmall();
  if (!small.pen) return null;
  if (small.canvas.width < width) small.canvas.width = width;
  if (small.canvas.height < grid.rows) small.canvas.height = grid.rows;
  const kept = small.image?.width === width && small.image.height === grid.rows ? small.image : null;
  const image = (small.image = kept ?? small.pen.createImageData(width, grid.rows));
  const pixels = new Uint32Array(image.data.buffer);
  if (kept && units < grid.rows * grid.columns) pixels.fill(0); // The last column may not be full.
  const table = pixelTable(picture);
  const factor = 256 / lane.limit;
  for (let step = picture.first; step <= picture.last; step += 1) {
    const left = (step - picture.first) * columns;
    for (let place = 0; place < units * entries; place += 1) {
      const scaled = values[step * units * entries + place] * factor;
      const colour = scaled > 256 ? 512 : scaled < -256 ? 0 : Math.round(scaled) + 256;
      const unit = (place / entries) | 0;
      const column = (unit / grid.rows) | 0;
      const at = left + column * entries + (place - unit * entries);
      pixels[(unit - column * grid.rows) * width + at] = table[colour] ?? 0xff968c8c;
    }
  }
  small.pen.putImageData(image, 0, 0);
  return small.canvas;
}

function pixelTable({ palette }: Picture): Uint32Array {
  const known = pixelTables.get(palette);
  if (known) return known;
  const table = Uint32Array.from(signedTable(palette), pixelOf);
  pixelTables.set(palette, table);
  return table;
}

function createSmall() {
  const canvas = document.createElement('canvas');
  return { canvas, pen: canvas.getContext('2d', { willReadFrequently: true }), image: null };
}
