/**
 * Paints what a network reads and says over the whole sequence: the input as a tape, the predictions and the states as
 * strips.
 */

import { foretellsValues } from '../../core/model/foretelling.ts';
import type { TaskFacts } from '../../core/model/types.ts';
import type { Tokens } from '../../draw/tokens.ts';
import { rowAt, rowsWorthShowing, topState, type LaneReading, type Reading } from './reading.ts';
import { css, inkOn, signedColor } from '../../draw/colour.ts';
import { labelEvery, symbolRead, visible } from '../../core/model/input_rows.ts';
import { bandsOf, type Span } from '../../core/model/stack.ts';
import { threeFigures, trueMinus } from '../../core/text/number.ts';
import { setText } from '../../draw/pen.ts';
import { colourAt, inkTable, signedPalette } from '../../draw/palette.ts';
import { drawSquares, fitCanvas, gutterWord, squares, type Context } from '../../draw/squares.ts';
import { readsBits } from './reading_words.ts';

/** `names` of the classes */
export type Scene = { task: TaskFacts, reading: Reading, tokens: Tokens, axis: Axis, at: number, names: string[] };
export type Axis = { left: number, pitch: number, count: number };

const GUTTER = 58;
const WIDEST = 72;
const TAPE = 26;
const CURVE = 92;
/** Of several. */
const SMALL_CURVE = 46;
const GAP = 8;

export function stripAxis(width: number, count: number): Axis {
  return { left: GUTTER, pitch: Math.min(WIDEST, (width - GUTTER - 6) / count), count };
}

/** @returns time step */
export function stepAt({ left, pitch, count }: Axis, x: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor((x - left) / pitch)));
}

function extent({ pitch, count }: Axis) {
  return pitch * count;
}

export function paintTape(canvas: HTMLCanvasElement, width: number, scene: Scene, name: string) {
  const { axis, tokens } = scene;
  const context = fitCanvas(canvas, width, TAPE + 14);
  gutterWord(context, { family: tokens.fontUi, colour: tokens.ink3 }, name, axis.left - 8, TAPE / 2);
  if (scene.task.modality === 'symbols') paintSymbols(context, scene);
  else paintNumbers(context, scene);
  setText(context, { size: 11, family: tokens.fontUi });
  context.fillStyle = tokens.ink3;
  const every = Math.max(1, Math.ceil(34 / axis.pitch));
  for (let step = 0; step < axis.count; step += every) {
    context.fillText(String(step + 1), axis.left + (step + 0.5) * axis.pitch, TAPE + 7);
  }
  outline(context, scene, 0, TAPE);
}

function paintSymbols(context: Context, { axis, reading, task, tokens, at }: Scene) {
  const every = Math.max(Math.ceil(7 / axis.pitch), labelEvery(task.input_labels, axis.pitch));
  for (let step = 0; step < axis.count; step += every) {
    const symbol = symbolRead(rowAt(reading.input, step), 0, task.input_size);
    if (symbol === null) continue;
    setText(context, {
      size: 15, fits: Math.max(9, axis.pitch * 0.62), family: tokens.fontUi, weight: step === at ? 700 : 500,
    });
    context.fillStyle = step <= at ? tokens.ink1 : tokens.ink3;
    context.fillText(visible(task.input_labels[symbol]), axis.left + (step + 0.5) * axis.pitch, TAPE / 2 + 1);
  }
}

function paintNumbers(context: Context, { axis, reading, task, tokens, at }: Scene) {
  const image = task.modality === 'image';
  const palette = signedPalette(tokens);
  const table = inkTable(tokens);
  const colour = (step: number, channel = 0) => {
    const value = rowAt(reading.input, step)[channel];
    return image ? colourAt(table, value) : signedColor(value, 1.2, palette);
  };
  const channels = task.kind === 'adding' ? 1 : task.input_size;
  drawSquares(
    context, squares(axis.count, channels, colour), { x: axis.left, y: 3, width: extent(axis), height: TAPE - 6 },
  );
  veil(context, tokens, axis, at, 3, TAPE - 6);
  if (task.kind === 'adding') {
    context.fillStyle = tokens.ink1;
    for (let step = 0; step < axis.count; step += 1) {
      if (rowAt(reading.input, step)[1] > 0.5) triangle(context, axis.left + (step + 0.5) * axis.pitch, 0);
    }
  }
  const bits = readsBits(task);
  if (axis.pitch < (bits ? 11 : 26) || image || channels > 1) return;
  for (let step = 0; step < axis.count; step += 1) {
    const value = rowAt(reading.input, step)[0];
    setText(context, { size: bits ? 13 : 11, family: tokens.fontUi, weight: bits ? 700 : 500 });
    context.fillStyle = step <= at ? inkOn(colour(step)) : tokens.ink3;
    context.fillText(
      bits ? (value > 0 ? '+' : '−') : trueMinus(String(Number(value.toFixed(2)))),
      axis.left + (step + 0.5) * axis.pitch, TAPE / 2 + 1,
    );
  }
}

