/** Paints the arrows between cells: forward ones thin and grey, backward ones as thick as the gradient's logarithm. */

import type { LaneLayout, LayerLayout } from '../core/model/hero_layout.ts';
import type { Picture, SceneLane } from './scene.ts';
import { gradeOf, heightOf } from '../draw/gradient_scale.ts';
import { ALL_LIT } from './layout/stages.ts';
import { columnCentre, railBefore, type TimeAxis } from '../core/model/time_axis.ts';
import { threeFigures } from '../core/text/number.ts';
import { newPath } from '../draw/canvas_path.ts';
import {
  addArrow, arrowBatch, drawSymbol, geometry, gradientShades, setText, shadeAt, strokeArrows, type Context,
} from '../draw/pen.ts';

const FACTOR_FROM = 54;
const NAME_FROM = 46;
/** How far a weight's name stands over its arrow, and a factor under its own. */
const [NAME_OVER, FACTOR_UNDER] = [12, 12];

/** @returns height at which the forward arrow runs */
export function forwardY({ y, height, padding, grid }: LayerLayout): number {
  return grid.columns === 1 && grid.height >= 20 ? y + padding + grid.height / 2 : y + height * 0.24;
}

/** @returns height at which the gradient runs back */
export function backwardY({ y, height, padding, grid }: LayerLayout): number {
  const inside = grid.columns === 1 && grid.height >= 20 && grid.rows > 1;
  return inside ? y + padding + (Math.ceil(grid.rows * 0.66) - 0.5) * grid.height : y + height * 0.7;
}

/** @returns thickness of the largest gradient */
export function thickest({ height }: LayerLayout, axis: TimeAxis): number {
  return Math.max(8, Math.min(22, height * 0.24, axis.gap * 0.9));
}

export function paintArrows(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  if (lane.clock && lane.recurrent) picture.clockwork?.paintClockArrows(context, picture, lane, box);
  else for (const [layer, rows] of box.layers.entries()) {
    if (lane.recurrent) paintForward(
      context, picture, lane, rows, hasNameRoom(rows, box.layers[layer + 1], picture.layout.axis),
    );
    else paintCut(context, picture, rows);
    if (lane.recurrent && lane.norms && !lane.ribbon) paintBackward(context, picture, lane, rows, layer);
  }
  if (picture.layout.labelled) paintVertical(context, picture, box);
  context.globalAlpha = 1;
}

/** @returns the time steps whose rail is in sight */
export function* rails({ first, last, task }: Picture): Iterable<number> {
  for (let step = Math.max(1, first); step <= Math.min(task.sequence_length - 1, last + 1); step += 1) yield step;
}

/** @returns whether the weights' name fits under the factor of the layer above */
export function hasNameRoom(rows: LayerLayout, above: LayerLayout | undefined, axis: TimeAxis): boolean {
  return !above || axis.gap < FACTOR_FROM
    || forwardY(rows) - NAME_OVER - 7 >= backwardY(above) + thickest(above, axis) / 2 + FACTOR_UNDER + 7;
}

function paintForward(context: Context, picture: Picture, lane: SceneLane, rows: LayerLayout, named: boolean) {
  const { axis } = picture.layout;
  const y = forwardY(rows);
  const head = Math.min(7, axis.gap * 0.36);
  const build = () => batchesByLight(rails(picture), picture.light.forwardArrow, (batch, step) => {
    const [left, right] = railBefore(axis, step);
    addArrow(batch, left + 1, y, right - 1, y, head);
  });
  const batches =
    picture.light === ALL_LIT ? geometry(rows, `forward ${picture.first} ${picture.last}`, build) : build();
  const width = (axis.gap > 24 ? 1.4 : 1) + picture.light.pulse * 1.6;
  for (const [level, batch] of batches) {
    context.globalAlpha = level;
    strokeArrows(context, batch, picture.light.pulse > 0 ? picture.tokens.ink1 : picture.tokens.lineStrong, width);
  }
  if (named && axis.gap >= NAME_FROM && picture.first === 0
    && axis.count > 1) nameWeight(context, picture, lane.carrier, axis.start + axis.pitch, y - NAME_OVER, 'center');
}

