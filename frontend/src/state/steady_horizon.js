/**
 * How far back the last loss is felt, steadied: where the gradient hangs about its threshold the horizon of one update leaps. Pure.
 *
 * @import { Frame, LaneFrame } from './types.d.ts'
 */

/** @param {Frame} frame @param {readonly Frame[]} frames those before, in order @returns {Frame} with the median horizon of the last twenty in place of its own */
export function withSteadyHorizon(frame, frames) {
  const recent = [...frames.slice(-19), frame];
  const lanes = frame.lanes.map((lane, index) => lane && lane.memoryHorizon !== null ? { ...lane, memoryHorizon: middleOf(recent.map((each) => each.lanes[index])) } : lane);
  return { ...frame, lanes };
}

/** @param {(LaneFrame | null | undefined)[]} lanes @returns {number} of the horizons that were measured */
function middleOf(lanes) {
  const known = lanes.map((lane) => Number(lane?.tensors.get('memory_horizon')?.data[0])).filter(Number.isFinite).sort((a, b) => a - b);
  return known[known.length >> 1];
}
