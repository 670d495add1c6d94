/** What lies under the pointer. */

import type { HeroLayout, LaneLayout, LayerLayout } from '../../core/model/hero_layout.ts';
import { calloutRoom } from '../../draw/callout.ts';
import { columnLeft, timeStepAt } from '../../core/model/time_axis.ts';
import { unitAt } from '../../core/model/unit_grid.ts';

export type Hit = { lane: number, layer: number, timeStep: number, unit: number, onCell: boolean };

/**
 * The column is as wide as its slot, gap included, so that it can be hit; above and below the cells the nearest layer
 * answers, under the lanes the last lane that was chosen.
 *
 * @param x in the sequence, scrolled part included
 */
export function hitAt(
  layout: HeroLayout,
  x: number,
  y: number,
  chosen: { lane: number, layer: number, unit: number } | null,
): Hit | null {
  const timeStep = timeStepAt(layout.axis, x);
  if (timeStep === null || y < 0 || y > layout.height) return null;
  const lane = layout.lanes.find(({ whole, axis }) =>
    y >= whole.y && y < whole.y + whole.height && (!axis || timeStepAt(axis, x) !== null));
  if (!lane) return besideLanes(layout, timeStep, chosen);
  const layer = nearestLayer(lane, y);
  const { y: top, height, padding, grid, units } = lane.layers[layer];
  const unit = unitAt(grid, units, x - columnLeft(lane.axis ?? layout.axis, timeStep) - padding, y - top - padding);
  return { lane: lane.lane, layer, timeStep, unit, onCell: y >= top && y < top + height };
}

/**
 * The loss under the pointer: the prediction above a scored time step, or the callout of the last one.
 * @param at on the screen
 * @returns its time step
 */
export function lossAt(
  layout: HeroLayout,
  { x, y, scroll }: { x: number, y: number, scroll: number },
  { lastLoss, isScored }: { lastLoss: number, isScored: (timeStep: number) => boolean },
): number | null {
  const within = (span: { y: number, height: number }) => y >= span.y && y < span.y + span.height;
  if (layout.prediction === 'callout') {
    const rooms = layout.lanes.map((box) => calloutRoom(layout, box, lastLoss, scroll));
    return rooms.some((room) => within(room) && x >= room.x && x < room.x + room.width) ? lastLoss : null;
  }
  const timeStep = timeStepAt(layout.axis, x + scroll);
  return timeStep !== null && layout.lanes.some(({ prediction }) => within(prediction)) && isScored(timeStep)
    ? timeStep
    : null;
}

function besideLanes(
  layout: HeroLayout,
  timeStep: number,
  chosen: { lane: number, layer: number, unit: number } | null,
): Hit {
  const first = { lane: layout.lanes[0].lane, layer: layout.lanes[0].layers.length - 1, unit: 0 };
  return {
    ...first, ...(chosen ? { lane: chosen.lane, layer: chosen.layer, unit: chosen.unit } : {}), timeStep, onCell: false,
  };
}

function nearestLayer(lane: LaneLayout, y: number) {
  let nearest = 0;
  for (let layer = 1; layer < lane.layers.length; layer += 1) {
    if (distance(lane.layers[layer], y) < distance(lane.layers[nearest], y)) nearest = layer;
  }
  return nearest;
}

function distance({ y: top, height }: LayerLayout, y: number) {
  return Math.max(top - y, y - top - height, 0);
}
