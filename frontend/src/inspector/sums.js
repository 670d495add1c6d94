/**
 * The sums that every cell is made of: weights times what is read, and on the way back weights times gradients.
 *
 * @import { Factor, Group } from './ledger.js'
 * @import { Place, Reading } from './readings.js'
 *
 * @typedef {{ place: Place, layer: number, timeStep: number, unit: number }} Where one unit at one time step
 *
 * A way back: from time step `timeStep` of `layer`, which read `unit` (of its input, or of its own last state).
 * @typedef {Where} Back
 */

import { ACTIVATION_CURVES, candidateActivation } from '../charts/activation_curves.js';
import {
  fires, gradientReading, hasWeight, hiddenSize, inputReading, inputSize, isLinked, isRecurrent, oneHotIndex, preActivationReading, stateReading, weightReading,
} from './readings.js';

/** @param {Place} place @returns {number[]} the units of a layer */
export function unitsOf(place) {
  return Array.from({ length: hiddenSize(place) }, (_, unit) => unit);
}

/** W_xh x + b_xh + W_hh h + b_hh of one block of rows, without what is absent. @param {Where} where @param {number} [block] @returns {Group[]} */
export function sumGroups(where, block = 0) {
  return namedGroups(where, block).filter(({ products }) => products.length > 0);
}

/** @param {Where} where @param {number} block @returns {Group[]} always four */
export function namedGroups(where, block) {
  const { place, unit } = where;
  const row = block * hiddenSize(place) + unit;
  return [inputGroup(where, 'W_xh', row), biasGroup(where, 'b_xh', row), recurrentGroup(where, row), biasGroup(where, 'b_hh', row)];
}

/** @param {Where} where @param {string} name @param {number} [row] @returns {Group} without products where the cell has no such bias */
export function biasGroup({ place, layer, unit }, name, row = unit) {
  return { name, products: hasWeight(place, `${name}.${layer}`) ? [[weightReading(place, `${name}.${layer}`, row)]] : [] };
}

/** A one-hot input picks a single column of the matrix. @param {Where} where @param {string} name @param {number} [row] @returns {Group} */
export function inputGroup({ place, layer, timeStep, unit }, name, row = unit) {
  const hot = oneHotIndex(place, layer, timeStep);
  if (hot !== null) return { name, products: [[weightReading(place, `${name}.${layer}`, row, hot)]], note: String(hot) };
  const products = Array.from({ length: inputSize(place, layer) }, (_, index) => [
    weightReading(place, `${name}.${layer}`, row, index), inputReading(place, layer, timeStep, index),
  ]);
  return { name, products };
}

/** W_hh h_{t−1}. @param {Where} where @param {number} [row] @returns {Group} */
export function recurrentGroup({ place, layer, timeStep, unit }, row = unit) {
  const products = unitsOf(place).filter((from) => isLinked(place, unit, from)).map((from) => [
    weightReading(place, `W_hh.${layer}`, row, from), stateReading(place, layer, timeStep - 1, from),
  ]);
  return { name: 'W_hh', products };
}

/** Products of a matrix and a vector of readings. @param {string} name @param {Place} place @param {(from: number) => Factor[]} factors @returns {Group} */
export function productsGroup(name, place, factors) {
  return { name, products: unitsOf(place).map(factors) };
}

/**
 * Wᵀδ: column `unit` of a matrix, row by row of each block.
 *
 * @param {Back} back
 * @param {string} name of the matrix, without its layer
 * @param {{ block?: string, offset?: number, sum: (to: number) => Reading[], linked?: (to: number) => boolean }} rows
 *   `block`: name of the gate; `offset`: where its rows begin; `sum`: what a row's sum sends back
 * @returns {Group}
 */
export function columnGroup({ place, layer, unit }, name, { block = '', offset = 0, sum, linked = () => true }) {
  return {
    name: block || name,
    products: unitsOf(place).filter(linked).map((to) => [weightReading(place, `${name}.${layer}`, offset + to, unit), ...sum(to)]),
  };
}

/** f′(z): how much of a gradient passes through the unit. @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Reading} */
export function slopeReading(place, layer, timeStep, unit) {
  const { value, source } = preActivationReading(place, layer, timeStep, unit);
  return { value: ACTIVATION_CURVES[candidateActivation(place.cell)].slope(value), source };
}

/** Slope times ∂ℓ/∂h: what the sum of a unit without gates sends back. @param {Back} back @returns {(to: number) => Reading[]} */
export function slopeTimesGradient({ place, layer, timeStep }) {
  return (to) => [slopeReading(place, layer, timeStep, to), gradientReading(place, layer, timeStep, to)];
}

/** @param {Back} back @returns {(to: number) => boolean} which units W_hh leads to from this one, and which of them compute now */
export function linkedFrom({ place, unit, timeStep }) {
  return (to) => isLinked(place, to, unit) && fires(place, to, timeStep);
}

/**
 * The groups of a gated cell, a block a gate; none where W_hh is cut.
 *
 * @param {Back} back
 * @param {'W_xh' | 'W_hh'} name
 * @param {(gate: string, to: number) => number} gradientOf ∂ℓ/∂(the sum inside the gate)
 * @returns {Group[]}
 */
export function gateGroups(back, name, gradientOf) {
  const { place, layer, timeStep } = back;
  if (name === 'W_hh' && !isRecurrent(place)) return [];
  return place.gates.map((gate, index) => columnGroup(back, name, {
    block: gate, offset: index * hiddenSize(place),
    sum: (to) => [{ value: gradientOf(gate, to), source: `sum_gradient/${gate}[${layer},${timeStep},${to}]` }],
  }));
}