function triangle(context: Context, x: number, y: number) {
  context.beginPath();
  context.moveTo(x - 4, y);
  context.lineTo(x + 4, y);
  context.lineTo(x, y + 6);
  context.fill();
}

/** What has not been read yet is behind a veil. */
function veil(context: Context, tokens: Tokens, axis: Axis, at: number, y: number, height: number) {
  const from = axis.left + (at + 1) * axis.pitch;
  context.globalAlpha = 0.78;
  context.fillStyle = tokens.surface0;
  context.fillRect(from, y, axis.left + extent(axis) - from + 1, height);
  context.globalAlpha = 1;
}

function outline(context: Context, { axis, tokens, at }: Scene, y: number, height: number) {
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.5;
  context.strokeRect(axis.left + at * axis.pitch, y + 0.75, Math.max(2, axis.pitch), height - 1.5);
}

/**
 * Predictions above, states of the top layer below.
 * @param number of the lane
 */
export function paintStrips(
  canvas: HTMLCanvasElement,
  width: number,
  scene: Scene,
  lane: LaneReading,
  number: number,
  truth: (number | null)[] | null,
) {
  const classes = scene.task.loss === 'cross_entropy' ? rowsWorthShowing(lane.output) : null;
  const row = classes ? Math.max(11, Math.min(18, 108 / classes.length)) : 0;
  const top = classes ? row * classes.length : Math.max(CURVE, SMALL_CURVE * lane.output.shape[1]);
  const units = lane.hidden.shape[2];
  const states = Math.max(24, Math.min(84, units * 7));
  const context = fitCanvas(canvas, width, top + GAP + states);
  if (classes) paintClasses(context, scene, lane, classes, row, truth);
  else paintCurves(context, scene, lane, number, truth, top);
  paintStates(context, scene, lane, top + GAP, states);
  outline(context, scene, 0, top);
  outline(context, scene, top + GAP, states);
}

function paintClasses(
  context: Context,
  scene: Scene,
  { output }: LaneReading,
  classes: number[],
  row: number,
  truth: (number | null)[] | null,
) {
  const { axis, tokens, at, names } = scene;
  const table = inkTable(tokens);
  const width = output.shape[1];
  drawSquares(
    context,
    squares(
      axis.count, classes.length, (step, index) => colourAt(table, Number(output.data[step * width + classes[index]])),
    ),
    { x: axis.left, y: 0, width: extent(axis), height: row * classes.length },
  );
  context.fillStyle = tokens.surface0;
  for (let index = 1; index < classes.length; index += 1) {
    context.fillRect(axis.left, index * row - 0.5, extent(axis), 1);
  }
  if (axis.pitch >= 6) for (let step = 1; step < axis.count; step += 1) {
    context.fillRect(axis.left + step * axis.pitch - 0.5, 0, 1, row * classes.length);
  }
  paintTruth(context, scene, classes, row, truth);
  veil(context, tokens, axis, at, 0, row * classes.length);
  for (const [index, place] of classes.entries()) gutterWord(
    context, { family: tokens.fontUi, colour: tokens.ink2, size: 12, fits: row - 1 }, names[place], axis.left - 8,
    (index + 0.5) * row,
  );
}

/** A green frame around the right class, where the page knows it. */
function paintTruth(
  context: Context,
  { axis, tokens }: Scene,
  classes: number[],
  row: number,
  truth: (number | null)[] | null,
) {
  if (!truth || axis.pitch < 5) return;
  context.strokeStyle = tokens.good;
  context.lineWidth = 2;
  for (const [step, right] of truth.entries()) {
    const index = right === null ? -1 : classes.indexOf(right);
    if (index >= 0) context.strokeRect(axis.left + step * axis.pitch + 1.5, index * row + 1.5, axis.pitch - 3, row - 3);
  }
}

