/**
 * Paints the two brackets over a lane's cells: how far back the task needs memory, how far back the gradient reaches.
 */

import type { LaneLayout } from '../core/model/hero_layout.ts';
import type { Picture, SceneLane } from './scene.ts';
import { bracketOf, type Bracket } from '../core/model/brackets.ts';
import { columnCentre, columnLeft } from '../core/model/time_axis.ts';
import { setText, type Context } from '../draw/pen.ts';

/** Pixels of the row in which both brackets and a line of words have room. */
const ROOMY = 20;

export function paintBrackets(context: Context, picture: Picture, lane: SceneLane, box: LaneLayout) {
  const { task, tokens, lastLoss } = picture;
  if (!task.required_lag) return;
  const { y, height } = box.brackets;
  const { horizon } = lane;
  context.globalAlpha = (lane.faded ? 0.6 : 1) * picture.light.gradient(lastLoss);
  // Where there is room, the words in the one keep off the other.
  const needed = y + height - (horizon === null ? 7 : height < ROOMY ? 11 : 14);
  paintBracket(context, picture, bracketOf(task.required_lag, lastLoss), needed, tokens.lineStrong, 1);
  if (horizon !== null) paintBracket(
    context, picture, bracketOf(horizon, lastLoss), y + height - 5, tokens.gradient, picture.bracketWidth(lane.lane),
  );
  context.globalAlpha = 1;
}

/** A line from the middle of one cell to the middle of another, its ends bent down. */
function paintBracket(
  context: Context,
  { layout, t, tokens, lanes, first }: Picture,
  { from, to }: Bracket,
  y: number,
  colour: string,
  width: number,
) {
  const [left, right] = [columnCentre(layout.axis, from), columnCentre(layout.axis, to)];
  const half = layout.axis.column / 2;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(left - half, y + 4);
  context.lineTo(left - half, y);
  context.lineTo(right + half, y);
  context.lineTo(right + half, y + 4);
  context.stroke();
  if (width > 1 || lanes.length > 2 || right - left < 90) return;
  setText(context, { size: 11.5, family: tokens.fontUi, align: 'left' });
  const label = t(to - from === 1 ? 'hero.needed.one' : 'hero.needed', { lag: to - from });
  context.fillStyle = tokens.surface1;
  const room = context.measureText(label).width + 8;
  const x = layout.labelled
    ? columnCentre(layout.axis, (from + to - (to - from + 1) % 2) / 2) - room / 2
    : Math.max(left - half, columnLeft(layout.axis, first)) + 10;
  context.fillRect(x, y - 7, room, 13);
  context.fillStyle = tokens.ink3;
  context.fillText(label, x + 4, y);
}
