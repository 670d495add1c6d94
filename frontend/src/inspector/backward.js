/**
 * The gradient ∂ℓ/∂h of one unit at one time step as ledger rows: what comes back through the prediction of this time
 * step, through the layer above, and through the next time step.
 *
 * @import { LaneFrame } from '../state/types.d.ts'
 * @import { Group, Row } from './ledger.js'
 * @import { Place, Reading } from './readings.js'
 */

import { ACTIVATION_CURVES, candidateActivation } from '../charts/activation_curves.js';
import {
  at, fires, gradientReading, hiddenSize, isLinked, layerCount, memoryReading, sequenceLength, stateReading, weightReading,
} from './readings.js';

/** Panels without which the backward equation has no numbers. */
export const BACKWARD_PANELS = ['weights', 'gradients', 'pre_activation', 'gates'];

/** @param {Place} place @returns {boolean} whether the frame carries every number that the backward equation reads */
export function hasBackward({ lane, gates }) {
  return Boolean(lane.weights && lane.hiddenGradient && lane.preActivation && (gates.length === 0 || lane.gates));
}

/**
 * @param {Place} place
 * @param {number} layer
 * @param {number} timeStep
 * @param {number} unit
 * @returns {Row[]} the last row gives ∂ℓ/∂h; rows through which nothing comes are left out
 */
export function backwardRows(place, layer, timeStep, unit) {
  const rows = [
    throughOutput(place, layer, timeStep, unit),
    throughLayerAbove(place, layer, timeStep, unit),
    throughNextStep(place, layer, timeStep, unit),
  ].filter((row) => row !== null);
  const products = rows.map(({ id }) => [{ row: id }]);
  return [...rows, { id: 'gradient', groups: products.map((product, index) => ({ name: rows[index].id, products: [product] })) }];
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Row | null} */
function throughOutput(place, layer, timeStep, unit) {
  if (layer !== layerCount(place) - 1 || !at(place.frame.lossMask, timeStep)) return null;
  const products = outputGradient(place, timeStep).map((gradient, output) => [
    weightReading(place, 'W_hy', output, unit),
    { value: gradient, source: `output[${timeStep},${output}]` },
  ]);
  return { id: 'output', groups: [{ name: 'W_hy', products }] };
}

/**
 * ∂ℓ/∂(W_hy h + b_y): prediction minus target, over the scored steps of the sequence.
 * @param {Place} place @param {number} timeStep @returns {number[]} (O)
 */
export function outputGradient({ frame, lane, loss }, timeStep) {
  const scored = Array.from(frame.lossMask.data, Number).reduce((sum, value) => sum + value, 0);
  const size = lane.output.shape[1];
  return Array.from({ length: size }, (_, output) => {
    const predicted = at(lane.output, timeStep, output);
    if (loss === 'cross_entropy') return (predicted - (at(frame.target, timeStep) === output ? 1 : 0)) / scored;
    return (2 * (predicted - at(frame.target, timeStep, output))) / (scored * size);
  });
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Row | null} */
function throughLayerAbove(place, layer, timeStep, unit) {
  if (layer === layerCount(place) - 1) return null;
  return { id: 'above', groups: sumGroups(place, layer + 1, timeStep, `W_xh.${layer + 1}`, unit, () => true) };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Row | null} */
function throughNextStep(place, layer, timeStep, unit) {
  if (timeStep === sequenceLength(place) - 1) return null;
  const groups = sumGroups(place, layer, timeStep + 1, `W_hh.${layer}`, unit, (to) => isLinked(place, to, unit));
  return { id: 'next', groups: [...carried(place, layer, timeStep + 1, unit), ...groups] };
}

/** What goes back without a weight: a GRU keeps z of its state, a resting clockwork unit all of it.
 * @param {Place} place @param {number} layer @param {number} next @param {number} unit @returns {Group[]} */
function carried(place, layer, next, unit) {
  const gradient = gradientReading(place, layer, next, unit);
  if (place.cell.kind === 'gru') return [{ name: 'kept', products: [[gateReading(place, layer, next, 1, unit), gradient]] }];
  return fires(place, unit, next) ? [] : [{ name: 'kept', products: [[gradient]] }];
}

/**
 * Wᵀ δ, a group for each block of rows of W.
 * @param {Place} place @param {number} layer the layer that W belongs to @param {number} timeStep when that layer used it
 * @param {string} name @param {number} unit column of W @param {(to: number) => boolean} linked
 * @returns {Group[]}
 */
function sumGroups(place, layer, timeStep, name, unit, linked) {
  const size = hiddenSize(place);
  const units = Array.from({ length: size }, (_, to) => to);
  const blocks = place.gates.length ? place.gates : [''];
  return blocks.map((gate, block) => ({
    name: gate,
    products: units.filter((to) => linked(to) && (place.gates.length || fires(place, to, timeStep))).map((to) => [
      weightReading(place, name, block * size + to, unit),
      ...sumGradient(place, layer, timeStep, gate, to, name.startsWith('W_hh')),
    ]),
  })).filter(({ products }) => products.length > 0);
}

