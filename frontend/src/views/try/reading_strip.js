/**
 * Paints what a network reads and says over the whole sequence: the input as a tape, the predictions and the states as strips.
 *
 * @import { TaskFacts } from '../../state/types.d.ts'
 * @import { LaneReading, Reading } from '../../asking/reading.js'
 * @import { Tokens } from '../tokens.js'
 * @import { Context } from './canvas.js'
 *
 * @typedef {{ task: TaskFacts, reading: Reading, tokens: Tokens, axis: Axis, at: number, names: string[] }} Scene `names` of the classes
 * @typedef {{ left: number, pitch: number, count: number }} Axis
 */

import { rowAt, rowsWorthShowing, topState } from '../../asking/reading.js';
import { css, inkOn, signedColor } from '../../layout/colour.js';
import { symbolRead, visible } from '../../layout/input-rows.js';
import { threeFigures, trueMinus } from '../../text/number.js';
import { setText } from '../hero-pen.js';
import { colourAt, inkTable, signedPalette } from '../palette.js';
import { drawSquares, fitCanvas, gutterWord, squares } from './canvas.js';
import { readsBits } from './reading_words.js';

const GUTTER = 58;
const WIDEST = 72;
const TAPE = 26;
const CURVE = 92;
const GAP = 8;

/** @param {number} width @param {number} count @returns {Axis} */
export function stripAxis(width, count) {
  return { left: GUTTER, pitch: Math.min(WIDEST, (width - GUTTER - 6) / count), count };
}

/** @param {Axis} axis @param {number} x @returns {number} time step */
export function stepAt({ left, pitch, count }, x) {
  return Math.max(0, Math.min(count - 1, Math.floor((x - left) / pitch)));
}

