/** Paints the prediction above every scored time step: bars of probability, compact marks, or a curve. */

import type { LaneLayout } from '../core/model/hero_layout.ts';
import type { Picture, SceneLane } from './scene.ts';
import { bandsOf, type Span } from '../core/model/stack.ts';
import { inkOn, parseColor } from '../draw/colour.ts';
import { labelEvery, symbolAt, visible } from '../core/model/input_rows.ts';
import { columnCentre, withinSlot } from '../core/model/time_axis.ts';
import { threeFigures } from '../core/text/number.ts';
import { newPath } from '../draw/canvas_path.ts';
import { standingBars } from './class_bars.ts';
import { drawSymbol, setText, type Context } from '../draw/pen.ts';

/** Height of a row of letters, and of the room from which there are two. */
const LETTER = 15;
const GUESS_FROM = 46;

export function paintPredictions(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  const room = box.prediction;
  if (room.height === 0) return;
  context.globalAlpha = picture.light.prediction * (lane.faded ? 0.6 : 1);
  if (picture.layout.prediction === 'curve') paintCurves(context, picture, lane, room);
  else for (let step = picture.first; step <= picture.last; step += 1) paintClasses(context, picture, lane, room, step);
  context.globalAlpha = 1;
}

function paintClasses(context: Context, picture: Picture, lane: SceneLane, room: Span, step: number) {
  const size = picture.task.output_size;
  const scored = !picture.frame || Number(picture.frame.lossMask.data[step]) > 0;
  if (!scored) return void (picture.layout.prediction === 'marks' && paintUnscored(context, picture, room, step));
  const probabilities =
    lane.data ? (lane.data.output.data as Float32Array).subarray(step * size, (step + 1) * size) : null;
  const target = picture.frame ? Number(picture.frame.target.data[step]) : null;
  if (picture.layout.prediction === 'bars') paintBars(context, picture, room, step, probabilities, target);
  else if (picture.layout.prediction === 'standing') standingBars(
    context, picture, classRoom(picture, room, step), probabilities, target ?? -1,
  );
  else paintMarks(context, picture, room, step, probabilities, target);
}

function classRoom({ layout, task }: Picture, room: Span, step: number) {
  const width = Math.min(layout.axis.column, task.output_size * 28);
  return { x: columnCentre(layout.axis, step) - width / 2, y: room.y + 2, width, height: room.height - 4 };
}

/** A labelled bar a class, the target's named above and set off by colour and weight, the step's own loss beneath. */
function paintBars(
  context: Context,
  { layout, task, tokens, t }: Picture,
  room: Span,
  step: number,
  probabilities: Float32Array | null,
  target: number | null,
) {
  const x = columnCentre(layout.axis, step);
  const row = (room.height - 42) / task.output_size;
  const width = Math.min(120, layout.axis.pitch - 44);
  const left = x - width / 2 + 7;
  const family = tokens.fontUi;
  context.fillStyle = tokens.ink2;
  setText(context, { size: 13, family });
  if (target !== null) {
    context.fillText(t('hero.target', { label: visible(task.output_labels[target]) }), x, room.y + 10);
  }
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
    context.fillText(
      probabilities[index].toFixed(3), left + width * (inside ? probabilities[index] : 1) - 5, y + row / 2,
    );
  }
  if (!probabilities || target === null) return;
  context.fillStyle = tokens.ink2;
  const text = ` = ${threeFigures(-Math.log(probabilities[target]))}`;
  setText(context, { size: 13, family, align: 'left' });
  const full = context.measureText(text).width + 14;
  drawSymbol(
    context, { base: 'ℓ', index: String(step + 1), x: x - full / 2, y: room.y + room.height - 10, size: 13, family },
  );
  setText(context, { size: 13, family, align: 'left' });
  context.fillText(text, x - full / 2 + 14, room.y + room.height - 10);
}

