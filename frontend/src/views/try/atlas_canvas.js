/**
 * The map as a picture: a tile for each pair of values, with its outcome as ground and sign, and in it a curve: its loss, or the
 * gradient's profile on one scale for all.
 *
 * @import { Atlas, Show } from '../../asking/atlas.js'
 * @import { Outcome, Profile, Reading, Tile } from '../../asking/atlas_tiles.js'
 * @import { GradientScale } from '../../layout/gradient-scale.js'
 * @import { Context } from '../hero-pen.js'
 * @import { Tokens } from '../tokens.js'
 *
 * @typedef {{ left: number, top: number, width: number, height: number, columns: number, rows: number }} Ground where the tiles lie, in pixels
 * @typedef {{ atlas: Atlas, tiles: Tile[], show: Show, scale: GradientScale | null, cursor: { row: number, column: number } | null, brushed: ReadonlySet<Tile>, focused: boolean,
 *   names: { x: string, y: string }, words: { x: string[], y: string[] } }} Picture
 */

import { outcomeOf, solvedOf } from '../../asking/atlas_tiles.js';
import { heightOf, tightScale } from '../../layout/gradient-scale.js';
import { setText } from '../hero-pen.js';
import { fitCanvas } from './canvas.js';

const MARGIN = { left: 58, top: 22, right: 8, bottom: 40 };
const LARGEST = 84;
const SHAPE = 0.66;
const SHORTEST = 30;
/** A loss is drawn up to this much of what can be had without memory. */
const HEADROOM = 1.5;

/** @param {number} width of the room @param {number} columns @param {number} rows @returns {Ground} */
export function groundOf(width, columns, rows) {
  const tile = Math.max(12, Math.min(LARGEST, (width - MARGIN.left - MARGIN.right) / columns));
  return { left: MARGIN.left, top: MARGIN.top, width: tile * columns, height: Math.max(SHORTEST, tile * SHAPE) * rows, columns, rows };
}

/** @param {Ground} ground @param {number} x @param {number} y @returns {{ row: number, column: number } | null} the tile there; row 0 lies lowest */
export function tileAt({ left, top, width, height, columns, rows }, x, y) {
  const [column, up] = [Math.floor(((x - left) / width) * columns), Math.floor(((y - top) / height) * rows)];
  return column < 0 || column >= columns || up < 0 || up >= rows ? null : { row: rows - 1 - up, column };
}

/** @param {Tile[]} tiles @param {Show} show @returns {GradientScale | null} one for all tiles; null where no profile is shown */
export function profileScale(tiles, show) {
  if (show === 'loss') return null;
  return tightScale(tiles.flatMap(({ readings }) => readings.flatMap((reading) => profileOf(reading, show)?.norms.map((norm) => [norm ?? 0]) ?? [])));
}

/** @param {Reading} reading @param {Show} show @returns {Profile | null} */
function profileOf(reading, show) {
  return show === 'first' ? reading.first : reading.last;
}

/** @param {HTMLCanvasElement} canvas @param {Ground} ground @param {Picture} picture @param {Tokens} tokens */
export function drawMap(canvas, ground, picture, tokens) {
  const context = fitCanvas(canvas, ground.left + ground.width + MARGIN.right, ground.top + ground.height + MARGIN.bottom);
  const [wide, high] = [ground.width / ground.columns, ground.height / ground.rows];
  for (const tile of picture.tiles) {
    const box = { x: ground.left + tile.column * wide + 1, y: ground.top + (ground.rows - 1 - tile.row) * high + 1, width: wide - 2, height: high - 2 };
    drawTile(context, box, tile, picture, tokens);
  }
  drawNames(context, ground, picture, tokens);
}

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

/** @param {Context} context @param {Box} box @param {Tile} tile @param {Picture} picture @param {Tokens} tokens */
function drawTile(context, box, tile, picture, tokens) {
  const outcome = outcomeOf(tile);
  const here = picture.cursor?.row === tile.row && picture.cursor.column === tile.column;
  context.fillStyle = outcome ? groundColour(outcome, tokens) : tokens.surface0;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.strokeStyle = outcome === 'solved' ? tokens.good : tokens.line;
  context.lineWidth = 1;
  context.setLineDash(outcome ? [] : [2, 3]);
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  context.setLineDash([]);
  for (const reading of tile.readings) {
    if (picture.show === 'loss') drawLoss(context, box, reading, tokens);
    else drawProfile(context, box, profileOf(reading, picture.show), picture.scale, tokens);
  }
  if (tile.problem) drawSign(context, box, null, tokens);
  else if (outcome) drawSign(context, box, outcome, tokens);
  if (tile.readings.length > 1 && box.width >= 30) {
    setText(context, { size: 10, fits: 11, family: tokens.fontUi, align: 'right', baseline: 'top', weight: 600 });
    context.fillStyle = tokens.ink1;
    context.fillText(`${solvedOf(tile)}/${tile.readings.length}`, box.x + box.width - 15, box.y + 3);
  }
  if (picture.brushed.has(tile)) outline(context, box, tokens.ink1, 2, [4, 2]);
  if (here) outline(context, box, tokens.ink1, picture.focused ? 3 : 1.5, []);
}