/** @param {Axis} axis */
function extent({ pitch, count }) {
  return pitch * count;
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {Scene} scene @param {string} name */
export function paintTape(canvas, width, scene, name) {
  const { axis, tokens } = scene;
  const context = fitCanvas(canvas, width, TAPE + 14);
  gutterWord(context, { family: tokens.fontUi, colour: tokens.ink3 }, name, axis.left - 8, TAPE / 2);
  if (scene.task.modality === 'symbols') paintSymbols(context, scene);
  else paintNumbers(context, scene);
  setText(context, { size: 11, family: tokens.fontUi });
  context.fillStyle = tokens.ink3;
  const every = Math.max(1, Math.ceil(34 / axis.pitch));
  for (let step = 0; step < axis.count; step += every) context.fillText(String(step + 1), axis.left + (step + 0.5) * axis.pitch, TAPE + 7);
  outline(context, scene, 0, TAPE);
}

/** @param {Context} context @param {Scene} scene */
function paintSymbols(context, { axis, reading, task, tokens, at }) {
  const every = Math.max(1, Math.ceil(7 / axis.pitch));
  for (let step = 0; step < axis.count; step += every) {
    const symbol = symbolRead(rowAt(reading.input, step), 0, task.input_size);
    if (symbol === null) continue;
    setText(context, { size: 15, fits: Math.max(9, axis.pitch * 0.62), family: tokens.fontUi, weight: step === at ? 700 : 500 });
    context.fillStyle = step <= at ? tokens.ink1 : tokens.ink3;
    context.fillText(visible(task.input_labels[symbol]), axis.left + (step + 0.5) * axis.pitch, TAPE / 2 + 1);
  }
}

/** @param {Context} context @param {Scene} scene */
function paintNumbers(context, { axis, reading, task, tokens, at }) {
  const image = task.modality === 'image';
  const palette = signedPalette(tokens);
  const table = inkTable(tokens);
  const colour = (/** @type {number} */ step) => {
    const value = rowAt(reading.input, step)[0];
    return image ? colourAt(table, value) : signedColor(value, 1.2, palette);
  };
  drawSquares(context, squares(axis.count, 1, colour), { x: axis.left, y: 3, width: extent(axis), height: TAPE - 6 });
  veil(context, tokens, axis, at, 3, TAPE - 6);
  if (task.kind === 'adding') {
    context.fillStyle = tokens.ink1;
    for (let step = 0; step < axis.count; step += 1) if (rowAt(reading.input, step)[1] > 0.5) triangle(context, axis.left + (step + 0.5) * axis.pitch, 0);
  }
  const bits = readsBits(task);
  if (axis.pitch < (bits ? 11 : 26) || image) return;
  for (let step = 0; step < axis.count; step += 1) {
    const value = rowAt(reading.input, step)[0];
    setText(context, { size: bits ? 13 : 11, family: tokens.fontUi, weight: bits ? 700 : 500 });
    context.fillStyle = step <= at ? inkOn(colour(step)) : tokens.ink3;
    context.fillText(bits ? (value > 0 ? '+' : '−') : trueMinus(String(Number(value.toFixed(2)))), axis.left + (step + 0.5) * axis.pitch, TAPE / 2 + 1);
  }
}

/** @param {Context} context @param {number} x @param {number} y */
function triangle(context, x, y) {
  context.beginPath();
  context.moveTo(x - 4, y);
  context.lineTo(x + 4, y);
  context.lineTo(x, y + 6);
  context.fill();
}

/** What has not been read yet is behind a veil. @param {Context} context @param {Tokens} tokens @param {Axis} axis @param {number} at @param {number} y @param {number} height */
function veil(context, tokens, axis, at, y, height) {
  const from = axis.left + (at + 1) * axis.pitch;
  context.globalAlpha = 0.78;
  context.fillStyle = tokens.surface0;
  context.fillRect(from, y, axis.left + extent(axis) - from + 1, height);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {Scene} scene @param {number} y @param {number} height */
function outline(context, { axis, tokens, at }, y, height) {
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.5;
  context.strokeRect(axis.left + at * axis.pitch, y + 0.75, Math.max(2, axis.pitch), height - 1.5);
}

/**
 * Predictions above, states of the top layer below.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {Scene} scene
 * @param {LaneReading} lane
 * @param {number} number of the lane
 * @param {(number | null)[] | null} truth
 */
export function paintStrips(canvas, width, scene, lane, number, truth) {
  const classes = scene.task.loss === 'cross_entropy' ? rowsWorthShowing(lane.output) : null;
  const row = classes ? Math.max(11, Math.min(18, 108 / classes.length)) : 0;
  const top = classes ? row * classes.length : CURVE;
  const units = lane.hidden.shape[2];
  const states = Math.max(24, Math.min(84, units * 7));
  const context = fitCanvas(canvas, width, top + GAP + states);
  if (classes) paintClasses(context, scene, lane, classes, row, truth);
  else paintCurve(context, scene, lane, number, truth);
  paintStates(context, scene, lane, top + GAP, states);
  outline(context, scene, 0, top);
  outline(context, scene, top + GAP, states);
}

/** @param {Context} context @param {Scene} scene @param {LaneReading} lane @param {number[]} classes @param {number} row @param {(number | null)[] | null} truth */
function paintClasses(context, scene, { output }, classes, row, truth) {
  const { axis, tokens, at, names } = scene;
  const table = inkTable(tokens);
  const width = output.shape[1];
  drawSquares(context, squares(axis.count, classes.length, (step, index) => colourAt(table, Number(output.data[step * width + classes[index]]))), { x: axis.left, y: 0, width: extent(axis), height: row * classes.length });
  context.fillStyle = tokens.surface0;
  for (let index = 1; index < classes.length; index += 1) context.fillRect(axis.left, index * row - 0.5, extent(axis), 1);
  if (axis.pitch >= 6) for (let step = 1; step < axis.count; step += 1) context.fillRect(axis.left + step * axis.pitch - 0.5, 0, 1, row * classes.length);
  paintTruth(context, scene, classes, row, truth);
  veil(context, tokens, axis, at, 0, row * classes.length);
  for (const [index, place] of classes.entries()) gutterWord(context, { family: tokens.fontUi, colour: tokens.ink2, size: 12, fits: row - 1 }, names[place], axis.left - 8, (index + 0.5) * row);
}

/** A green frame around the right class, where the page knows it. @param {Context} context @param {Scene} scene @param {number[]} classes @param {number} row @param {(number | null)[] | null} truth */
function paintTruth(context, { axis, tokens }, classes, row, truth) {
  if (!truth || axis.pitch < 5) return;
  context.strokeStyle = tokens.good;
  context.lineWidth = 2;
  for (const [step, right] of truth.entries()) {
    const index = right === null ? -1 : classes.indexOf(right);
    if (index >= 0) context.strokeRect(axis.left + step * axis.pitch + 1.5, index * row + 1.5, axis.pitch - 3, row - 3);
  }
}

/** @param {Context} context @param {Scene} scene @param {LaneReading} lane @param {number} number @param {(number | null)[] | null} truth */
function paintCurve(context, { axis, tokens, at, reading, task }, { output }, number, truth) {
  const said = Array.from({ length: axis.count }, (_, step) => rowAt(output, step)[0]);
  const read = task.kind === 'sine' ? Array.from({ length: axis.count }, (_, step) => rowAt(reading.input, step)[0]) : [];
  const right = (truth ?? []).flatMap((value) => (value === null ? [] : [value]));
  // One scale for all networks.
  const everybody = reading.lanes.flatMap((other) => (other ? Array.from(/** @type {Float32Array} */ (other.output.data)) : []));
  const finite = [...everybody, ...read, ...right, 0].filter(Number.isFinite);
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
  const y = (/** @type {number} */ value) => 8 + (CURVE - 16) * (1 - (value - low) / (high - low || 1));
  const x = (/** @type {number} */ step) => axis.left + (step + 0.5) * axis.pitch;
  const line = (/** @type {number[]} */ values, /** @type {number} */ last) => {
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
  for (const [step, value] of (truth ?? []).entries()) {
    if (value === null) continue;
    [context.strokeStyle, context.lineWidth] = [tokens.good, 2];
    context.strokeRect(x(step) - 7, y(value), 14, 0);
  }
  for (const value of [high, low]) gutterWord(context, { family: tokens.fontUi, colour: tokens.ink3 }, threeFigures(value), axis.left - 8, y(value));
}

/** @param {Context} context @param {Scene} scene @param {LaneReading} lane @param {number} y @param {number} height */
function paintStates(context, { axis, tokens, at }, lane, y, height) {
  const palette = signedPalette(tokens);
  const units = lane.hidden.shape[2];
  const columns = Array.from({ length: axis.count }, (_, step) => topState(lane, step));
  const limit = stateLimit(lane);
  drawSquares(context, squares(axis.count, units, (step, unit) => signedColor(columns[step][unit], limit, palette)), { x: axis.left, y, width: extent(axis), height });
  veil(context, tokens, axis, at, y, height);
  setText(context, { size: 13, family: tokens.fontMath, align: 'right' });
  context.fillStyle = tokens.ink2;
  context.fillText('h', axis.left - 12, y + height / 2);
  setText(context, { size: 10, family: tokens.fontMath, align: 'right' });
  context.fillText('t', axis.left - 8, y + height / 2 + 4);
}

/** The largest state of the top layer: both ends of the colours. @param {LaneReading} lane @returns {number} */
export function stateLimit({ hidden: { shape: [layers, count, units], data } }) {
  let most = 1e-9;
  for (let index = (layers - 1) * count * units; index < data.length; index += 1) if (Number.isFinite(Number(data[index]))) most = Math.max(most, Math.abs(Number(data[index])));
  return Math.max(1, most);
}

/**
 * The state at one time step as a column of squares, a second one beside it where there are many units.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {LaneReading} lane
 * @param {number} timeStep
 * @param {Tokens} tokens
 */
export function paintColumn(canvas, lane, timeStep, tokens) {
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
    context.roundRect(Math.floor(unit / rows) * side + 0.5, (unit % rows) * side + 0.5, side - 1, side - 1, side > 8 ? 3 : 0);
    context.fill();
  }
}
