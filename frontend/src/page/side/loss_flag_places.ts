/** Where the flags of the lanes stand on the loss chart, in pixels of the chart. Pure. */

import type { Quantity } from '../../core/model/levels.ts';
import type { RunView } from '../../core/model/types.ts';
import { milestonesOf, type Milestone } from '../../core/model/milestones.ts';
import { meanWindow, runningMean } from '../../core/model/decimate.ts';

/** `x`, `y`: the foot of its pole */
export type Flag = { lane: number, kind: Milestone['kind'], step: number, figure?: number, x: number, y: number };
export type ChartLayout = {
  height: number;
  margin: { l: number, r: number, t: number, b: number };
  xaxis: { range: number[] };
  yaxis: { type: string, range: number[] };
};

/** @param width of the chart */
export function lossFlags(run: RunView, quantity: Quantity, layout: ChartLayout, width: number): Flag[] {
  return run.lanes.flatMap(({ series }, lane) => milestonesOf(run.facts.task, series).map(({ kind, step, figure }) => {
    const index = step - series.steps[0];
    const [value] = runningMean(series[quantity], [index], meanWindow(series.length));
    return { lane, kind, step, figure, ...placeOf(layout, width, step, value) };
  }));
}

/** A point of the chart, held within the plot. */
export function placeOf({ height, margin, xaxis, yaxis }: ChartLayout, width: number, step: number, value: number) {
  const [low, high] = yaxis.range;
  const at = yaxis.type === 'log' ? Math.log10(value) : value;
  const share = (at - low) / (high - low);
  const across = (step - xaxis.range[0]) / (xaxis.range[1] - xaxis.range[0]);
  return {
    x: margin.l + Math.max(0, Math.min(1, across)) * (width - margin.l - margin.r),
    y: margin.t + (1 - Math.max(0, Math.min(1, share))) * (height - margin.t - margin.b),
  };
}
