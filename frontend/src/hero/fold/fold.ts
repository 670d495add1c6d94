/**
 * Paints the folded picture: the one cell, the loop that carries its state on, the loop by which the gradient comes
 * back.
 */

import type { HeroLayout, LaneLayout } from '../../core/model/hero_layout.ts';
import type { Picture, SceneLane } from '../scene.ts';
import { foldedAt, foldedLayout, slotOnTheWay } from './folded_layout.ts';
import { gradeOf, heightOf } from '../../draw/gradient_scale.ts';
import { columnCentre, columnLeft } from '../../core/model/time_axis.ts';
import { backwardY, forwardY, paintFactor, paintVertical, thickness } from '../arrows.ts';
import { paintCallout } from '../callout.ts';
import { paintCells } from '../cells.ts';
import { paintMargin, paintProfile, plotOf } from '../gradient.ts';
import { paintInputs } from '../inputs.ts';
import {
  addArrow, arrowBatch, drawSymbol, gradientShades, setText, shadeAt, strokeArrows, type Context,
} from '../../draw/pen.ts';
import { paintTimeChip } from '../overlay.ts';
import { paintPredictions } from '../predictions.ts';
import { valuesAt } from '../readings.ts';

/** Fetched together with what paints it. */
export const layFolded = foldedLayout;

/** How far the handles of the loops' curves lie from the cell, where there is room; the curve goes this part of it. */
const REACH = 84;
const CURVE = 0.75;
/** Thickness of the largest gradient, and how far under the cell its loop runs: the state's name stands between. */
const MOST = 14;
const UNDER_NAME = 28;

/**
 * @param flat the unrolled picture
 * @param layout of the folded one
 * @param step the time step that it shows
 */
export function paintFolded(context: Context, flat: Picture, layout: HeroLayout, step: number) {
  const wide = { ...flat, layout: { ...layout, axis: flat.layout.axis, labelled: flat.layout.labelled } };
  for (const box of layout.lanes) {
    const at = (shown: number) => pictureAt(flat, layout, box, shown);
    const [picture, lane] = [at(step), flat.lanes[box.lane]];
    paintLane(context, picture, lane, box, step);
    if (layout.prediction === 'callout') paintCallout(context, wide, lane, box, -layout.width);
    else paintAnswer(context, at(box.axis && flat.task.structure.endsWith('to-one') ? flat.lastLoss : step), lane, box);
    if (box.axis || box.lane === layout.lanes[0].lane) paintInputs(context, picture);
    if (box.axis || box.lane === layout.lanes[0].lane) paintTimeChip(
      context, picture, columnCentre(picture.layout.axis, step), `t = ${step + 1} / ${picture.task.sequence_length}`,
    );
  }
  paintProfile(context, wide);
  markProfile(context, wide, step);
  paintMargin(context, wide);
}

/** One model with the time step in its column. */
function pictureAt(flat: Picture, layout: HeroLayout, box: LaneLayout, step: number): Picture {
  return { ...flat, layout: foldedAt(layout, step, flat.task.sequence_length, box.axis), first: step, last: step };
}

function paintLane(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout, step: number) {
  for (const layer of box.layers.keys()) paintLoops(context, picture, lane, box, layer, step);
  paintCells(context, picture, lane, box);
  if (picture.layout.labelled) paintVertical(context, picture, box);
}

/** What a sequence answers at its end stays in sight at every time step. */
function paintAnswer(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  if (picture.layout.prediction === 'curve') writeValues(context, picture, lane, box, picture.first);
  else paintPredictions(context, picture, lane, box);
}

/**
 * Where the loops of a layer run: how far out, over and below its cell; whether there is room for their weights' name.
 */
function loopsOf({ axis: { gap }, labelled }: HeroLayout, { axis, layers }: LaneLayout, layer: number) {
  const { y, height } = layers[layer];
  const above = layer + 1 < layers.length ? y - layers[layer + 1].y - layers[layer + 1].height : Infinity;
  const beneath = layer > 0 ? layers[layer - 1].y - y - height : Infinity;
  return {
    reach: axis ? Math.min(REACH, (gap / 2 - MOST) / CURVE) : REACH,
    over: y - Math.min(18, above / 4),
    below: y + height + Math.min(labelled ? UNDER_NAME : 14, beneath * 0.4),
    most: Math.min(MOST, beneath / 3),
    named: above > 30,
  };
}

function paintLoops(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout, layer: number, step: number) {
  const { axis } = picture.layout;
  const [left, right] = [columnLeft(axis, step), columnLeft(axis, step) + axis.column];
  const { over, reach, named } = loopsOf(picture.layout, box, layer);
  const y = forwardY(box.layers[layer]);
  context.globalAlpha = picture.light.forwardArrow(step);
  context.strokeStyle = picture.tokens.lineStrong;
  context.lineWidth = 1.6;
  if (!lane.recurrent) context.setLineDash([3, 9]);
  loop(context, left, right, y, over, reach);
  context.stroke();
  context.setLineDash([]);
  const batch = arrowBatch();
  addArrow(batch, left - 9, y, left - 1, y, 8);
  if (lane.recurrent) strokeArrows(context, batch, picture.tokens.lineStrong, 1.6);
  context.fillStyle = picture.tokens.ink2;
  const [base, index] = lane.carrier;
  if (named && lane.recurrent) drawSymbol(
    context, { base, index, x: right + 6, y: over - 8, size: 14, family: picture.tokens.fontUi },
  );
  else if (named) {
    setText(context, { size: 12, family: picture.tokens.fontUi, align: 'left' });
    context.fillText(picture.t('hero.cut'), right + 6, over - 8);
  }
  if (lane.recurrent && lane.norms) paintBack(context, picture, lane, box, layer, step);
  context.globalAlpha = 1;
}

