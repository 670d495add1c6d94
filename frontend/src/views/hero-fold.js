/**
 * Paints the folded picture: the one cell, the loop that carries its state on, the loop by which the gradient comes back.
 *
 * @import { HeroLayout, LaneLayout, LayerLayout } from '../layout/hero-layout.js'
 * @import { Picture, SceneLane } from './hero-scene.js'
 * @import { Context } from './hero-pen.js'
 */

import { foldedAt, slotOnTheWay } from '../layout/fold.js';
import { gradeOf, heightOf } from '../layout/gradient-scale.js';
import { columnCentre, columnLeft } from '../layout/time-axis.js';
import { threeFigures } from '../text/number.js';
import { backwardY, forwardY, paintFactor, paintVertical, thickest, thickness } from './hero-arrows.js';
import { paintCallout } from './hero-callout.js';
import { paintCells } from './hero-cells.js';
import { paintMargin, paintProfile, plotOf } from './hero-gradient.js';
import { paintInputs } from './hero-inputs.js';
import { addArrow, arrowBatch, drawSymbol, gradientShades, setText, shadeAt, strokeArrows } from './hero-pen.js';
import { paintTimeChip } from './hero-overlay.js';
import { paintPredictions } from './hero-predictions.js';

const REACH = 84;

/**
 * @param {Context} context
 * @param {Picture} flat the unrolled picture
 * @param {HeroLayout} layout of the folded one
 * @param {number} step the time step that it shows
 */
export function paintFolded(context, flat, layout, step) {
  const picture = { ...flat, layout: foldedAt(layout, step, flat.task.sequence_length), first: step, last: step };
  const wide = { ...flat, layout: { ...layout, axis: flat.layout.axis } };
  for (const box of layout.lanes) {
    const lane = picture.lanes[box.lane];
    for (const [index, rows] of box.layers.entries()) paintLoops(context, picture, lane, rows, index, step);
    paintCells(context, picture, lane, box);
    if (layout.labelled) paintVertical(context, picture, box);
    if (layout.prediction === 'callout') paintCallout(context, wide, lane, box, -layout.width);
    else if (layout.prediction === 'curve') writeValues(context, picture, lane, box, step);
    else paintPredictions(context, picture, lane, box);
    if (layout.labelled && box.readIn.height > 18) nameInput(context, picture, columnCentre(layout.axis, 0) + 9, box.readIn.y + box.readIn.height / 2);
  }
  paintInputs(context, picture);
  paintTimeChip(context, picture, columnCentre(picture.layout.axis, step), `t = ${step + 1} / ${picture.task.sequence_length}`);
  paintProfile(context, wide);
  markProfile(context, wide, step);
  paintMargin(context, wide);
}

/** The gradient's loop passes here: the name stands on a ground of its own. @param {Context} context @param {Picture} picture @param {number} x @param {number} y */
function nameInput(context, { tokens }, x, y) {
  context.globalAlpha = 1;
  context.fillStyle = tokens.surface1;
  context.beginPath();
  context.roundRect(x - 3, y - 10, 34, 20, 4);
  context.fill();
  context.fillStyle = tokens.ink2;
  drawSymbol(context, { base: 'W', index: 'xh', x, y, size: 14, family: tokens.fontUi });
}

/** @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {LayerLayout} rows @param {number} layer @param {number} step */
function paintLoops(context, picture, lane, rows, layer, step) {
  const { axis } = picture.layout;
  const [left, right] = [columnLeft(axis, step), columnLeft(axis, step) + axis.column];
  const over = rows.y - 18;
  const y = forwardY(rows);
  context.globalAlpha = picture.light.forwardArrow(step);
  context.strokeStyle = picture.tokens.lineStrong;
  context.lineWidth = 1.6;
  if (!lane.recurrent) context.setLineDash([3, 9]);
  loop(context, left, right, y, over);
  context.stroke();
  context.setLineDash([]);
  const batch = arrowBatch();
  addArrow(batch, left - 9, y, left - 1, y, 8);
  if (lane.recurrent) strokeArrows(context, batch, picture.tokens.lineStrong, 1.6);
  context.fillStyle = picture.tokens.ink2;
  const [base, index] = lane.carrier;
  if (lane.recurrent) drawSymbol(context, { base, index, x: right + REACH * 0.8, y: (over + y) / 2 - 4, size: 14, family: picture.tokens.fontUi });
  else {
    setText(context, { size: 12, family: picture.tokens.fontUi, align: 'left' });
    context.fillText(picture.t('hero.cut'), right + REACH * 0.8, (over + y) / 2);
  }
  if (lane.recurrent && lane.norms) paintBack(context, picture, lane, rows, layer, step);
  context.globalAlpha = 1;
}

