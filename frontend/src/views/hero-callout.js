/**
 * Paints the one prediction of a sequence that is scored at its end: in the title row, with an elbow to the last cell.
 *
 * @import { LaneLayout } from '../layout/hero-layout.js'
 * @import { Picture, SceneLane } from './hero-scene.js'
 * @import { Room } from './hero-class-bars.js'
 * @import { Context } from './hero-pen.js'
 */

import { calloutRoom } from '../layout/callout.js';
import { columnCentre } from '../layout/time-axis.js';
import { threeFigures } from '../text/number.js';
import { lyingBars, standingBars } from './hero-class-bars.js';
import { setText } from './hero-pen.js';

/** Painted where the view is, not where the sequence is scrolled to. @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {LaneLayout} box @param {number} scroll */
export function paintCallout(context, picture, lane, box, scroll) {
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

/** @param {Context} context @param {Picture} picture @param {Room} room @param {number} x @param {LaneLayout} box */
function paintElbow(context, { tokens }, room, x, box) {
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

/** @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {Room} room */
function paintClasses(context, picture, lane, room) {
  const { task, lastLoss, frame } = picture;
  const size = task.output_size;
  const probabilities = lane.data ? /** @type {Float32Array} */ (lane.data.output.data).subarray(lastLoss * size, (lastLoss + 1) * size) : null;
  const target = frame ? Number(frame.target.data[lastLoss]) : -1;
  if (room.height >= size * 10) lyingBars(context, picture, room, probabilities, target);
  else standingBars(context, picture, room, probabilities, target);
}

/** A number line with the target above it and the prediction beneath. @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {Room} room */
function paintValue(context, { task, tokens, lastLoss, frame }, lane, room) {
  const [left, width] = [room.x + 8, room.width - 68];
  const y = room.y + room.height / 2;
  const at = (/** @type {number} */ value) => left + width * Math.max(0, Math.min(1, value / 2));
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

/** @param {Context} context @param {number} x @param {number} y tip @param {number} height signed @param {string} colour */
function wedge(context, x, y, height, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - 4.5, y + height);
  context.lineTo(x + 4.5, y + height);
  context.fill();
}
