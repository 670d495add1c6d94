/**
 * Paints the prediction above every scored time step: bars of probability, compact marks, or a curve.
 *
 * @import { LaneLayout } from '../layout/hero-layout.js'
 * @import { Span } from '../layout/stack.js'
 * @import { Picture, SceneLane } from './hero-scene.js'
 * @import { Context } from './hero-pen.js'
 */

import { inkOn, parseColor } from '../layout/colour.js';
import { symbolAt, visible } from '../layout/input-rows.js';
import { columnCentre, withinSlot } from '../layout/time-axis.js';
import { threeFigures } from '../text/number.js';
import { newPath } from './canvas_path.js';
import { standingBars } from './hero-class-bars.js';
import { drawSymbol, setText } from './hero-pen.js';

/** Height of a row of letters, and of the room from which there are two. */
const LETTER = 15;
const GUESS_FROM = 46;

/** @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {LaneLayout} box */
export function paintPredictions(context, picture, lane, box) {
  const room = box.prediction;
  if (room.height === 0) return;
  context.globalAlpha = picture.light.prediction * (lane.faded ? 0.6 : 1);
  if (picture.layout.prediction === 'curve') paintCurves(context, picture, lane, room);
  else for (let step = picture.first; step <= picture.last; step += 1) paintClasses(context, picture, lane, room, step);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {Span} room @param {number} step */
function paintClasses(context, picture, lane, room, step) {
  const size = picture.task.output_size;
  const scored = !picture.frame || Number(picture.frame.lossMask.data[step]) > 0;
  if (!scored) return void (picture.layout.prediction === 'marks' && paintUnscored(context, picture, room, step));
  const probabilities = lane.data ? /** @type {Float32Array} */ (lane.data.output.data).subarray(step * size, (step + 1) * size) : null;
  const target = picture.frame ? Number(picture.frame.target.data[step]) : null;
  if (picture.layout.prediction === 'bars') paintBars(context, picture, room, step, probabilities, target);
  else if (picture.layout.prediction === 'standing') standingBars(context, picture, classRoom(picture, room, step), probabilities, target ?? -1);
  else paintMarks(context, picture, room, step, probabilities, target);
}

/** @param {Picture} picture @param {Span} room @param {number} step */
function classRoom({ layout, task }, room, step) {
  const width = Math.min(layout.axis.column, task.output_size * 28);
  return { x: columnCentre(layout.axis, step) - width / 2, y: room.y + 2, width, height: room.height - 4 };
}

/**
 * A labelled bar a class, the target's named above and set off by colour and weight, the step's own loss beneath.
 *
 * @param {Context} context
 * @param {Picture} picture
 * @param {Span} room
 * @param {number} step
 * @param {Float32Array | null} probabilities
 * @param {number | null} target
 */
function paintBars(context, { layout, task, tokens, t }, room, step, probabilities, target) {
  const x = columnCentre(layout.axis, step);
  const row = (room.height - 42) / task.output_size;
  const width = Math.min(120, layout.axis.pitch - 44);
  const left = x - width / 2 + 7;
  const family = tokens.fontUi;
  context.fillStyle = tokens.ink2;
  setText(context, { size: 13, family });
  if (target !== null) context.fillText(t('hero.target', { label: visible(task.output_labels[target]) }), x, room.y + 10);
  for (const [index, label] of task.output_labels.entries()) {
    const y = room.y + 22 + index * row;
    const right = index === target;
    setText(context, { size: 14, fits: row - 1, family, weight: right ? 700 : 400, align: 'right' });
    context.fillStyle = right ? tokens.good : tokens.ink2;
    context.fillText(visible(label), left - 8, y + row / 2);
    paintTrack(context, tokens, { x: left, y: y + 1, width, height: row - 3, right }, probabilities?.[index] ?? 0);
    // A frame of another task, until the first one of this task has come, may have fewer classes.
    if (!probabilities || index >= probabilities.length) continue;
    // Where the bar would end under the number, that stands within it.
    const inside = probabilities[index] > 0.5;
    setText(context, { size: 12, fits: row - 2, family, align: 'right', weight: right ? 600 : 400 });
    context.fillStyle = inside ? inkOn(parseColor(barColor(tokens, right))) : tokens.ink1;
    context.fillText(probabilities[index].toFixed(3), left + width * (inside ? probabilities[index] : 1) - 5, y + row / 2);
  }
  if (!probabilities || target === null) return;
  context.fillStyle = tokens.ink2;
  const text = ` = ${threeFigures(-Math.log(probabilities[target]))}`;
  setText(context, { size: 13, family, align: 'left' });
  const full = context.measureText(text).width + 14;
  drawSymbol(context, { base: 'ℓ', index: String(step + 1), x: x - full / 2, y: room.y + room.height - 10, size: 13, family });
  setText(context, { size: 13, family, align: 'left' });
  context.fillText(text, x - full / 2 + 14, room.y + room.height - 10);
}

/**
 * @param {Context} context
 * @param {Picture['tokens']} tokens
 * @param {{ x: number, y: number, width: number, height: number, right: boolean }} track
 * @param {number} share
 */
function paintTrack(context, tokens, { x, y, width, height, right }, share) {
  const radius = Math.min(3, height / 3);
  context.fillStyle = tokens.surface2;
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
  context.fillStyle = barColor(tokens, right);
  context.beginPath();
  context.roundRect(x, y, Math.max(1.5, width * Math.min(1, share || 0)), height, radius);
  context.fill();
}

/** @param {Picture['tokens']} tokens @param {boolean} right @returns {string} */
const barColor = (tokens, right) => (right ? tokens.good : tokens.lineStrong);

/**
 * Two rows of letters, target and guess, over one upright bar as high as the target's probability; hollow where the guess is another.
 *
 * @param {Context} context
 * @param {Picture} picture
 * @param {Span} room
 * @param {number} step
 * @param {Float32Array | null} probabilities
 * @param {number | null} target
 */
function paintMarks(context, { layout, task, tokens }, room, step, probabilities, target) {
  const x = columnCentre(layout.axis, step);
  const width = Math.min(22, Math.max(Math.min(5, layout.axis.pitch - 1), layout.axis.column));
  const head = room.height >= GUESS_FROM ? 2 * LETTER : LETTER;
  const [top, height] = [room.y + head, room.height - head - 2];
  context.fillStyle = tokens.surface2;
  context.fillRect(x - width / 2, top, width, height);
  if (target === null || !probabilities) return;
  const guessed = symbolAt(probabilities, 0, task.output_size);
  const right = guessed === target;
  const filled = height * Math.min(1, probabilities[target]);
  context.fillStyle = context.strokeStyle = tokens.good;
  context.lineWidth = 1.5;
  if (right) context.fillRect(x - width / 2, top + height - filled, width, filled);
  else context.strokeRect(x - width / 2 + 0.75, top + height - filled, width - 1.5, Math.max(0.5, filled - 0.75));
  setText(context, { size: 13, fits: Math.max(withinSlot(layout.axis, 11), layout.axis.pitch * 0.6), family: tokens.fontUi, weight: right ? 700 : 400 });
  context.fillStyle = head > LETTER || right ? tokens.ink1 : tokens.ink3;
  const shown = (/** @type {number} */ label) => fitted(context, visible(task.output_labels[label]), layout.axis.pitch - 1);
  context.fillText(shown(target), x, room.y + LETTER / 2);
  if (head === LETTER) return;
  context.fillStyle = right ? tokens.good : tokens.ink3;
  context.fillText(shown(guessed), x, room.y + 1.5 * LETTER);
}

/** Of a signed one that does not fit only the sign. @param {Context} context @param {string} label @param {number} room */
function fitted(context, label, room) {
  return /^[+−]1$/.test(label) && context.measureText(label).width > room ? label[0] : label;
}

/** A dash where nothing is asked. @param {Context} context @param {Picture} picture @param {Span} room @param {number} step */
function paintUnscored(context, { layout, tokens }, room, step) {
  context.fillStyle = tokens.line;
  context.fillRect(columnCentre(layout.axis, step) - 2.5, room.y + LETTER / 2 - 0.5, 5, 1);
}

/** The names of the two rows of letters. @param {Context} context @param {Picture} picture */
export function paintMarkNames(context, { layout, tokens }) {
  if (layout.prediction !== 'marks') return;
  context.globalAlpha = 1;
  for (const { prediction } of layout.lanes) {
    setText(context, { size: 13, family: tokens.fontUi, align: 'right' });
    context.fillStyle = tokens.ink2;
    context.fillText('y', layout.gutter - 8, prediction.y + LETTER / 2);
    if (prediction.height >= GUESS_FROM) context.fillText('ŷ', layout.gutter - 8, prediction.y + 1.5 * LETTER);
  }
}

/** @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {Span} room */
function paintCurves(context, picture, lane, room) {
  const { tokens, frame, task, layout } = picture;
  const plot = { y: room.y + 4, height: room.height - 8 };
  context.fillStyle = tokens.line;
  context.fillRect(layout.axis.start, plot.y + plot.height / 2, layout.axis.pitch * task.sequence_length, 1);
  if (!frame || !lane.data) return;
  const target = /** @type {Float32Array} */ (frame.target.data);
  const limit = curveLimit(target);
  const curve = (/** @type {Float32Array} */ values, /** @type {number} */ from) => curveOf(picture, values, from, limit, plot);
  stroke(context, curve(target, 0), tokens.lineStrong, 4, []);
  stroke(context, curve(/** @type {Float32Array} */ (lane.data.output.data), 0), lane.colour, 1.8, []);
  if (!lane.data.freeRun) return;
  const warmUp = Number(picture.experiment.task.warm_up ?? 0);
  stroke(context, curve(/** @type {Float32Array} */ (lane.data.freeRun.data), warmUp), tokens.ink1, 1.6, [2, 3]);
  context.fillStyle = tokens.ink3;
  for (let y = plot.y; y < plot.y + plot.height; y += 5) context.fillRect(Math.round(layout.axis.start + warmUp * layout.axis.pitch), y, 1, 2.5);
}

/** @param {Context} context @param {Path2D} path @param {string} colour @param {number} width @param {number[]} dash */
function stroke(context, path, colour, width, dash) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

/** @param {Float32Array} values @returns {number} magnitude at the curve's edge */
export function curveLimit(values) {
  let largest = 1;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  return largest * 1.15;
}

/**
 * @param {Picture} picture
 * @param {Float32Array} values (time_step, output); the first output is drawn
 * @param {number} from first time step of the curve
 * @param {number} limit
 * @param {Span} plot
 */
function curveOf({ layout, task, first, last }, values, from, limit, plot) {
  const path = newPath();
  const start = Math.max(from, first - 1, 0);
  for (let step = start; step <= Math.min(task.sequence_length - 1, last + 1); step += 1) {
    const value = Math.max(-1, Math.min(1, values[step * task.output_size] / limit));
    const [x, y] = [columnCentre(layout.axis, step), plot.y + (plot.height / 2) * (1 - value)];
    if (step === start) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  return path;
}
