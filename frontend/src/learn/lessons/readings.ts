/** What the store has measured, as the lessons read it. Pure. */

import type { LaneFrame, RunView, Series, Tensor } from '../../core/model/types.ts';
import { rateOf } from '../../core/text/gain.ts';

/**
 * The first update at which the mean of a quantity over that many updates reaches a value.
 * @param side `from`: at least the value
 */
export function firstReached(
  series: Series,
  quantity: 'loss' | 'metric',
  side: 'below' | 'from',
  value: number,
  over = 1,
): { update: number, value: number } | null {
  let sum = 0;
  for (let index = 0; index < series.length; index += 1) {
    sum += series[quantity][index] - (index >= over ? series[quantity][index - over] : 0);
    const mean = sum / over;
    // Means of numbers that are exact in single precision only.
    if (index + 1 >= over
      && (side === 'below' ? mean < value : mean >= value - 1e-6)) return { update: series.steps[index], value: mean };
  }
  return null;
}

/** @returns NaN before the first update */
export function latest(series: Series, quantity: 'loss' | 'metric' | 'gradientNorm'): number {
  return series.length ? series[quantity][series.length - 1] : NaN;
}

/** @returns the best mean of so many updates in a row: the largest */
export function bestMean(series: Series, quantity: 'loss' | 'metric', over: number): number {
  let [sum, best] = [0, -Infinity];
  for (let index = 0; index < series.length; index += 1) {
    sum += series[quantity][index] - (index >= over ? series[quantity][index - over] : 0);
    if (index + 1 >= over) best = Math.max(best, sum / over);
  }
  return best;
}

/** @returns what the newest frame says of the lane */
export function laneNow(run: RunView, lane: number): LaneFrame | null {
  return run.frame?.lanes[lane] ?? null;
}

/** @returns ‖∂L/∂h_t‖ of the top layer */
export function profileOf(run: RunView, lane: number): ArrayLike<number> | null {
  const tensor = laneNow(run, lane)?.hiddenGradientNorm;
  return tensor ? lastRow(tensor) : null;
}

/** @param tensor (L, T) @returns (T) */
function lastRow({ data, shape: [layers, count] }: Tensor): Float32Array {
  return (data as Float32Array).slice((layers - 1) * count, layers * count);
}

/** @returns the factor by which a time step back changes the last loss's gradient; NaN without one */
export function gainNow(run: RunView, lane: number): number {
  const frame = laneNow(run, lane);
  return frame ? rateOf(frame, -1).gain : NaN;
}

/** @returns what it gives each class at that time step */
export function predictionAt({ output: { data, shape: [, classes] } }: LaneFrame, timeStep: number): number[] {
  return Array.from({ length: classes }, (_, index) => Number(data[timeStep * classes + index]));
}

export function indexOfLargest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((best, value, index) => (value > values[best] ? index : best), 0);
}

/** @returns the time steps, from 0, whose answer is scored */
export function scoredSteps({ frame }: RunView): number[] {
  return frame ? Array.from(frame.lossMask.data, Number).flatMap((scored, timeStep) => (scored ? [timeStep] : [])) : [];
}

/** @returns the largest difference of a unit between the two, at each time step */
export function statesApart({ hiddenState: one }: LaneFrame, { hiddenState: other }: LaneFrame): number[] {
  const [, count, units] = one.shape;
  return Array.from({ length: count }, (_, timeStep) => {
    const places = Array.from({ length: units }, (_unit, unit) => timeStep * units + unit);
    return Math.max(...places.map((place) => Math.abs(Number(one.data[place]) - Number(other.data[place]))));
  });
}

/**
 * How often each module of a clockwork network changes in the sequence that is shown.
 * @param hiddenState (L, T, H)
 */
export function changesByModule({ data, shape: [, count, units] }: Tensor, modules: number): number[] {
  const size = units / modules;
  return Array.from({ length: modules }, (_, module) => {
    let changes = 0;
    for (let timeStep = 1; timeStep < count; timeStep += 1) {
      const places = Array.from({ length: size }, (_unit, unit) => timeStep * units + module * size + unit);
      if (places.some((place) => data[place] !== data[place - units])) changes += 1;
    }
    return changes;
  });
}