/** Out at one side of the cell and in at the other. @param {Context} context @param {number} left @param {number} right @param {number} y @param {number} beyond */
function loop(context, left, right, y, beyond) {
  const middle = (left + right) / 2;
  context.beginPath();
  context.moveTo(right + 1, y);
  context.bezierCurveTo(right + REACH, y, right + REACH, beyond, middle, beyond);
  context.bezierCurveTo(left - REACH, beyond, left - REACH, y, left - 2, y);
}

/** From the next time step's state into this one's, as thick as what arrives. @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {LayerLayout} rows @param {number} layer @param {number} step */
function paintBack(context, picture, lane, rows, layer, step) {
  const { axis } = picture.layout;
  const norms = /** @type {Float32Array[]} */ (lane.norms)[layer];
  const [left, right] = [columnLeft(axis, step), columnLeft(axis, step) + axis.column];
  const [y, below] = [backwardY(rows), rows.y + rows.height + (picture.layout.labelled && picture.layout.lanes.length === 1 ? 34 : 14)];
  const norm = norms[step];
  const dead = gradeOf(picture.scale, norm, lane.noise[layer]) === 'dead';
  const shade = dead ? picture.tokens.lineStrong : shadeAt(gradientShades(picture.tokens), heightOf(picture.scale, norm));
  context.globalAlpha = picture.light.gradient(step) * (lane.faded ? 0.6 : 1);
  context.strokeStyle = context.fillStyle = shade;
  context.lineWidth = dead ? 1 : thickness(picture, norm, thickest(rows, axis));
  loop(context, left - 8, right + 12, y, below);
  context.stroke();
  const wing = context.lineWidth / 2 + 5;
  context.beginPath();
  context.moveTo(right + 2, y);
  context.lineTo(right + 14, y - wing);
  context.lineTo(right + 14, y + wing);
  context.fill();
  if (step + 1 < norms.length) paintFactor(context, picture, right + REACH + 20, y + 4, norm / norms[step + 1]);
}

/** A curve has no room in one column: its two numbers. @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {LaneLayout} box @param {number} step */
function writeValues(context, { frame, task, tokens, layout }, lane, box, step) {
  if (!frame || !lane.data || Number(frame.lossMask.data[step]) === 0) return;
  const [x, y] = [columnCentre(layout.axis, step), box.prediction.y + box.prediction.height / 2];
  const at = step * task.output_size;
  setText(context, { size: 14, family: tokens.fontUi, weight: 600 });
  context.fillStyle = tokens.good;
  context.fillText(`y ${threeFigures(Number(frame.target.data[at]))}`, x, y - 9);
  context.fillStyle = tokens.ink1;
  context.fillText(`ŷ ${threeFigures(Number(lane.data.output.data[at]))}`, x, y + 9);
}

/** Where on the unrolled profile the cell stands. @param {Context} context @param {Picture} picture @param {number} step */
function markProfile(context, { layout, tokens }, step) {
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
 *
 * @param {Context} context in CSS pixels
 * @param {{ flat: HTMLCanvasElement, folded: HTMLCanvasElement, picture: Picture, layout: HeroLayout, scroll: number, share: number, ratio: number, still: boolean }} way
 */
export function paintWay(context, { flat, folded, picture, layout, scroll, share, ratio, still }) {
  const { axis, gutter, width, height } = picture.layout;
  const slice = (/** @type {number} */ left, /** @type {number} */ wide, /** @type {number} */ to) => {
    const from = Math.max(0, left);
    const seen = Math.min(width, left + wide) - from;
    if (seen > 0) context.drawImage(flat, from * ratio, 0, seen * ratio, height * ratio, to + from - left, 0, seen, height);
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
