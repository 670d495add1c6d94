/**
 * What the store has measured, as the lessons read it. Pure.
 *
 * @import { LaneFrame, RunView, Series, Tensor } from '../state/types.d.ts'
 */

import { rateOf } from '../text/gain.js';

/**
 * The first update at which the mean of a quantity over that many updates reaches a value.
 * @param {Series} series
 * @param {'loss' | 'metric'} quantity
 * @param {'below' | 'from'} side `from`: at least the value
 * @param {number} value
 * @param {number} [over]
 * @returns {{ update: number, value: number } | null}
 */
export function firstReached(series, quantity, side, value, over = 1) {
  let sum = 0;
  for (let index = 0; index < series.length; index += 1) {
    sum += series[quantity][index] - (index >= over ? series[quantity][index - over] : 0);
    const mean = sum / over;
    // Means of numbers that are exact in single precision only.
    if (index + 1 >= over && (side === 'below' ? mean < value : mean >= value - 1e-6)) return { update: series.steps[index], value: mean };
  }
  return null;
}

/** @param {Series} series @param {'loss' | 'metric' | 'gradientNorm'} quantity @returns {number} NaN before the first update */
export function latest(series, quantity) {
  return series.length ? series[quantity][series.length - 1] : NaN;
}

/** @param {Series} series @param {'loss' | 'metric'} quantity @param {number} over @returns {number} the best mean of so many updates in a row: the largest */
export function bestMean(series, quantity, over) {
  let [sum, best] = [0, -Infinity];
  for (let index = 0; index < series.length; index += 1) {
    sum += series[quantity][index] - (index >= over ? series[quantity][index - over] : 0);
    if (index + 1 >= over) best = Math.max(best, sum / over);
  }
  return best;
}

/** @param {RunView} run @param {number} lane @returns {LaneFrame | null} what the newest frame says of the lane */
export function laneNow(run, lane) {
  return run.frame?.lanes[lane] ?? null;
}

/** @param {RunView} run @param {number} lane @returns {ArrayLike<number> | null} ‖∂L/∂h_t‖ of the top layer */
export function profileOf(run, lane) {
  const tensor = laneNow(run, lane)?.hiddenGradientNorm;
  return tensor ? lastRow(tensor) : null;
}

/** @param {Tensor} tensor (L, T) @returns {Float32Array} (T) */
function lastRow({ data, shape: [layers, count] }) {
  return /** @type {Float32Array} */ (data).slice((layers - 1) * count, layers * count);
}

/** @param {RunView} run @param {number} lane @returns {number} the factor by which a time step back changes the last loss's gradient; NaN without one */
export function gainNow(run, lane) {
  const frame = laneNow(run, lane);
  return frame ? rateOf(frame, -1).gain : NaN;
}

/** @param {LaneFrame} lane @param {number} timeStep @returns {number[]} what it gives each class at that time step */
export function predictionAt({ output: { data, shape: [, classes] } }, timeStep) {
  return Array.from({ length: classes }, (_, index) => Number(data[timeStep * classes + index]));
}

/** @param {ArrayLike<number>} values @returns {number} */
export function indexOfLargest(values) {
  return Array.from(values).reduce((best, value, index) => (value > values[best] ? index : best), 0);
}

/** @param {RunView} run @returns {number[]} the time steps, from 0, whose answer is scored */
export function scoredSteps({ frame }) {
  return frame ? Array.from(frame.lossMask.data, Number).flatMap((scored, timeStep) => (scored ? [timeStep] : [])) : [];
}

/** @param {LaneFrame} one @param {LaneFrame} other @returns {number[]} the largest difference of a unit between the two, at each time step */
export function statesApart({ hiddenState: one }, { hiddenState: other }) {
  const [, count, units] = one.shape;
  return Array.from({ length: count }, (_, timeStep) => {
    const places = Array.from({ length: units }, (_unit, unit) => timeStep * units + unit);
    return Math.max(...places.map((place) => Math.abs(Number(one.data[place]) - Number(other.data[place]))));
  });
}

/**
 * How often each module of a clockwork network changes in the sequence that is shown.
 * @param {Tensor} hiddenState (L, T, H)
 * @param {number} modules
 * @returns {number[]}
 */
export function changesByModule({ data, shape: [, count, units] }, modules) {
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
