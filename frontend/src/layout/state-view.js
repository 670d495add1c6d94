/**
 * Which states of a cell can be looked at, and as which numbers: a complex state as its real part, imaginary part or magnitude.
 *
 * @import { LaneFrame, Tensor } from '../state/types.d.ts'
 *
 * @typedef {{ id: string, state: string, part: 'whole' | 'real' | 'imaginary' | 'magnitude' }} StateView `id` is what its button says
 */

/** The symbol of what carries the last state on, as a letter and its index. @type {Record<string, [base: string, index: string]>} */
const CARRIERS = { orthogonal: ['Q', ''], antisymmetric: ['(A − Aᵀ)', ''], indrnn: ['u', ''], lru: ['λ', ''], mingru: ['k', 't'], formula: ['F', ''] };

/** @param {{ kind: string }} cell @returns {[base: string, index: string]} */
export function carrierOf({ kind }) {
  return CARRIERS[kind] ?? ['W', 'hh'];
}

/** @param {Tensor | undefined} tensor */
function isComplex(tensor) {
  return tensor?.shape.length === 4;
}

/**
 * @param {readonly string[]} states of the cell, h first
 * @param {LaneFrame | null} data
 * @returns {StateView[]}
 */
export function stateViews(states, data) {
  return states.flatMap((state) => (state !== 'h' && isComplex(data?.states[state]) ? complexViews(state) : [{ id: state, state, part: 'whole' }]));
}

/** @param {string} state @returns {StateView[]} */
function complexViews(state) {
  return [{ id: `Re ${state}`, state, part: 'real' }, { id: `Im ${state}`, state, part: 'imaginary' }, { id: `|${state}|`, state, part: 'magnitude' }];
}

/**
 * @param {LaneFrame | null} data
 * @param {StateView} view
 * @returns {Float32Array | null} (layer, time_step, unit), row-major
 */
export function stateValues(data, { state, part }) {
  const tensor = state === 'h' ? data?.hiddenState : data?.states[state];
  if (!tensor) return null;
  const values = /** @type {Float32Array} */ (tensor.data);
  if (part === 'whole') return values;
  return Float32Array.from({ length: values.length / 2 }, (_, index) => {
    const [real, imaginary] = [values[2 * index], values[2 * index + 1]];
    return part === 'real' ? real : part === 'imaginary' ? imaginary : Math.hypot(real, imaginary);
  });
}

/**
 * Which units answered 0 to the whole batch, at every time step: 1 each, where that was measured.
 *
 * @param {LaneFrame | null} data
 * @param {StateView} view
 * @returns {Tensor['data'] | null} (layer, unit), row-major
 */
export function deadUnits(data, { state }) {
  return state === 'h' ? (data?.tensors.get('dead_mask')?.data ?? null) : null;
}

/**
 * One unit's value of a state: a number, or magnitude and phase.
 *
 * @param {Tensor} tensor
 * @param {number} index of the unit among all layers and time steps
 * @returns {{ value: number } | { real: number, imaginary: number, magnitude: number, phase: number }} `phase` in radians
 */
export function stateAt(tensor, index) {
  if (!isComplex(tensor)) return { value: Number(tensor.data[index]) };
  const [real, imaginary] = [Number(tensor.data[2 * index]), Number(tensor.data[2 * index + 1])];
  return { real, imaginary, magnitude: Math.hypot(real, imaginary), phase: Math.atan2(imaginary, real) };
}