function paintTrack(
  context: Context,
  tokens: Picture['tokens'],
  { x, y, width, height, right }: { x: number, y: number, width: number, height: number, right: boolean },
  share: number,
) {
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

const barColor = (tokens: Picture['tokens'], right: boolean): string => (right ? tokens.good : tokens.lineStrong);

/**
 * Two rows of letters, target and guess, over one upright bar as high as the target's probability; hollow where the
 * guess is another.
 */
function paintMarks(
  context: Context,
  { layout, task, tokens }: Picture,
  room: Span,
  step: number,
  probabilities: Float32Array | null,
  target: number | null,
) {
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
  if (step % labelEvery(task.output_labels, layout.axis.pitch)) return;
  setText(context, {
    size: 13, fits: Math.max(withinSlot(layout.axis, 11), layout.axis.pitch * 0.6), family: tokens.fontUi,
    weight: right ? 700 : 400,
  });
  context.fillStyle = head > LETTER || right ? tokens.ink1 : tokens.ink3;
  const shown = (label: number) => fitted(context, visible(task.output_labels[label]), layout.axis.pitch - 1);
  context.fillText(shown(target), x, room.y + LETTER / 2);
  if (head === LETTER) return;
  context.fillStyle = right ? tokens.good : tokens.ink3;
  context.fillText(shown(guessed), x, room.y + 1.5 * LETTER);
}

/** Of a signed one that does not fit only the sign. */
function fitted(context: Context, label: string, room: number) {
  return /^[+−]1$/.test(label) && context.measureText(label).width > room ? label[0] : label;
}

/** A dash where nothing is asked. */
function paintUnscored(context: Context, { layout, tokens }: Picture, room: Span, step: number) {
  context.fillStyle = tokens.line;
  context.fillRect(columnCentre(layout.axis, step) - 2.5, room.y + LETTER / 2 - 0.5, 5, 1);
}

/** The names of the two rows of letters. */
export function paintMarkNames(context: Context, { layout, tokens }: Picture) {
  if (layout.prediction !== 'marks') return;
  context.globalAlpha = 1;
  for (const { prediction } of layout.lanes) {
    setText(context, { size: 13, family: tokens.fontUi, align: 'right' });
    context.fillStyle = tokens.ink2;
    context.fillText('y', layout.gutter - 8, prediction.y + LETTER / 2);
    if (prediction.height >= GUESS_FROM) context.fillText('ŷ', layout.gutter - 8, prediction.y + 1.5 * LETTER);
  }
}

/** One output below another, on one scale. */
function paintCurves(context: Context, picture: Picture, lane: SceneLane, room: Span) {
  for (const [output, plot] of bandsOf({ y: room.y + 4, height: room.height - 8 }, picture.task.output_size).entries()) {
    paintCurve(context, picture, lane, plot, output);
  }
}

function paintCurve(context: Context, picture: Picture, lane: SceneLane, plot: Span, output: number) {
  const { tokens, frame, task, layout } = picture;
  context.fillStyle = tokens.line;
  context.fillRect(layout.axis.start, plot.y + plot.height / 2, layout.axis.pitch * task.sequence_length, 1);
  if (!frame || !lane.data) return;
  const target = frame.target.data as Float32Array;
  const limit = curveLimit(target);
  const curve = (values: Float32Array, from: number) => curveOf(picture, values, output, from, limit, plot);
  stroke(context, curve(target, 0), tokens.lineStrong, 4, []);
  stroke(context, curve(lane.data.output.data as Float32Array, 0), lane.colour, 1.8, []);
  if (!lane.data.freeRun) return;
  const warmUp = Number(picture.experiment.task.warm_up ?? 0);
  stroke(context, curve(lane.data.freeRun.data as Float32Array, warmUp), tokens.ink1, 1.6, [2, 3]);
  context.fillStyle = tokens.ink3;
  for (let y = plot.y; y < plot.y
    + plot.height; y += 5) context.fillRect(Math.round(layout.axis.start + warmUp * layout.axis.pitch), y, 1, 2.5);
}

function stroke(context: Context, path: Path2D, colour: string, width: number, dash: number[]) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash(dash);
  context.stroke(path);
  context.setLineDash([]);
}

/** @returns magnitude at the curve's edge */
export function curveLimit(values: Float32Array): number {
  let largest = 1;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  return largest * 1.15;
}

/**
 * @param values (time_step, output)
 * @param output the one that is drawn
 * @param from first time step of the curve
 */
function curveOf(
  { layout, task, first, last }: Picture,
  values: Float32Array,
  output: number,
  from: number,
  limit: number,
  plot: Span,
) {
  const path = newPath();
  const start = Math.max(from, first - 1, 0);
  for (let step = start; step <= Math.min(task.sequence_length - 1, last + 1); step += 1) {
    const value = Math.max(-1, Math.min(1, values[step * task.output_size + output] / limit));
    const [x, y] = [columnCentre(layout.axis, step), plot.y + (plot.height / 2) * (1 - value)];
    if (step === start) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  return path;
}
