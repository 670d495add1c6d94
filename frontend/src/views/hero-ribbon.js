/**
 * Paints the ribbon of one loss: out of the loss down into its cell, then back through the cells, as thick as what it says of each state.
 *
 * @import { LaneLayout, LayerLayout } from '../layout/hero-layout.js'
 * @import { Piece, Ribbon } from '../layout/ribbon.js'
 * @import { Picture } from './hero-scene.js'
 * @import { Context } from './hero-pen.js'
 */

import { gradeOf, heightOf } from '../layout/gradient-scale.js';
import { calloutRoom } from '../layout/callout.js';
import { ribbonPieces } from '../layout/ribbon.js';
import { columnCentre, columnLeft } from '../layout/time-axis.js';
import { numbersFit } from '../layout/unit-grid.js';
import { threeFigures } from '../text/number.js';
import { backwardY, paintFactor, thickest, thickness } from './hero-arrows.js';
import { drawSymbol, gradientShades, hatching, setText, shadeAt } from './hero-pen.js';

/** Over numbers the ribbon is a breath, over plain squares a veil. */
const VEIL = { numbers: 0.26, squares: 0.62 };
const FACTOR_FROM = 54;

/**
 * @param {Context} context
 * @param {Picture} picture
 * @param {number} scroll
 * @param {{ drawn: number, strength: number }} come share of the way back that the ribbon has come, 0 to 1
 */
export function paintRibbons(context, picture, scroll, { drawn, strength }) {
  for (const box of picture.layout.lanes) {
    const lane = picture.lanes[box.lane];
    if (!lane.ribbon || lane.faded) continue;
    context.save();
    context.globalAlpha = strength;
    outlineLoss(context, picture, box, lane.ribbon.loss, scroll);
    clipTo(context, picture, box, lane.ribbon, drawn);
    paintRibbon(context, picture, box, lane.ribbon, strength);
    context.restore();
  }
}

/** What the ribbon has come to, from right to left. @param {Context} context @param {Picture} picture @param {LaneLayout} box @param {Ribbon} ribbon @param {number} drawn */
function clipTo(context, { layout: { axis } }, { whole }, { loss }, drawn) {
  const right = columnLeft(axis, loss) + axis.column;
  const left = right - (right - columnLeft(axis, 0)) * drawn;
  context.beginPath();
  context.rect(left, whole.y, right - left + 1, whole.height);
  context.clip();
}

/** @param {Context} context @param {Picture} picture @param {LaneLayout} box @param {Ribbon} ribbon @param {number} strength */
function paintRibbon(context, picture, box, ribbon, strength) {
  const { axis } = picture.layout;
  const rows = box.layers[box.layers.length - 1];
  const [y, most] = [backwardY(rows), thickest(rows, axis)];
  const veil = numbersFit(rows.grid) ? VEIL.numbers : VEIL.squares;
  paintDescent(context, picture, box, rows, ribbon, { y, most, veil: veil * strength, strength });
  for (const piece of ribbonPieces(ribbon, axis, picture.first, picture.last)) {
    context.globalAlpha = strength * (piece.part === 'cell' ? veil : 1);
    paintPiece(context, picture, piece, y, most);
    if (piece.part !== 'rail' || axis.gap < FACTOR_FROM || piece.cut) continue;
    paintFactor(context, picture, (piece.left + piece.right) / 2, y + most / 2 + 12, piece.toNorm / piece.fromNorm);
  }
}

/**
 * From the loss into the cell below it.
 * @param {Context} context
 * @param {Picture} picture
 * @param {LaneLayout} box
 * @param {LayerLayout} rows
 * @param {Ribbon} ribbon
 * @param {{ y: number, most: number, veil: number, strength: number }} look
 */
function paintDescent(context, picture, box, rows, { loss, norms }, { y, most, veil, strength }) {
  const width = thickness(picture, norms[loss], most);
  const x = columnCentre(picture.layout.axis, loss) - width / 2;
  const top = box.readOut.height ? box.readOut.y : box.brackets.y;
  context.fillStyle = shadeAt(gradientShades(picture.tokens), heightOf(picture.scale, norms[loss]));
  context.globalAlpha = strength;
  context.fillRect(x, top, width, rows.y - top);
  context.globalAlpha = veil;
  context.fillRect(x, rows.y, width, y - rows.y - width / 2);
}

/** @param {Context} context @param {Picture} picture @param {Piece} piece @param {number} y @param {number} most */
function paintPiece(context, picture, { left, right, fromNorm, toNorm, cut }, y, most) {
  const { tokens, scale } = picture;
  if (cut) {
    context.fillStyle = hatching(context, tokens.ink3);
    context.fillRect(left, y - 3, right - left, 6);
    return;
  }
  if (gradeOf(scale, toNorm, 0) === 'dead') {
    context.fillStyle = tokens.lineStrong;
    context.fillRect(left, y - 0.5, right - left, 1);
    return;
  }
  const [atRight, atLeft] = [thickness(picture, fromNorm, most), thickness(picture, toNorm, most)];
  context.fillStyle = shadeAt(gradientShades(tokens), heightOf(scale, toNorm));
  context.beginPath();
  context.moveTo(right, y - atRight / 2);
  context.lineTo(left, y - atLeft / 2);
  context.lineTo(left, y + atLeft / 2);
  context.lineTo(right, y + atRight / 2);
  context.fill();
}

/** The loss that is followed, above the cells. @param {Context} context @param {Picture} picture @param {LaneLayout} box @param {number} loss @param {number} scroll */
function outlineLoss(context, picture, box, loss, scroll) {
  const { layout, tokens } = picture;
  const { axis, prediction } = layout;
  const x = columnCentre(axis, loss);
  context.strokeStyle = tokens.gradient;
  context.lineWidth = 2;
  context.beginPath();
  if (prediction === 'bars') return nameLoss(context, picture, box, loss);
  if (prediction === 'callout') {
    const room = calloutRoom(layout, box, loss, scroll);
    context.roundRect(room.x + scroll - 3, room.y - 2, room.width + 6, room.height + 4, 6);
    return context.stroke();
  }
  const width = Math.min(axis.pitch - 2, Math.max(14, axis.column + 6));
  context.roundRect(x - width / 2, box.prediction.y - 1, width, box.prediction.height + 2, 5);
  context.stroke();
}

/** Its number, written again on the outline's own ground. @param {Context} context @param {Picture} picture @param {LaneLayout} box @param {number} loss */
function nameLoss(context, { frame, task, lanes, layout, tokens }, box, loss) {
  const { output } = /** @type {import('../state/types.d.ts').LaneFrame} */ (lanes[box.lane].data);
  const target = Number(frame?.target.data[loss]);
  const [x, y] = [columnCentre(layout.axis, loss), box.prediction.y + box.prediction.height - 10];
  const text = `= ${threeFigures(-Math.log(Number(output.data[loss * task.output_size + target])))}`;
  setText(context, { size: 13, family: tokens.fontUi, weight: 700, align: 'left' });
  const width = context.measureText(text).width + 18;
  context.fillStyle = tokens.surface0;
  context.roundRect(x - width / 2 - 10, y - 10, width + 20, 20, 10);
  context.fill();
  context.stroke();
  context.fillStyle = tokens.gradient;
  context.fillText(text, x - width / 2 + 18, y + 0.5);
  drawSymbol(context, { base: 'ℓ', index: String(loss + 1), x: x - width / 2, y: y + 0.5, size: 13, family: tokens.fontUi });
}
