/**
 * Paints what stands beside the lines of the shared profile: the spread over the batch under them, the untruncated line and the
 * path of the keep gates over them.
 *
 * @import { Span } from '../layout/stack.js'
 * @import { Picture, SceneLane } from './hero-scene.js'
 * @import { Context } from './hero-pen.js'
 */

import { heightOf } from '../layout/gradient-scale.js';
import { columnCentre } from '../layout/time-axis.js';
import { newPath } from './canvas_path.js';

const BAND_STRENGTH = 0.16;
const FADED = 0.6;

/** @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {Span} plot */
export function paintBand(context, picture, lane, plot) {
  const { band } = lane.extras;
  if (!band || lane.faded) return;
  const { axis } = picture.layout;
  const edge = (/** @type {number} */ step, /** @type {0 | 1} */ side) => upIn(picture, plot, band[2 * step + side]);
  const [from, to] = [Math.max(0, picture.first - 1), Math.min(axis.count - 1, picture.last + 1)];
  const area = newPath();
  for (let step = from; step <= to; step += 1) area.lineTo(columnCentre(axis, step), edge(step, 1));
  for (let step = to; step >= from; step -= 1) area.lineTo(columnCentre(axis, step), edge(step, 0));
  context.globalAlpha = BAND_STRENGTH;
  context.fillStyle = lane.colour;
  context.fill(area);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {Picture} picture @param {SceneLane} lane @param {Span} plot */
export function paintExtraLines(context, picture, lane, plot) {
  const { full, kept } = lane.extras;
  context.globalAlpha = lane.faded ? FADED : 1;
  context.strokeStyle = lane.colour;
  context.lineJoin = 'round';
  if (full) {
    context.lineWidth = 1;
    context.stroke(lineOf(picture, plot, full));
  }
  if (kept) {
    context.lineWidth = 2.5;
    context.lineCap = 'round';
    context.setLineDash([0.1, 5]);
    context.strokeStyle = picture.tokens.ink1;
    context.stroke(lineOf(picture, plot, kept));
    context.setLineDash([]);
    context.lineCap = 'butt';
  }
  context.globalAlpha = 1;
}

/** @param {Picture} picture @param {Span} plot @param {number} value */
function upIn({ scale }, plot, value) {
  return plot.y + plot.height * (1 - heightOf(scale, value));
}

/** @param {Picture} picture @param {Span} plot @param {ArrayLike<number>} values */
function lineOf(picture, plot, values) {
  const { axis } = picture.layout;
  const path = newPath();
  for (let step = Math.max(0, picture.first - 1); step <= Math.min(axis.count - 1, picture.last + 1); step += 1) {
    if (Number.isFinite(values[step])) path.lineTo(columnCentre(axis, step), upIn(picture, plot, values[step]));
  }
  return path;
}
