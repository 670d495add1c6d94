/** Single numbers out of a frame, at the place that the cursor points at. */

import type { Frame, LaneFrame, Part, Tensor } from '../model/types.ts';
import { clockOf, firedAt, moduleOf } from '../model/clock.ts';

/**
 * Everything about one lane that the equations read; `start` is the number of the first time step, which clocks count
 * from.
 */
export type Place = {
  frame: Frame;
  lane: LaneFrame;
  cell: Part;
  gates: string[];
  /** of its states, those with a row of numbers for each unit */ matrices?: readonly string[];
  /** those of the layer as a whole */ layerStates?: readonly string[];
  /** the largest value of each gate, where it has one and that is not 1 */ gateLimits?: Record<string, number>;
  loss: 'cross_entropy' | 'mean_squared_error';
  start?: number;
  truncated?: boolean;
};
export type Reading = { value: number, source: string };

/** The same with the other sign. */
export function negative({ value, source }: Reading): Reading {
  return { value: -value, source };
}

/** @param index one number an axis */
export function at({ shape, data }: Tensor, ...index: number[]): number {
  return Number(data[index.reduce((offset, position, axis) => offset * shape[axis] + position, 0)]);
}

/** @returns H */
export function hiddenSize({ lane }: Place): number {
  return lane.hiddenState.shape[2];
}

/** @returns L */
export function layerCount({ lane }: Place): number {
  return lane.hiddenState.shape[0];
}

/** @returns T */
export function sequenceLength({ lane }: Place): number {
  return lane.hiddenState.shape[1];
}

/** @returns the size of what the layer reads: I, or H above the first layer */
export function inputSize({ frame, lane }: Place, layer: number): number {
  return layer === 0 ? frame.input.shape[1] : lane.hiddenState.shape[2];
}

/** @returns what the layer reads */
export function inputReading({ frame, lane }: Place, layer: number, timeStep: number, index: number): Reading {
  if (layer === 0) return { value: at(lane.read ?? frame.input, timeStep, index), source: `input[${timeStep},${index}]` };
  return {
    value: at(lane.hiddenState, layer - 1, timeStep, index), source: `hidden_state[${layer - 1},${timeStep},${index}]`,
  };
}

/** @returns h */
export function stateReading({ lane }: Place, layer: number, timeStep: number, unit: number): Reading {
  const source = `hidden_state[${layer},${timeStep},${unit}]`;
  return {
    value: timeStep < 0 ? initialValue(lane, 'h', layer, unit) : at(lane.hiddenState, layer, timeStep, unit), source,
  };
}

/**
 * A state beside h: c, s, z, x.
 * @param unit and, of a complex state, 0 for the real part or 1
 */
export function secondReading(
  { lane }: Place,
  name: string,
  layer: number,
  timeStep: number,
  ...unit: number[]
): Reading {
  const source = `state/${name}[${[layer, timeStep, ...unit]}]`;
  return {
    value: timeStep < 0 ? initialValue(lane, name, layer, ...unit) : at(lane.states[name], layer, timeStep, ...unit),
    source,
  };
}

/** What a window of a longer text began with; else 0. */
function initialValue({ tensors }: LaneFrame, name: string, ...index: number[]) {
  const carried = tensors?.get(`initial_state/${name}`);
  return carried ? at(carried, ...index) : 0;
}

export function weightReading({ lane }: Place, name: string, ...index: number[]): Reading {
  const tensor = lane.weights?.[name];
  if (!tensor) throw new Error(`The frame carries no weight ${name}.`);
  return { value: at(tensor, ...index), source: `weight/${name}[${index}]` };
}

export function hasWeight({ lane }: Place, name: string) {
  return Boolean(lane.weights?.[name]);
}

/** @returns a number of the cell's document */
export function constantReading(
  { cell }: Place,
  field: string,
  of: (value: number) => number = (value) => value,
): Reading {
  return { value: of(Number(cell[field])), source: `constant/${field}[]` };
}

/** @returns z, or of a gated cell its candidate's */
export function preActivationReading({ lane }: Place, layer: number, timeStep: number, unit: number): Reading {
  if (!lane.preActivation) throw new Error('The frame carries no pre-activation.');
  return {
    value: at(lane.preActivation, layer, timeStep, unit), source: `pre_activation[${layer},${timeStep},${unit}]`,
  };
}

export function gateReading({ lane }: Place, layer: number, timeStep: number, gate: number, unit: number): Reading {
  if (!lane.gates) throw new Error('The frame carries no gates.');
  return { value: at(lane.gates, layer, timeStep, gate, unit), source: `gates[${layer},${timeStep},${gate},${unit}]` };
}

/** @returns ∂ℓ/∂h */
export function gradientReading({ lane }: Place, layer: number, timeStep: number, unit: number): Reading {
  if (!lane.hiddenGradient) throw new Error('The frame carries no hidden gradient.');
  return {
    value: at(lane.hiddenGradient, layer, timeStep, unit), source: `hidden_gradient[${layer},${timeStep},${unit}]`,
  };
}

/**
 * The position of the single 1 in what the layer reads.
 * @returns null where the input is not one-hot
 */
export function oneHotIndex(place: Place, layer: number, timeStep: number): number | null {
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

/** @returns the clock period of a unit's module in time steps; 1 for every cell without a clock */
export function unitPeriod(place: Place, unit: number): number {
  const clock = clockOfPlace(place);
  return clock.periods[moduleOf(clock, unit)];
}

/** The modules of a clockwork cell; any other cell is one module of period 1. */
function clockOfPlace(place: Place) {
  const size = hiddenSize(place);
  return clockOf(place.cell, size, place.start) ?? { periods: [1], units: size, start: 0 };
}

/** Which group of units that see each other through W_hh this one is of. */
function headOf(place: Place, unit: number): number {
  return Math.floor((unit * Number(place.cell.heads ?? 1)) / hiddenSize(place));
}

/** Whether unit `from` at one time step is linked to unit `to` at the next. */
export function isLinked(place: Place, to: number, from: number) {
  if (place.cell.recurrence === 'off') return false;
  const clock = clockOfPlace(place);
  return moduleOf(clock, to) <= moduleOf(clock, from) && headOf(place, to) === headOf(place, from);
}

/** @returns whether the last time step enters through weights at all */
export function isRecurrent({ cell }: Place): boolean {
  return cell.recurrence !== 'off';
}

/** Whether the unit computes at this time step; a clockwork module rests between its beats. */
export function fires(place: Place, unit: number, timeStep: number) {
  const clock = clockOfPlace(place);
  return firedAt(clock, moduleOf(clock, unit), timeStep) === timeStep;
}

/** @returns the largest magnitude, where the colour scale ends */
export function weightLimit({ data }: Tensor): number {
  let largest = 0;
  for (let index = 0; index < data.length; index += 1) largest = Math.max(largest, Math.abs(Number(data[index])));
  return Number.isFinite(largest) && largest > 0 ? largest : 1;
}
