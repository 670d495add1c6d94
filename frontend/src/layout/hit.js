/**
 * What lies under the pointer.
 *
 * @import { HeroLayout, LaneLayout, LayerLayout } from './hero-layout.js'
 *
 * @typedef {{ lane: number, layer: number, timeStep: number, unit: number, onCell: boolean }} Hit
 */

import { calloutRoom } from './callout.js';
import { columnLeft, timeStepAt } from './time-axis.js';
import { unitAt } from './unit-grid.js';

/**
 * The column is as wide as its slot, gap included, so that it can be hit; above and below the cells the nearest layer answers,
 * under the lanes the last lane that was chosen.
 *
 * @param {HeroLayout} layout
 * @param {number} x in the sequence, scrolled part included
 * @param {number} y
 * @param {{ lane: number, layer: number, unit: number } | null} chosen
 * @returns {Hit | null}
 */
export function hitAt(layout, x, y, chosen) {
  const timeStep = timeStepAt(layout.axis, x);
  if (timeStep === null || y < 0 || y > layout.height) return null;
  const lane = layout.lanes.find(({ whole, axis }) => y >= whole.y && y < whole.y + whole.height && (!axis || timeStepAt(axis, x) !== null));
  if (!lane) return besideLanes(layout, timeStep, chosen);
  const layer = nearestLayer(lane, y);
  const { y: top, height, padding, grid, units } = lane.layers[layer];
  const unit = unitAt(grid, units, x - columnLeft(lane.axis ?? layout.axis, timeStep) - padding, y - top - padding);
  return { lane: lane.lane, layer, timeStep, unit, onCell: y >= top && y < top + height };
}

/**
 * The loss under the pointer: the prediction above a scored time step, or the callout of the last one.
 *
 * @param {HeroLayout} layout
 * @param {{ x: number, y: number, scroll: number }} at on the screen
 * @param {{ lastLoss: number, isScored: (timeStep: number) => boolean }} losses
 * @returns {number | null} its time step
 */
export function lossAt(layout, { x, y, scroll }, { lastLoss, isScored }) {
  const within = (/** @type {{ y: number, height: number }} */ span) => y >= span.y && y < span.y + span.height;
  if (layout.prediction === 'callout') {
    const rooms = layout.lanes.map((box) => calloutRoom(layout, box, lastLoss, scroll));
    return rooms.some((room) => within(room) && x >= room.x && x < room.x + room.width) ? lastLoss : null;
  }
  const timeStep = timeStepAt(layout.axis, x + scroll);
  return timeStep !== null && layout.lanes.some(({ prediction }) => within(prediction)) && isScored(timeStep) ? timeStep : null;
}

/** @param {HeroLayout} layout @param {number} timeStep @param {{ lane: number, layer: number, unit: number } | null} chosen @returns {Hit} */
function besideLanes(layout, timeStep, chosen) {
  const first = { lane: layout.lanes[0].lane, layer: layout.lanes[0].layers.length - 1, unit: 0 };
  return { ...first, ...(chosen ? { lane: chosen.lane, layer: chosen.layer, unit: chosen.unit } : {}), timeStep, onCell: false };
}

/** @param {LaneLayout} lane @param {number} y */
function nearestLayer(lane, y) {
  let nearest = 0;
  for (let layer = 1; layer < lane.layers.length; layer += 1) {
    if (distance(lane.layers[layer], y) < distance(lane.layers[nearest], y)) nearest = layer;
  }
  return nearest;
}

/** @param {LayerLayout} layer @param {number} y */
function distance({ y: top, height }, y) {
  return Math.max(top - y, y - top - height, 0);
}
