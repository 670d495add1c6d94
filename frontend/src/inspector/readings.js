/**
 * Single numbers out of a frame, at the place that the cursor points at.
 *
 * @import { Frame, LaneFrame, Part, Tensor } from '../state/types.d.ts'
 */

import { clockOf, firedAt, moduleOf } from '../layout/clock.js';

/**
 * Everything about one lane that the equations read; `start` is the number of the first time step, which clocks count from.
 * @typedef {{ frame: Frame, lane: LaneFrame, cell: Part, gates: string[], loss: 'cross_entropy' | 'mean_squared_error', start?: number,
 *   truncated?: boolean }} Place
 * @typedef {{ value: number, source: string }} Reading
 */

/**
 * @param {Tensor} tensor
 * @param {...number} index one number an axis
 * @returns {number}
 */
export function at({ shape, data }, ...index) {
  return Number(data[index.reduce((offset, position, axis) => offset * shape[axis] + position, 0)]);
}

/** @param {Place} place @returns {number} H */
export function hiddenSize({ lane }) {
  return lane.hiddenState.shape[2];
}

/** @param {Place} place @returns {number} L */
export function layerCount({ lane }) {
  return lane.hiddenState.shape[0];
}

/** @param {Place} place @returns {number} T */
export function sequenceLength({ lane }) {
  return lane.hiddenState.shape[1];
}

/** @param {Place} place @param {number} layer @returns {number} the size of what the layer reads: I, or H above the first layer */
export function inputSize({ frame, lane }, layer) {
  return layer === 0 ? frame.input.shape[1] : lane.hiddenState.shape[2];
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} index @returns {Reading} what the layer reads */
export function inputReading({ frame, lane }, layer, timeStep, index) {
  if (layer === 0) return { value: at(frame.input, timeStep, index), source: `input[${timeStep},${index}]` };
  return { value: at(lane.hiddenState, layer - 1, timeStep, index), source: `hidden_state[${layer - 1},${timeStep},${index}]` };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Reading} h */
export function stateReading({ lane }, layer, timeStep, unit) {
  const source = `hidden_state[${layer},${timeStep},${unit}]`;
  return { value: timeStep < 0 ? initialValue(lane, 'h', layer, unit) : at(lane.hiddenState, layer, timeStep, unit), source };
}

/**
 * A state beside h: c, s, z, x.
 * @param {Place} place @param {string} name @param {number} layer @param {number} timeStep @param {...number} unit and, of a complex state, 0 for the real part or 1
 * @returns {Reading}
 */
export function secondReading({ lane }, name, layer, timeStep, ...unit) {
  const source = `state/${name}[${[layer, timeStep, ...unit]}]`;
  return { value: timeStep < 0 ? initialValue(lane, name, layer, ...unit) : at(lane.states[name], layer, timeStep, ...unit), source };
}

/** What a window of a longer text began with; else 0. @param {LaneFrame} lane @param {string} name @param {...number} index */
function initialValue({ tensors }, name, ...index) {
  const carried = tensors?.get(`initial_state/${name}`);
  return carried ? at(carried, ...index) : 0;
}

/** @param {Place} place @param {string} name @param {...number} index @returns {Reading} */
export function weightReading({ lane }, name, ...index) {
  const tensor = lane.weights?.[name];
  if (!tensor) throw new Error(`The frame carries no weight ${name}.`);
  return { value: at(tensor, ...index), source: `weight/${name}[${index}]` };
}

/** @param {Place} place @param {string} name */
export function hasWeight({ lane }, name) {
  return Boolean(lane.weights?.[name]);
}

/** @param {Place} place @param {string} field @param {(value: number) => number} [of] @returns {Reading} a number of the cell's document */
export function constantReading({ cell }, field, of = (value) => value) {
  return { value: of(Number(cell[field])), source: `constant/${field}[]` };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Reading} z, or of a gated cell its candidate's */
export function preActivationReading({ lane }, layer, timeStep, unit) {
  if (!lane.preActivation) throw new Error('The frame carries no pre-activation.');
  return { value: at(lane.preActivation, layer, timeStep, unit), source: `pre_activation[${layer},${timeStep},${unit}]` };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} gate @param {number} unit @returns {Reading} */
export function gateReading({ lane }, layer, timeStep, gate, unit) {
  if (!lane.gates) throw new Error('The frame carries no gates.');
  return { value: at(lane.gates, layer, timeStep, gate, unit), source: `gates[${layer},${timeStep},${gate},${unit}]` };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Reading} ∂ℓ/∂h */
export function gradientReading({ lane }, layer, timeStep, unit) {
  if (!lane.hiddenGradient) throw new Error('The frame carries no hidden gradient.');
  return { value: at(lane.hiddenGradient, layer, timeStep, unit), source: `hidden_gradient[${layer},${timeStep},${unit}]` };
}

/**
 * The position of the single 1 in what the layer reads.
 * @param {Place} place @param {number} layer @param {number} timeStep
 * @returns {number | null} null where the input is not one-hot
 */
export function oneHotIndex(place, layer, timeStep) {
  const size = inputSize(place, layer);
  if (layer > 0 || size < 2) return null;
  let found = null;
  for (let index = 0; index < size; index += 1) {
    const { value } = inputReading(place, layer, timeStep, index);
    if (value === 1 && found === null) found = index;
    else if (value !== 0) return null;
  }
  return found;
}

/** @param {Place} place @returns {number} the clock period of a unit's module in time steps; 1 for every cell without a clock */
export function unitPeriod(place, /** @type {number} */ unit) {
  const clock = clockOfPlace(place);
  return clock.periods[moduleOf(clock, unit)];
}

/** The modules of a clockwork cell; any other cell is one module of period 1. @param {Place} place */
function clockOfPlace(place) {
  const size = hiddenSize(place);
  return clockOf(place.cell, size, place.start) ?? { periods: [1], units: size, start: 0 };
}

/** Whether unit `from` at one time step is linked to unit `to` at the next. @param {Place} place @param {number} to @param {number} from */
export function isLinked(place, to, from) {
  if (place.cell.recurrence === 'off') return false;
  const clock = clockOfPlace(place);
  return moduleOf(clock, to) <= moduleOf(clock, from);
}

/** @param {Place} place @returns {boolean} whether the last time step enters through weights at all */
export function isRecurrent({ cell }) {
  return cell.recurrence !== 'off';
}

/** Whether the unit computes at this time step; a clockwork module rests between its beats. @param {Place} place @param {number} unit @param {number} timeStep */
export function fires(place, unit, timeStep) {
  const clock = clockOfPlace(place);
  return firedAt(clock, moduleOf(clock, unit), timeStep) === timeStep;
}
