/**
 * Paints what stands beside the lines of the shared profile: the spread over the batch under them, the untruncated line
 * and the path of the keep gates over them.
 */

import type { Context } from '../draw/pen.ts';
import type { Picture, SceneLane } from './scene.ts';
import type { Span } from '../core/model/stack.ts';
import { heightOf } from '../draw/gradient_scale.ts';
import { columnCentre } from '../core/model/time_axis.ts';
import { newPath } from '../draw/canvas_path.ts';

const BAND_STRENGTH = 0.16;
const FADED = 0.6;

export function paintBand(context: Context, picture: Picture, lane: SceneLane, plot: Span) {
  const { band } = lane.extras;
  if (!band || lane.faded) return;
  const { axis } = picture.layout;
  const edge = (step: number, side: 0 | 1) => upIn(picture, plot, band[2 * step + side]);
  const [from, to] = [Math.max(0, picture.first - 1), Math.min(axis.count - 1, picture.last + 1)];
  const area = newPath();
  for (let step = from; step <= to; step += 1) area.lineTo(columnCentre(axis, step), edge(step, 1));
  for (let step = to; step >= from; step -= 1) area.lineTo(columnCentre(axis, step), edge(step, 0));
  context.globalAlpha = BAND_STRENGTH;
  context.fillStyle = lane.colour;
  context.fill(area);
  context.globalAlpha = 1;
}

export function paintExtraLines(context: Context, picture: Picture, lane: SceneLane, plot: Span) {
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

function upIn({ scale }: Picture, plot: Span, value: number) {
  return plot.y + plot.height * (1 - heightOf(scale, value));
}

function lineOf(picture: Picture, plot: Span, values: ArrayLike<number>) {
  const { axis } = picture.layout;
  const path = newPath();
  for (let step = Math.max(0, picture.first - 1); step <= Math.min(axis.count - 1, picture.last + 1); step += 1) {
    if (Number.isFinite(values[step])) path.lineTo(columnCentre(axis, step), upIn(picture, plot, values[step]));
  }
  return path;
}
