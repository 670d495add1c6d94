/**
 * The forward equation of one unit at one time step as ledger rows.
 *
 * @import { Factor, Group, Row } from './ledger.js'
 * @import { Place } from './readings.js'
 */

import { candidateActivation } from '../charts/activation_curves.js';
import {
  fires, hasWeight, hiddenSize, inputReading, inputSize, isLinked, memoryReading, oneHotIndex, stateReading, weightReading,
} from './readings.js';

/**
 * @param {Place} place
 * @param {number} layer
 * @param {number} timeStep
 * @param {number} unit
 * @returns {Row[]} the last row gives h
 */
export function forwardRows(place, layer, timeStep, unit) {
  const where = { place, layer, timeStep, unit };
  switch (place.cell.kind) {
    case 'lstm': return lstmRows(where);
    case 'gru': return gruRows(where);
    default: return elmanRows(where);
  }
}

/** @typedef {{ place: Place, layer: number, timeStep: number, unit: number }} Where */

/** @param {Where} where @returns {Row[]} */
function elmanRows(where) {
  const { place, layer, timeStep, unit } = where;
  if (!fires(place, unit, timeStep)) {
    return [{ id: 'h', groups: [{ name: 'kept', products: [[stateReading(place, layer, timeStep - 1, unit)]] }] }];
  }
  return [{ id: 'h', apply: candidateActivation(place.cell), groups: sumGroups(where, 0) }];
}

/** @param {Where} where @returns {Row[]} */
function lstmRows(where) {
  const { place, layer, timeStep, unit } = where;
  const gate = (/** @type {string} */ id, /** @type {number} */ block) => ({ id, apply: id === 'g' ? 'tanh' : 'sigmoid', groups: sumGroups(where, block) });
  return [
    gate('i', 0), gate('f', 1), gate('g', 2), gate('o', 3),
    { id: 'c', groups: [
      { name: 'kept', products: [[{ row: 'f' }, memoryReading(place, layer, timeStep - 1, unit)]] },
      { name: 'written', products: [[{ row: 'i' }, { row: 'g' }]] },
    ] },
    { id: 'h', groups: [{ name: 'shown', products: [[{ row: 'o' }, { row: 'c', through: 'tanh' }]] }] },
  ];
}

/** @param {Where} where @returns {Row[]} */
function gruRows(where) {
  const { place, layer, timeStep, unit } = where;
  const [input, inputBias, recurrent, recurrentBias] = namedGroups(where, 2);
  const reset = [...recurrent.products, ...recurrentBias.products];
  return [
    { id: 'r', apply: 'sigmoid', groups: sumGroups(where, 0) },
    { id: 'z', apply: 'sigmoid', groups: sumGroups(where, 1) },
    { id: 'n', apply: 'tanh', groups: [input, inputBias, { name: 'reset', products: reset, times: { row: 'r' } }] },
    { id: 'h', groups: [
      { name: 'written', products: [[{ row: 'z', through: 'one_minus' }, { row: 'n' }]] },
      { name: 'kept', products: [[{ row: 'z' }, stateReading(place, layer, timeStep - 1, unit)]] },
    ] },
  ];
}

/** W_xh x + b_xh + W_hh h + b_hh of one block of rows, without what is absent. @param {Where} where @param {number} block @returns {Group[]} */
function sumGroups(where, block) {
  return namedGroups(where, block).filter(({ products }) => products.length > 0);
}

/** @param {Where} where @param {number} block @returns {Group[]} always four */
function namedGroups({ place, layer, timeStep, unit }, block) {
  const row = block * hiddenSize(place) + unit;
  const bias = (/** @type {string} */ name) => (hasWeight(place, `${name}.${layer}`) ? [[weightReading(place, `${name}.${layer}`, row)]] : []);
  return [
    inputGroup(place, layer, timeStep, row),
    { name: 'b_xh', products: bias('b_xh') },
    { name: 'W_hh', products: recurrentProducts(place, layer, timeStep, unit, row) },
    { name: 'b_hh', products: bias('b_hh') },
  ];
}

/** A one-hot input picks a single column of W_xh. @param {Place} place @param {number} layer @param {number} timeStep @param {number} row @returns {Group} */
function inputGroup(place, layer, timeStep, row) {
  const hot = oneHotIndex(place, layer, timeStep);
  if (hot !== null) return { name: 'W_xh', products: [[weightReading(place, `W_xh.${layer}`, row, hot)]], note: String(hot) };
  const products = Array.from({ length: inputSize(place, layer) }, (_, index) => [
    weightReading(place, `W_xh.${layer}`, row, index), inputReading(place, layer, timeStep, index),
  ]);
  return { name: 'W_xh', products };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @param {number} row @returns {Factor[][]} */
function recurrentProducts(place, layer, timeStep, unit, row) {
  const units = Array.from({ length: hiddenSize(place) }, (_, from) => from).filter((from) => isLinked(place, unit, from));
  return units.map((from) => [weightReading(place, `W_hh.${layer}`, row, from), stateReading(place, layer, timeStep - 1, from)]);
}