/** One output below another, on one scale for all networks. */
function paintCurves(
  context: Context,
  scene: Scene,
  lane: LaneReading,
  number: number,
  truth: (number | null)[] | null,
  height: number,
) {
  const { axis, reading, task } = scene;
  const read =
    foretellsValues(task) ? Array.from({ length: axis.count }, (_, step) => rowAt(reading.input, step)[0]) : [];
  const right = (truth ?? []).flatMap((value) => (value === null ? [] : [value]));
  const everybody = reading.lanes.flatMap((other) => (other ? Array.from(other.output.data as Float32Array) : []));
  const finite = [...everybody, ...read, ...right, 0].filter(Number.isFinite);
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  for (const [output, band] of bandsOf({ y: 0, height }, lane.output.shape[1]).entries()) {
    const said = Array.from({ length: axis.count }, (_, step) => rowAt(lane.output, step)[output]);
    paintCurve(context, scene, { said, read, truth: truth ?? [], low, high, number }, band);
  }
}

function paintCurve(
  context: Context,
  { axis, tokens, at }: Scene,
  { said, read, truth, low, high, number }: {
    said: number[], read: number[], truth: (number | null)[], low: number, high: number, number: number,
  },
  band: Span,
) {
  const y = (value: number) => band.y + 8 + (band.height - 16) * (1 - (value - low) / (high - low || 1));
  const x = (step: number) => axis.left + (step + 0.5) * axis.pitch;
  const line = (values: number[], last: number) => {
    context.beginPath();
    for (let step = 0; step <= Math.min(last, values.length - 1); step += 1) context.lineTo(x(step), y(values[step]));
    context.stroke();
  };
  context.strokeStyle = tokens.line;
  context.lineWidth = 1;
  context.strokeRect(axis.left, y(0), extent(axis), 0);
  if (read.length) {
    [context.strokeStyle, context.lineWidth] = [tokens.lineStrong, 1.2];
    line(read, axis.count);
  }
  [context.strokeStyle, context.lineWidth] = [tokens.lanes[number], 2];
  context.setLineDash(tokens.dashes[number]);
  context.globalAlpha = 0.3;
  line(said, axis.count);
  context.globalAlpha = 1;
  line(said, at);
  context.setLineDash([]);
  context.fillStyle = tokens.lanes[number];
  context.beginPath();
  context.arc(x(at), y(said[at]), 4, 0, 7);
  context.fill();
  for (const [step, value] of truth.entries()) {
    if (value === null) continue;
    [context.strokeStyle, context.lineWidth] = [tokens.good, 2];
    context.strokeRect(x(step) - 7, y(value), 14, 0);
  }
  for (const value of [high, low]) {
    gutterWord(context, { family: tokens.fontUi, colour: tokens.ink3 }, threeFigures(value), axis.left - 8, y(value));
  }
}

function paintStates(context: Context, { axis, tokens, at }: Scene, lane: LaneReading, y: number, height: number) {
  const palette = signedPalette(tokens);
  const units = lane.hidden.shape[2];
  const columns = Array.from({ length: axis.count }, (_, step) => topState(lane, step));
  const limit = stateLimit(lane);
  drawSquares(context, squares(axis.count, units, (step, unit) => signedColor(columns[step][unit], limit, palette)), {
    x: axis.left, y, width: extent(axis), height,
  });
  veil(context, tokens, axis, at, y, height);
  setText(context, { size: 13, family: tokens.fontMath, align: 'right' });
  context.fillStyle = tokens.ink2;
  context.fillText('h', axis.left - 12, y + height / 2);
  setText(context, { size: 10, family: tokens.fontMath, align: 'right' });
  context.fillText('t', axis.left - 8, y + height / 2 + 4);
}

/** The largest state of the top layer: both ends of the colours. */
export function stateLimit({ hidden: { shape: [layers, count, units], data } }: LaneReading): number {
  let most = 1e-9;
  for (let index = (layers - 1) * count * units; index < data.length; index += 1) {
    if (Number.isFinite(Number(data[index]))) most = Math.max(most, Math.abs(Number(data[index])));
  }
  return Math.max(1, most);
}

/** The state at one time step as a column of squares, a second one beside it where there are many units. */
export function paintColumn(canvas: HTMLCanvasElement, lane: LaneReading, timeStep: number, tokens: Tokens) {
  const state = topState(lane, timeStep);
  const rows = Math.min(state.length, state.length <= 16 ? state.length : state.length <= 64 ? 16 : 32);
  const columns = Math.ceil(state.length / rows);
  const side = Math.max(3, Math.min(22, 150 / rows));
  const context = fitCanvas(canvas, columns * side, rows * side);
  const limit = stateLimit(lane);
  for (const [unit, value] of state.entries()) {
    const colour = signedColor(value, limit, signedPalette(tokens));
    context.fillStyle = css(colour);
    context.beginPath();
    context.roundRect(
      Math.floor(unit / rows) * side + 0.5, (unit % rows) * side + 0.5, side - 1, side - 1, side > 8 ? 3 : 0,
    );
    context.fill();
  }
}
