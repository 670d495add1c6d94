/**
 * Where the flags of the lanes stand on the loss chart, in pixels of the chart. Pure.
 *
 * @import { RunView } from '../state/types.d.ts'
 * @import { Milestone } from '../layout/milestones.js'
 * @import { Quantity } from './loss_figure.js'
 *
 * @typedef {{ lane: number, kind: Milestone['kind'], step: number, figure?: number, x: number, y: number }} Flag `x`, `y`: the foot of its pole
 * @typedef {{ height: number, margin: { l: number, r: number, t: number, b: number }, xaxis: { range: number[] }, yaxis: { type: string, range: number[] } }} ChartLayout
 */

import { milestonesOf } from '../layout/milestones.js';
import { meanWindow, runningMean } from './decimate.js';

/** @param {RunView} run @param {Quantity} quantity @param {ChartLayout} layout @param {number} width of the chart @returns {Flag[]} */
export function lossFlags(run, quantity, layout, width) {
  return run.lanes.flatMap(({ series }, lane) => milestonesOf(run.facts.task, series).map(({ kind, step, figure }) => {
    const index = step - series.steps[0];
    const [value] = runningMean(series[quantity], [index], meanWindow(series.length));
    return { lane, kind, step, figure, ...placeOf(layout, width, step, value) };
  }));
}

/**
 * A point of the chart, held within the plot.
 * @param {ChartLayout} layout @param {number} width @param {number} step @param {number} value
 */
export function placeOf({ height, margin, xaxis, yaxis }, width, step, value) {
  const [low, high] = yaxis.range;
  const at = yaxis.type === 'log' ? Math.log10(value) : value;
  const share = (at - low) / (high - low);
  const across = (step - xaxis.range[0]) / (xaxis.range[1] - xaxis.range[0]);
  return {
    x: margin.l + Math.max(0, Math.min(1, across)) * (width - margin.l - margin.r),
    y: margin.t + (1 - Math.max(0, Math.min(1, share))) * (height - margin.t - margin.b),
  };
}