/** Arrows that are lit alike share one path. */
function batchesByLight(
  steps: Iterable<number>,
  light: (step: number) => number,
  add: (batch: ReturnType<typeof arrowBatch>, step: number) => void,
) {
  const batches = new Map<number, ReturnType<typeof arrowBatch>>();
  for (const step of steps) {
    const level = light(step);
    const batch = batches.get(level) ?? arrowBatch();
    batches.set(level, batch);
    add(batch, step);
  }
  return batches;
}

/** W_hh carries nothing: both ends of the arrow with a gap between two strokes. */
function paintCut(context: Context, picture: Picture, rows: LayerLayout) {
  const { axis } = picture.layout;
  const y = forwardY(rows);
  const stubs = newPath();
  const strokes = newPath();
  for (const step of rails(picture)) {
    const [left, right] = railBefore(axis, step);
    const middle = (left + right) / 2;
    stubs.moveTo(left + 1, y);
    stubs.lineTo(middle - 3, y);
    stubs.moveTo(middle + 3, y);
    stubs.lineTo(right - 1, y);
    for (const shift of [-2, 2]) {
      strokes.moveTo(middle + shift - 1.5, y + 4);
      strokes.lineTo(middle + shift + 1.5, y - 4);
    }
  }
  context.globalAlpha = 1;
  context.lineWidth = 1;
  context.strokeStyle = picture.tokens.line;
  context.stroke(stubs);
  context.strokeStyle = picture.tokens.ink2;
  context.stroke(strokes);
  if (axis.gap >= NAME_FROM && axis.count > 1) {
    context.fillStyle = picture.tokens.ink2;
    setText(context, { size: 12, family: picture.tokens.fontUi });
    context.fillText(picture.t('hero.cut'), axis.start + axis.pitch, y - 13);
  }
}

function paintBackward(context: Context, picture: Picture, lane: SceneLane, rows: LayerLayout, layer: number) {
  const { axis } = picture.layout;
  const norms = (lane.norms as Float32Array[])[layer];
  const shades = gradientShades(picture.tokens);
  const [y, most] = [backwardY(rows), thickest(rows, axis)];
  for (const step of rails(picture)) {
    context.globalAlpha = picture.light.gradient(step - 1) * (lane.faded ? 0.6 : 1);
    const [from, to] = [norms[step], norms[step - 1]];
    const [left, right] = railBefore(axis, step);
    if (gradeOf(picture.scale, to, lane.noise[layer]) === 'dead') paintThin(context, picture, left, right, y);
    else {
      context.fillStyle = shadeAt(shades, heightOf(picture.scale, to));
      ribbon(context, left + 0.5, right - 0.5, y, thickness(picture, from, most), thickness(picture, to, most));
    }
    if (axis.gap >= FACTOR_FROM) {
      paintFactor(context, picture, (left + right) / 2, y + most / 2 + FACTOR_UNDER, to / from);
    }
  }
}

export function thickness({ scale }: Picture, norm: number, most: number) {
  return 1 + (most - 1) * heightOf(scale, norm);
}

function paintThin(context: Context, { tokens }: Picture, left: number, right: number, y: number) {
  context.fillStyle = tokens.lineStrong;
  context.fillRect(left + 1, y - 0.5, right - left - 2, 1);
}

/** From right to left, as thick at each end as the gradient there, with a head at the left. */
export function ribbon(context: Context, left: number, right: number, y: number, atRight: number, atLeft: number) {
  const head = Math.min((right - left) * 0.45, Math.max(3.5, atLeft * 0.9));
  const neck = left + head;
  const wing = atLeft / 2 + Math.min(4, (right - left) * 0.14);
  context.beginPath();
  context.moveTo(right, y - atRight / 2);
  context.lineTo(neck, y - atLeft / 2);
  context.lineTo(neck, y - wing);
  context.lineTo(left, y);
  context.lineTo(neck, y + wing);
  context.lineTo(neck, y + atLeft / 2);
  context.lineTo(right, y + atRight / 2);
  context.fill();
}

