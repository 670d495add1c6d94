/**
 * Paints the ribbon of one loss: out of the loss down into its cell, then back through the cells, as thick as what it
 * says of each state.
 */

import type { LaneLayout, LayerLayout } from '../../core/model/hero_layout.ts';
import type { Picture } from '../scene.ts';
import { gradeOf, heightOf } from '../../draw/gradient_scale.ts';
import { calloutRoom } from '../../draw/callout.ts';
import { ribbonPieces, type Piece, type Ribbon } from './ribbon_layout.ts';
import { columnCentre, columnLeft } from '../../core/model/time_axis.ts';
import { numbersFit } from '../../core/model/unit_grid.ts';
import { threeFigures } from '../../core/text/number.ts';
import { backwardY, paintFactor, thickest, thickness } from '../arrows.ts';
import { drawSymbol, gradientShades, hatching, setText, shadeAt, type Context } from '../../draw/pen.ts';

/** Over numbers the ribbon is a breath, over plain squares a veil. */
const VEIL = { numbers: 0.26, squares: 0.62 };
const FACTOR_FROM = 54;

/** @param come share of the way back that the ribbon has come, 0 to 1 */
export function paintRibbons(
  context: Context,
  picture: Picture,
  scroll: number,
  { drawn, strength }: { drawn: number, strength: number },
) {
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

/** What the ribbon has come to, from right to left. */
function clipTo(
  context: Context,
  { layout: { axis } }: Picture,
  { whole }: LaneLayout,
  { loss }: Ribbon,
  drawn: number,
) {
  const right = columnLeft(axis, loss) + axis.column;
  const left = right - (right - columnLeft(axis, 0)) * drawn;
  context.beginPath();
  context.rect(left, whole.y, right - left + 1, whole.height);
  context.clip();
}

function paintRibbon(context: Context, picture: Picture, box: LaneLayout, ribbon: Ribbon, strength: number) {
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

/** From the loss into the cell below it. */
function paintDescent(
  context: Context,
  picture: Picture,
  box: LaneLayout,
  rows: LayerLayout,
  { loss, norms }: Ribbon,
  { y, most, veil, strength }: { y: number, most: number, veil: number, strength: number },
) {
  const width = thickness(picture, norms[loss], most);
  const x = columnCentre(picture.layout.axis, loss) - width / 2;
  const top = box.readOut.height ? box.readOut.y : box.brackets.y;
  context.fillStyle = shadeAt(gradientShades(picture.tokens), heightOf(picture.scale, norms[loss]));
  context.globalAlpha = strength;
  context.fillRect(x, top, width, rows.y - top);
  context.globalAlpha = veil;
  context.fillRect(x, rows.y, width, y - rows.y - width / 2);
}

function paintPiece(
  context: Context,
  picture: Picture,
  { left, right, fromNorm, toNorm, cut }: Piece,
  y: number,
  most: number,
) {
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

/** The loss that is followed, above the cells. */
function outlineLoss(context: Context, picture: Picture, box: LaneLayout, loss: number, scroll: number) {
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

/** Its number, written again on the outline's own ground. */
function nameLoss(context: Context, { frame, task, lanes, layout, tokens }: Picture, box: LaneLayout, loss: number) {
  const { output } = lanes[box.lane].data as import('../../core/model/types.ts').LaneFrame;
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
  drawSymbol(
    context, { base: 'ℓ', index: String(loss + 1), x: x - width / 2, y: y + 0.5, size: 13, family: tokens.fontUi },
  );
}