/** Out at one side of the cell and in at the other. */
function loop(context: Context, left: number, right: number, y: number, beyond: number, reach: number) {
  const middle = (left + right) / 2;
  context.beginPath();
  context.moveTo(right + 1, y);
  context.bezierCurveTo(right + reach, y, right + reach, beyond, middle, beyond);
  context.bezierCurveTo(left - reach, beyond, left - reach, y, left - 2, y);
}

/** From the next time step's state into this one's, as thick as what arrives. */
function paintBack(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout, layer: number, step: number) {
  const { axis } = picture.layout;
  const norms = (lane.norms as Float32Array[])[layer];
  const [left, right] = [columnLeft(axis, step), columnLeft(axis, step) + axis.column];
  const y = backwardY(box.layers[layer]);
  const { below, reach, most } = loopsOf(picture.layout, box, layer);
  const norm = norms[step];
  const dead = gradeOf(picture.scale, norm, lane.noise[layer]) === 'dead';
  const shade =
    dead ? picture.tokens.lineStrong : shadeAt(gradientShades(picture.tokens), heightOf(picture.scale, norm));
  context.globalAlpha = picture.light.gradient(step) * (lane.faded ? 0.6 : 1);
  context.strokeStyle = context.fillStyle = shade;
  context.lineWidth = dead ? 1 : thickness(picture, norm, most);
  loop(context, left - 8, right + 12, y, below, reach - 12);
  context.stroke();
  const wing = context.lineWidth / 2 + 5;
  context.beginPath();
  context.moveTo(right + 2, y);
  context.lineTo(right + 14, y - wing);
  context.lineTo(right + 14, y + wing);
  context.fill();
  if (layer === 0 && step + 1 < norms.length) {
    paintFactor(context, picture, right + reach * 0.6, below + most / 2 + 10, norm / norms[step + 1]);
  }
}

/** A curve has no room in one column: the numbers of target and prediction. */
function writeValues(
  context: Context,
  { frame, task, tokens, layout }: Picture,
  lane: SceneLane,
  box: LaneLayout,
  step: number,
) {
  if (!frame || !lane.data || Number(frame.lossMask.data[step]) === 0) return;
  const [x, y] = [columnCentre(layout.axis, step), box.prediction.y + box.prediction.height / 2];
  setText(context, { size: 14, family: tokens.fontUi, weight: 600 });
  context.fillStyle = tokens.good;
  context.fillText(`y ${valuesAt(frame.target.data, step, task.output_size)}`, x, y - 9);
  context.fillStyle = tokens.ink1;
  context.fillText(`ŷ ${valuesAt(lane.data.output.data, step, task.output_size)}`, x, y + 9);
}

/** Where on the unrolled profile the cell stands. */
function markProfile(context: Context, { layout, tokens }: Picture, step: number) {
  if (layout.profile.height === 0) return;
  const plot = plotOf(layout.profile);
  const x = Math.round(columnCentre(layout.axis, step)) + 0.5;
  context.strokeStyle = tokens.ink1;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, plot.y);
  context.lineTo(x, plot.y + plot.height);
  context.stroke();
}

/**
 * On the way: the columns of one picture slide over each other while the other one comes up.
 * @param context in CSS pixels
 */
export function paintWay(
  context: Context,
  { flat, folded, picture, layout, scroll, share, ratio, still }: {
    flat: HTMLCanvasElement;
    folded: HTMLCanvasElement;
    picture: Picture;
    layout: HeroLayout;
    scroll: number;
    share: number;
    ratio: number;
    still: boolean;
  },
) {
  const { axis, gutter, width, height } = picture.layout;
  const slice = (left: number, wide: number, to: number) => {
    const from = Math.max(0, left);
    const seen = Math.min(width, left + wide) - from;
    if (seen > 0) {
      context.drawImage(flat, from * ratio, 0, seen * ratio, height * ratio, to + from - left, 0, seen, height);
    }
  };
  context.globalAlpha = 1 - share;
  if (still) context.drawImage(flat, 0, 0, width * ratio, height * ratio, 0, 0, width, height);
  else {
    slice(0, gutter, 0);
    const centre = columnCentre(layout.axis, 0);
    for (let step = picture.first; step <= picture.last; step += 1) {
      const left = axis.start + step * axis.pitch - scroll;
      slice(left, axis.pitch, slotOnTheWay(left, axis.pitch, centre, share));
    }
  }
  context.globalAlpha = still ? share : Math.max(0, share * 2.2 - 1.2);
  context.drawImage(folded, 0, 0, width * ratio, height * ratio, 0, 0, width, height);
  context.globalAlpha = 1;
}
