/**
 * Paints the one prediction of a sequence that is scored at its end: in the title row, with an elbow to the last cell.
 */

import type { LaneLayout } from '../core/model/hero_layout.ts';
import type { Picture, SceneLane } from './scene.ts';
import { calloutRoom } from '../draw/callout.ts';
import { columnCentre } from '../core/model/time_axis.ts';
import { threeFigures } from '../core/text/number.ts';
import { lyingBars, standingBars, type Room } from './class_bars.ts';
import { setText, type Context } from '../draw/pen.ts';

/** Painted where the view is, not where the sequence is scrolled to. */
export function paintCallout(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout, scroll: number) {
  if (picture.layout.prediction !== 'callout') return;
  const { layout, lastLoss, light } = picture;
  const end = columnCentre(layout.axis, lastLoss) - scroll;
  const room = calloutRoom(layout, box, lastLoss, scroll);
  context.globalAlpha = light.prediction * (lane.faded ? 0.6 : 1);
  if (end <= layout.width) paintElbow(context, picture, room, end, box);
  if (picture.task.loss === 'cross_entropy') paintClasses(context, picture, lane, room);
  else paintValue(context, picture, lane, room);
  context.globalAlpha = 1;
}

function paintElbow(context: Context, { tokens }: Picture, room: Room, x: number, box: LaneLayout) {
  const y = room.y + room.height / 2;
  const from = box.layers[box.layers.length - 1].y - 2;
  context.strokeStyle = context.fillStyle = tokens.lineStrong;
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(x, from);
  context.lineTo(x, y + 4);
  context.quadraticCurveTo(x, y, x - 4, y);
  context.lineTo(room.x + room.width + 5, y);
  context.stroke();
  context.beginPath();
  context.moveTo(room.x + room.width + 1, y);
  context.lineTo(room.x + room.width + 7, y - 3.5);
  context.lineTo(room.x + room.width + 7, y + 3.5);
  context.fill();
}

function paintClasses(context: Context, picture: Picture, lane: SceneLane, room: Room) {
  const { task, lastLoss, frame } = picture;
  const size = task.output_size;
  const probabilities =
    lane.data ? (lane.data.output.data as Float32Array).subarray(lastLoss * size, (lastLoss + 1) * size) : null;
  const target = frame ? Number(frame.target.data[lastLoss]) : -1;
  if (room.height >= size * 10) lyingBars(context, picture, room, probabilities, target);
  else standingBars(context, picture, room, probabilities, target);
}

/** A number line with the target above it and the prediction beneath. */
function paintValue(context: Context, { task, tokens, lastLoss, frame }: Picture, lane: SceneLane, room: Room) {
  const [left, width] = [room.x + 8, room.width - 68];
  const y = room.y + room.height / 2;
  const at = (value: number) => left + width * Math.max(0, Math.min(1, value / 2));
  context.fillStyle = tokens.lineStrong;
  context.fillRect(left, y - 0.5, width, 1);
  for (const tick of [0, 1, 2]) context.fillRect(at(tick) - 0.5, y - 2.5, 1, 5);
  if (!frame || !lane.data) return;
  const target = Number(frame.target.data[lastLoss * task.output_size]);
  const value = Number(lane.data.output.data[lastLoss * task.output_size]);
  const family = tokens.fontUi;
  const above = Math.min(9, room.height / 4 + 1);
  wedge(context, at(target), y - 2, -6, tokens.good);
  wedge(context, at(value), y + 2, 6, tokens.ink1);
  setText(context, { size: 11, family, align: 'left', weight: 600 });
  context.fillStyle = tokens.good;
  context.fillText(`y ${threeFigures(target)}`, left + width + 6, y - above);
  context.fillStyle = tokens.ink1;
  context.fillText(`ŷ ${threeFigures(value)}`, left + width + 6, y + above);
}

/** @param y tip @param height signed */
function wedge(context: Context, x: number, y: number, height: number, colour: string) {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - 4.5, y + height);
  context.lineTo(x + 4.5, y + height);
  context.fill();
}
