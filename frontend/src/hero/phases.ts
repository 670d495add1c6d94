/** Paints the parts of a sequence under its inputs (read, wait, recall; encoder, decoder) and a line where one ends. */

import type { Picture } from './scene.ts';
import { columnCentre } from '../core/model/time_axis.ts';
import { setText, type Context } from '../draw/pen.ts';

export function paintPhases(context: Context, { layout, tokens, t }: Picture) {
  const { axis, phases } = layout;
  if (phases.parts.length === 0) return;
  const half = Math.min(axis.pitch, Math.max(axis.column, 12)) / 2 - 0.5;
  const y = phases.span.y + 6;
  setText(context, { size: 11.5, family: tokens.fontUi, weight: 500 });
  for (const { name, from, to } of phases.parts) {
    const [left, right] = [columnCentre(axis, from) - half, columnCentre(axis, to) + half];
    context.strokeStyle = tokens.lineStrong;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left + 0.5, y - 4);
    context.lineTo(left + 0.5, y);
    context.lineTo(right - 0.5, y);
    context.lineTo(right - 0.5, y - 4);
    context.stroke();
    const words = t(`hero.phase.${name}`, { steps: to - from + 1 });
    const room = context.measureText(words).width + 10;
    if (room > right - left + axis.pitch) continue;
    context.fillStyle = tokens.surface1;
    context.fillRect((left + right - room) / 2, y - 3, room, 8);
    context.fillStyle = tokens.ink2;
    context.fillText(words, (left + right) / 2, y + 2);
  }
  for (const { from } of phases.parts.slice(1)) {
    paintBoundary(context, { layout, tokens }, axis.start + from * axis.pitch);
  }
}

function paintBoundary(context: Context, { layout, tokens }: Pick<Picture, 'layout' | 'tokens'>, x: number) {
  context.strokeStyle = tokens.lineStrong;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  context.beginPath();
  for (const lane of layout.lanes) {
    const top = lane.layers[lane.layers.length - 1].y;
    context.moveTo(Math.round(x) + 0.5, Math.min(lane.prediction.y || top, top));
    context.lineTo(Math.round(x) + 0.5, lane.whole.y + lane.whole.height);
  }
  context.moveTo(Math.round(x) + 0.5, layout.inputs.span.y);
  context.lineTo(Math.round(x) + 0.5, layout.phases.span.y);
  context.stroke();
  context.setLineDash([]);
}