/**
 * ∂ℓ/∂z of a unit's sum z: in a cell without gates as slope times gradient, else as one number.
 * @param {Place} place @param {number} layer @param {number} timeStep @param {string} gate @param {number} unit
 * @param {boolean} recurrent whether z is the part that W_hh makes: a GRU resets it
 * @returns {Reading[]}
 */
function sumGradient(place, layer, timeStep, gate, unit, recurrent) {
  const source = `sum_gradient/${gate}[${layer},${timeStep},${unit}]`;
  switch (place.cell.kind) {
    case 'lstm': return [{ value: lstmSumGradient(place, layer, timeStep, gate, unit), source }];
    case 'gru': return [{ value: gruSumGradient(place, layer, timeStep, gate, unit, recurrent), source }];
    default: return [slopeReading(place, layer, timeStep, unit), gradientReading(place, layer, timeStep, unit)];
  }
}

/** f′(z): how much of a gradient passes through the unit. @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {Reading} */
export function slopeReading({ lane, cell }, layer, timeStep, unit) {
  if (!lane.preActivation) throw new Error('The frame carries no pre-activation.');
  const { slope } = ACTIVATION_CURVES[candidateActivation(cell)];
  return { value: slope(at(lane.preActivation, layer, timeStep, unit)), source: `pre_activation[${layer},${timeStep},${unit}]` };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} gate @param {number} unit @returns {Reading} */
export function gateReading({ lane }, layer, timeStep, gate, unit) {
  if (!lane.gates) throw new Error('The frame carries no gates.');
  return { value: at(lane.gates, layer, timeStep, gate, unit), source: `gates[${layer},${timeStep},${gate},${unit}]` };
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {string} gate @param {number} unit @returns {number} */
function lstmSumGradient(place, layer, timeStep, gate, unit) {
  const [i, f, g, o] = [0, 1, 2, 3].map((block) => gateReading(place, layer, timeStep, block, unit).value);
  const memory = memoryReading(place, layer, timeStep, unit).value;
  const before = memoryReading(place, layer, timeStep - 1, unit).value;
  const gradient = memoryGradient(place, layer, timeStep, unit);
  switch (gate) {
    case 'i': return gradient * g * i * (1 - i);
    case 'f': return gradient * before * f * (1 - f);
    case 'g': return gradient * i * (1 - g * g);
    default: return gradientReading(place, layer, timeStep, unit).value * Math.tanh(memory) * o * (1 - o);
  }
}

/** ∂ℓ/∂c of the units that were asked for, all time steps of each, for as long as their frame lives. @type {WeakMap<LaneFrame, Map<string, Float64Array>>} */
const memoryGradients = new WeakMap();

/** @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {number} ∂ℓ/∂c of an LSTM's unit */
export function memoryGradient(place, layer, timeStep, unit) {
  const known = memoryGradients.get(place.lane) ?? new Map();
  memoryGradients.set(place.lane, known);
  const key = `${layer},${unit}`;
  if (!known.has(key)) known.set(key, sweepMemoryGradient(place, layer, unit));
  return known.get(key)[timeStep];
}

/** From the last time step to the first: through h of the same time step, and from later ones through the forget gates.
 * @param {Place} place @param {number} layer @param {number} unit @returns {Float64Array} (T) */
function sweepMemoryGradient(place, layer, unit) {
  const length = sequenceLength(place);
  const gradient = new Float64Array(length);
  for (let time = length - 1; time >= 0; time -= 1) {
    const o = gateReading(place, layer, time, 3, unit).value;
    const slope = 1 - Math.tanh(memoryReading(place, layer, time, unit).value) ** 2;
    const later = time + 1 < length ? gateReading(place, layer, time + 1, 1, unit).value * gradient[time + 1] : 0;
    gradient[time] = gradientReading(place, layer, time, unit).value * o * slope + later;
  }
  return gradient;
}

/** @param {Place} place @param {number} layer @param {number} timeStep @param {string} gate @param {number} unit @param {boolean} recurrent @returns {number} */
function gruSumGradient(place, layer, timeStep, gate, unit, recurrent) {
  const [r, z, n] = [0, 1, 2].map((block) => gateReading(place, layer, timeStep, block, unit).value);
  const gradient = gradientReading(place, layer, timeStep, unit).value;
  const candidate = gradient * (1 - z) * (1 - n * n);
  switch (gate) {
    case 'r': return candidate * recurrentSum(place, layer, timeStep, unit) * r * (1 - r);
    case 'z': return gradient * (stateReading(place, layer, timeStep - 1, unit).value - n) * z * (1 - z);
    default: return recurrent ? candidate * r : candidate;
  }
}

/** W_hh h + b_hh of a GRU's candidate, before the reset. @param {Place} place @param {number} layer @param {number} timeStep @param {number} unit @returns {number} */
function recurrentSum(place, layer, timeStep, unit) {
  const size = hiddenSize(place);
  let sum = weightReading(place, `b_hh.${layer}`, 2 * size + unit).value;
  for (let from = 0; from < size; from += 1) {
    if (!isLinked(place, unit, from)) continue;
    sum += weightReading(place, `W_hh.${layer}`, 2 * size + unit, from).value * stateReading(place, layer, timeStep - 1, from).value;
  }
  return sum;
}
