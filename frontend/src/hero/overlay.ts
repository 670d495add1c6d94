/**
 * Paints what moves over the picture: the selected time step through all rows, the selected unit, the drift of the
 * arrows.
 */

import type { Cursor } from '../core/model/types.ts';
import type { LayerLayout } from '../core/model/hero_layout.ts';
import type { Picture, SceneLane } from './scene.ts';
import { heightOf } from '../draw/gradient_scale.ts';
import { columnCentre, columnLeft, END_ROOM, railBefore } from '../core/model/time_axis.ts';
import { unitBox } from '../core/model/unit_grid.ts';
import { newPath } from '../draw/canvas_path.ts';
import { backwardY, forwardY, rails, thickest, thickness } from './arrows.ts';
import { barsOf, plotOf } from './gradient.ts';
import { setText, type Context } from '../draw/pen.ts';

/** @param moving pixels by which the chosen square stands aside; where the line is on its way, in time steps */
export function paintCursor(
  context: Context,
  picture: Picture,
  cursor: Cursor,
  pinned: boolean,
  { nudge, slid }: { nudge: number, slid: number },
) {
  const { layout, tokens } = picture;
  const x = columnCentre(layout.axis, slid);
  const plot = plotOf(layout.profile);
  context.strokeStyle = tokens.ink1;
  context.globalAlpha = pinned ? 0.55 : 0.32;
  context.lineWidth = 1;
  context.beginPath();
  for (const [from, to] of openSpans(picture, layout.profile.height ? plot.y + plot.height : layout.height)) {
    context.moveTo(Math.round(x) + 0.5, from);
    context.lineTo(Math.round(x) + 0.5, to);
  }
  context.stroke();
  context.globalAlpha = 1;
  for (const box of layout.lanes) {
    for (const [layer, rows] of box.layers.entries()) {
      outlineColumn(context, picture, rows, slid, box.lane === cursor.lane && layer === cursor.layer ? 2 : 1);
    }
  }
  picture.clockwork?.paintClockLinks(context, picture, cursor);
  outlineUnit(context, picture, cursor, nudge);
  for (const lane of picture.lanes) markProfile(context, picture, lane, cursor.timeStep);
  paintTimeChip(context, picture, x, `t = ${cursor.timeStep + 1}`);
}

/** Where the cursor's line runs: between the cells, not across them. */
function openSpans({ layout }: Picture, bottom: number): [number, number][] {
  const spans: [number, number][] = [];
  if (layout.labelled) return [[layout.times.y + layout.times.height, bottom]];
  const blocks = layout.lanes.flatMap((lane) => [...lane.layers].reverse());
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    const below = block.y + block.height;
    const lane = layout.lanes.find(({ whole }) => below >= whole.y && below <= whole.y + whole.height);
    const laneEnd = lane ? lane.whole.y + lane.whole.height : below;
    spans.push([below, next ? Math.min(next.y, laneEnd) : layout.inputs.span.y]);
  }
  spans.push([layout.times.y + layout.times.height, bottom]);
  return spans;
}

function outlineColumn(context: Context, { layout, tokens }: Picture, rows: LayerLayout, step: number, width: number) {
  const spread = rows.padding > 1 ? 1 : 2.5;
  context.strokeStyle = tokens.ink1;
  context.lineWidth = width;
  context.beginPath();
  context.roundRect(
    columnLeft(layout.axis, step) - spread, rows.y - spread, layout.axis.column + 2 * spread, rows.height + 2 * spread,
    Math.min(11, layout.axis.column * 0.18 + 1),
  );
  context.stroke();
}

function outlineUnit(context: Context, { layout, tokens }: Picture, cursor: Cursor, nudge: number) {
  const rows = layout.lanes.find(({ lane }) => lane === cursor.lane)?.layers[cursor.layer];
  if (!rows || cursor.unit >= rows.units) return;
  const { x, y, width, height } = unitBox(rows.grid, cursor.unit);
  const [left, top] = [columnLeft(layout.axis, cursor.timeStep) + rows.padding + x + nudge, rows.y + rows.padding + y];
  const radius = Math.min(6, Math.min(width, height) * 0.2);
  for (const [colour, line] of ([[tokens.surface0, 4], [tokens.ink1, 2]] as [string, number][])) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.beginPath();
    context.roundRect(left - 1, top - 1, width + 2, height + 2, radius);
    context.stroke();
  }
}

function markProfile(context: Context, { layout, scale, tokens }: Picture, lane: SceneLane, step: number) {
  const value = lane.norms?.[lane.norms.length - 1][step];
  const box = layout.lanes.find((each) => each.lane === lane.lane);
  const plot = layout.barred && box ? barsOf(box) : layout.profile.height ? plotOf(layout.profile) : null;
  if (value === undefined || !plot) return;
  context.beginPath();
  context.arc(columnCentre(layout.axis, step), plot.y + plot.height * (1 - heightOf(scale, value)), 4, 0, 2 * Math.PI);
  context.fillStyle = lane.colour;
  context.strokeStyle = tokens.surface0;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

export function paintTimeChip(context: Context, { layout, tokens }: Picture, x: number, label: string) {
  setText(context, { size: 12, family: tokens.fontUi, weight: 600 });
  const width = context.measureText(label).width + 12;
  // Beside the last column there is less room than half a chip.
  const centre = Math.min(x, layout.axis.start + layout.axis.pitch * layout.axis.count + END_ROOM - 2 - width / 2);
  context.fillStyle = tokens.ink1;
  context.beginPath();
  context.roundRect(centre - width / 2, layout.times.y, width, 18, 9);
  context.fill();
  context.fillStyle = tokens.inkInverse;
  context.fillText(label, centre, layout.times.y + 9.5);
}

const CYCLE = 1_500;
const STAGGER = 0.09;

/**
 * A light spot that travels along every arrow, forward on the thin ones and back on the gradient.
 * @param now milliseconds
 */
export function paintDrift(context: Context, picture: Picture, now: number) {
  const { axis } = picture.layout;
  const phase = (now % CYCLE) / CYCLE;
  const forward = newPath();
  const backward = newPath();
  for (const box of picture.layout.lanes) {
    const lane = picture.lanes[box.lane];
    if (!lane.recurrent || !lane.norms || lane.faded) continue;
    if (lane.clock) {
      picture.clockwork?.addClockSpots(
        { forward, backward }, picture, lane, box,
        (step) => ({ ahead: (phase + step * STAGGER) % 1, back: (phase + (axis.count - step) * STAGGER) % 1 }),
      );
      continue;
    }
    for (const [layer, rows] of box.layers.entries()) {
      const [ahead, back, most] = [forwardY(rows), backwardY(rows), thickest(rows, axis)];
      for (const step of rails(picture)) {
        const [left, right] = railBefore(axis, step);
        const along = (phase + step * STAGGER) % 1;
        forward.rect(left + 1 + along * (right - left - 4), ahead - 1.25, 2.5, 2.5);
        const thick = thickness(picture, lane.norms[layer][step - 1], most);
        if (thick < 2.5 || lane.ribbon) continue;
        const length = Math.min(8, (right - left) * 0.22);
        const returning = (phase + (axis.count - step) * STAGGER) % 1;
        backward.rect(
          right - 1 - length - returning * (right - left - length - 4), back - thick * 0.3, length, thick * 0.6,
        );
      }
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = picture.tokens.ink2;
  context.fill(forward);
  context.globalAlpha = 0.4;
  context.fillStyle = picture.tokens.surface0;
  context.fill(backward);
  context.globalAlpha = 1;
}
