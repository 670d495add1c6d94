/**
 * How far back the last loss is felt, steadied: where the gradient hangs about its threshold the horizon of one update
 * leaps. Pure.
 */

import type { Frame, LaneFrame } from './types.ts';

/** @param frames those before, in order @returns with the steadied horizon of the last twenty in place of its own */
export function withSteadyHorizon(frame: Frame, frames: readonly Frame[]): Frame {
  const recent = [...frames.slice(-19), frame];
  const lanes = frame.lanes.map((lane, index) => lane && lane.memoryHorizon !== null
    ? { ...lane, memoryHorizon: middleOf(recent.map((each) => each.lanes[index])) }
    : lane);
  return { ...frame, lanes };
}

/**
 * The mean of the middle half: where two values are seen in turn a median leaps from one to the other.
 * @returns of the horizons that were measured
 */
function middleOf(lanes: (LaneFrame | null | undefined)[]): number {
  const known = lanes.map((lane) => Number(lane?.tensors.get('memory_horizon')?.data[0])).filter(Number.isFinite)
    .sort((a, b) => a - b);
  const quarter = known.length >> 2;
  const middle = known.slice(quarter, known.length - quarter);
  return Math.round(middle.reduce((sum, horizon) => sum + horizon, 0) / middle.length);
}