export function paintFactor(context: Context, { tokens }: Picture, x: number, y: number, factor: number) {
  if (!Number.isFinite(factor)) return;
  context.fillStyle = tokens.gradient;
  setText(context, { size: 12.5, family: tokens.fontUi, weight: 500 });
  context.fillText(`× ${threeFigures(factor)}`, x, y);
}

/** Input to first layer, layer to layer, last layer to prediction. */
export function paintVertical(context: Context, picture: Picture, box: LaneLayout) {
  const { axis } = picture.layout;
  const [lowest, top] = [box.layers[0], box.layers[box.layers.length - 1]];
  const steps = Array.from({ length: picture.last - picture.first + 1 }, (_, index) => picture.first + index);
  const batches = batchesByLight(steps, picture.light.forwardArrow, (batch, step) => {
    const x = columnCentre(axis, step);
    if (box.readIn.height > 8) addArrow(batch, x, box.readIn.y + box.readIn.height - 2, x, box.readIn.y + 2, 7);
    for (let layer = 1; layer < box.layers.length; layer += 1) {
      addArrow(batch, x, box.layers[layer - 1].y - 1, x, box.layers[layer].y + box.layers[layer].height + 2, 6);
    }
  });
  for (const [level, batch] of batches) {
    context.globalAlpha = level;
    strokeArrows(context, batch, picture.light.pulse > 0 ? picture.tokens.ink1 : picture.tokens.lineStrong, 1.4
      + picture.light.pulse * 1.6);
  }
  paintReadOut(context, picture, box, top);
  paintStateLabels(context, picture, lowest);
  if ((picture.first === 0 || picture.first === picture.last) && box.readIn.height > 18) {
    nameWeight(
      context, picture, ['W', 'xh'], columnCentre(axis, picture.first) + 9, box.readIn.y + box.readIn.height / 2,
      'left',
    );
  }
}

function paintReadOut(context: Context, picture: Picture, box: LaneLayout, top: LayerLayout) {
  if (box.readOut.height < 10) return;
  const batch = arrowBatch();
  const mask = picture.frame?.lossMask.data;
  const isScored = (step: number) => !mask || Number(mask[step]) > 0;
  for (let step = picture.first; step <= picture.last; step += 1) {
    const x = columnCentre(picture.layout.axis, step);
    if (isScored(step)) addArrow(batch, x, top.y - 2, x, box.readOut.y + 2, 7);
  }
  let named = 0;
  while (named < picture.task.sequence_length - 1 && !isScored(named)) named += 1;
  const { pulse, readOut } = picture.light;
  context.globalAlpha = readOut;
  strokeArrows(context, batch, pulse > 0 ? picture.tokens.ink1 : picture.tokens.lineStrong, 1.4 + pulse * 1.6);
  if (named >= picture.first && named <= picture.last) nameWeight(
    context, picture, ['W', 'hy'], columnCentre(picture.layout.axis, named) + 9, box.readOut.y + box.readOut.height / 2,
    'left',
  );
}

function paintStateLabels(context: Context, picture: Picture, lowest: LayerLayout) {
  context.globalAlpha = 1;
  context.fillStyle = picture.tokens.ink2;
  const y = lowest.y + lowest.height + 12;
  for (let step = picture.first; step <= picture.last; step += 1) {
    drawSymbol(context, {
      base: 'h', index: String(step + 1),
      x: columnCentre(picture.layout.axis, step), y, size: 14, family: picture.tokens.fontUi, align: 'center',
    });
  }
}

function nameWeight(
  context: Context,
  picture: Picture,
  [base, index]: [base: string, index: string],
  x: number,
  y: number,
  align: 'left' | 'center',
) {
  const { light, tokens } = picture;
  context.globalAlpha = light.weights;
  context.fillStyle = light.pulse > 0 ? tokens.ink1 : tokens.ink2;
  drawSymbol(context, { base, index, x, y, size: 14 + light.pulse * 2, family: tokens.fontUi, align });
}