/** @param {Context} context @param {Box} box @param {string} colour @param {number} width @param {number[]} dash */
function outline(context, { x, y, width: across, height }, colour, width, dash) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.strokeRect(x + width / 2, y + width / 2, across - width, height - width);
  context.setLineDash([]);
}

/** @param {Outcome} outcome @param {Tokens} tokens @returns {string} */
function groundColour(outcome, tokens) {
  return { solved: tokens.goodSurface, learning: tokens.surface0, chance: tokens.surface2, diverged: tokens.warnSurface }[outcome];
}

/** @param {Context} context @param {Box} box @param {Reading} reading @param {Tokens} tokens */
function drawLoss(context, box, { losses, without_memory: bound }, tokens) {
  const y = (/** @type {number} */ loss) => box.y + box.height - 3 - Math.min(1, loss / (bound * HEADROOM)) * (box.height - 6);
  context.strokeStyle = tokens.ink3;
  context.lineWidth = 0.75;
  context.setLineDash([2, 2]);
  line(context, box, [bound, bound], y);
  context.setLineDash([]);
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.25;
  line(context, box, losses, y);
}

/** @param {Context} context @param {Box} box @param {Profile | null} profile @param {GradientScale | null} scale @param {Tokens} tokens */
function drawProfile(context, box, profile, scale, tokens) {
  if (!profile || !scale) return;
  context.strokeStyle = tokens.gradient;
  context.lineWidth = 1.5;
  line(context, box, profile.norms, (norm) => box.y + box.height - 3 - heightOf(scale, norm) * (box.height - 6));
}

/** @param {Context} context @param {Box} box @param {(number | null)[]} values null: a gap @param {(value: number) => number} y */
function line(context, { x, width }, values, y) {
  context.beginPath();
  let pen = false;
  for (const [place, value] of values.entries()) {
    if (value !== null) context[pen ? 'lineTo' : 'moveTo'](x + 3 + (width - 6) * (place / Math.max(1, values.length - 1)), y(value));
    pen = value !== null;
  }
  context.stroke();
}

/**
 * A tick, a slope, a bar, a cross; an exclamation mark where the tile cannot be. In the upper right corner of the box.
 * @param {Context} context @param {Box} box @param {Outcome | null} outcome @param {Tokens} tokens @param {number} [size]
 */
export function drawSign(context, { x, y, width }, outcome, tokens, size = Math.min(8, width / 3)) {
  const [left, top] = [x + width - size - 4, y + 4];
  /** @type {Record<string, [number, number][][]>} */
  const strokes = {
    solved: [[[0, 0.55], [0.35, 0.95], [1, 0.05]]], learning: [[[0, 0.1], [0.5, 0.2], [1, 0.9]]], chance: [[[0, 0.5], [1, 0.5]]], diverged: [[[0, 0], [1, 1]], [[1, 0], [0, 1]]], wrong: [[[0.5, 0], [0.5, 0.6]], [[0.5, 0.9], [0.5, 1]]],
  };
  context.strokeStyle = outcome === 'solved' ? tokens.good : tokens.ink1;
  context.lineWidth = 2;
  for (const points of strokes[outcome ?? 'wrong']) {
    context.beginPath();
    for (const [place, [across, down]] of points.entries()) context[place ? 'lineTo' : 'moveTo'](left + across * size, top + down * size);
    context.stroke();
  }
}

/** @param {Context} context @param {Ground} ground @param {Picture} picture @param {Tokens} tokens */
function drawNames(context, { left, top, width, height, columns, rows }, { names, words }, tokens) {
  context.fillStyle = tokens.ink2;
  const label = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y, /** @type {CanvasTextAlign} */ align, /** @type {number} */ most, weight = 400) => {
    setText(context, { size: 11, fits: 13, family: tokens.fontUi, align, weight });
    context.fillText(text, x, y, most);
  };
  for (const [column, text] of words.x.entries()) label(text, left + ((column + 0.5) * width) / columns, top + height + 12, 'center', width / columns - 2);
  for (const [row, text] of words.y.entries()) label(text, left - 6, top + ((rows - 0.5 - row) * height) / rows, 'right', left - 10);
  context.fillStyle = tokens.ink1;
  label(names.x, left + width / 2, top + height + 29, 'center', width, 600);
  label(names.y, 4, top - 11, 'left', width + left, 600);
}
