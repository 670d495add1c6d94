/** The sums that every cell is made of: weights times what is read, and on the way back weights times gradients. */

import type { Factor, Group } from './term_list.ts';
import { ACTIVATION_CURVES, candidateActivation } from '../core/model/activation_curves.ts';
import {
  fires, gradientReading, hasWeight, hiddenSize, inputReading, inputSize, isLinked, isRecurrent,
  oneHotIndex, preActivationReading, stateReading, weightReading, type Place, type Reading,
} from '../core/unit/readings.ts';

/**
 * one unit at one time step
 *
 * A way back: from time step `timeStep` of `layer`, which read `unit` (of its input, or of its own last state).
 */
export type Where = { place: Place, layer: number, timeStep: number, unit: number };
export type Back = Where;

/** @returns the units of a layer */
export function unitsOf(place: Place): number[] {
  return Array.from({ length: hiddenSize(place) }, (_, unit) => unit);
}

/** W_xh x + b_xh + W_hh h + b_hh of one block of rows, without what is absent. */
export function sumGroups(where: Where, block = 0): Group[] {
  return namedGroups(where, block).filter(({ products }) => products.length > 0);
}

/** @returns always four */
export function namedGroups(where: Where, block: number): Group[] {
  const { place, unit } = where;
  const row = block * hiddenSize(place) + unit;
  return [
    inputGroup(where, 'W_xh', row), biasGroup(where, 'b_xh', row), recurrentGroup(where, row),
    biasGroup(where, 'b_hh', row),
  ];
}

/** @returns without products where the cell has no such bias */
export function biasGroup({ place, layer, unit }: Where, name: string, row: number = unit): Group {
  return {
    name, products: hasWeight(place, `${name}.${layer}`) ? [[weightReading(place, `${name}.${layer}`, row)]] : [],
  };
}

/** W_xh x + b_xh of one block of rows, of cells whose gates see the input alone. */
export function readGroups(where: Where, block: number): Group[] {
  const row = block * hiddenSize(where.place) + where.unit;
  return [inputGroup(where, 'W_xh', row), biasGroup(where, 'b_xh', row)];
}

/** @returns 1 − σ(W_xh x + b_xh) of one block of rows: the slope of ln σ */
export function closedShare(where: Where, block: number): number {
  return ACTIVATION_CURVES.sigmoid.value(-sumOf(readGroups(where, block)));
}

/** What groups of readings add up to. */
export function sumOf(groups: readonly Group[]): number {
  return groups.flatMap(({ products }) => products).reduce((total, factors) =>
    total + factors.reduce((product, { value = 0 }) => product * value, 1), 0);
}

/** A one-hot input picks a single column of the matrix. */
export function inputGroup({ place, layer, timeStep, unit }: Where, name: string, row: number = unit): Group {
  const hot = oneHotIndex(place, layer, timeStep);
  if (hot !== null) {
    return { name, products: [[weightReading(place, `${name}.${layer}`, row, hot)]], note: String(hot) };
  }
  const products = Array.from({ length: inputSize(place, layer) }, (_, index) => [
    weightReading(place, `${name}.${layer}`, row, index), inputReading(place, layer, timeStep, index),
  ]);
  return { name, products };
}

/** W_hh h_{t−1}. */
export function recurrentGroup({ place, layer, timeStep, unit }: Where, row: number = unit): Group {
  const products = unitsOf(place).filter((from) => isLinked(place, unit, from)).map((from) => [
    weightReading(place, `W_hh.${layer}`, row, from), stateReading(place, layer, timeStep - 1, from),
  ]);
  return { name: 'W_hh', products };
}

/** Products of a matrix and a vector of readings. */
export function productsGroup(name: string, place: Place, factors: (from: number) => Factor[]): Group {
  return { name, products: unitsOf(place).map(factors) };
}

/**
 * Wᵀδ: column `unit` of a matrix, row by row of each block.
 * @param name of the matrix, without its layer
 * @param rows `block`: name of the gate; `offset`: where its rows begin; `rows`: those of the block, all units unless
 *   said; `sum`: what a row's sum sends back
 */
export function columnGroup(
  { place, layer, unit }: Back,
  name: string,
  {
    block = '', offset = 0, rows = unitsOf(place), sum, linked = () => true,
  }: {
    block?: string;
    offset?: number;
    rows?: number[];
    sum: (to: number) => Reading[];
    linked?: (to: number) => boolean;
  },
): Group {
  return {
    name: block || name,
    products: rows.filter(linked)
      .map((to) => [weightReading(place, `${name}.${layer}`, offset + to, unit), ...sum(to)]),
  };
}

/** f′(z): how much of a gradient passes through the unit. */
export function slopeReading(place: Place, layer: number, timeStep: number, unit: number): Reading {
  const { value, source } = preActivationReading(place, layer, timeStep, unit);
  return { value: ACTIVATION_CURVES[candidateActivation(place.cell)].slope(value), source };
}

/** Slope times ∂ℓ/∂h: what the sum of a unit without gates sends back. */
export function slopeTimesGradient({ place, layer, timeStep }: Back): (to: number) => Reading[] {
  return (to) => [slopeReading(place, layer, timeStep, to), gradientReading(place, layer, timeStep, to)];
}

/** @returns which units W_hh leads to from this one, and which of them compute now */
export function linkedFrom({ place, unit, timeStep }: Back): (to: number) => boolean {
  return (to) => isLinked(place, to, unit) && fires(place, to, timeStep);
}

/**
 * The groups of a gated cell, a block a gate; none where W_hh is cut.
 * @param gradientOf ∂ℓ/∂(the sum inside the gate)
 */
export function gateGroups(
  back: Back,
  name: 'W_xh' | 'W_hh',
  gradientOf: (gate: string, to: number) => number,
): Group[] {
  const { place, layer, timeStep } = back;
  if (name === 'W_hh' && !isRecurrent(place)) return [];
  return place.gates.map((gate, index) => columnGroup(back, name, {
    block: gate, offset: index * hiddenSize(place),
    ...(name === 'W_hh' && { linked: (to: number) => isLinked(place, to, back.unit) }),
    sum: (to) => [{ value: gradientOf(gate, to), source: `sum_gradient/${gate}[${layer},${timeStep},${to}]` }],
  }));
}
