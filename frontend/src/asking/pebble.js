/**
 * What became of a pebble on an input: the answer read, and what it says. Pure.
 *
 * @import { Answer, Tensor } from '../state/types.d.ts'
 */

/**
 * @typedef {object} Ripple of one layer, over the time steps
 * @property {Float32Array} response ‖h′ − h‖
 * @property {Float32Array} linear ‖δh‖
 * @property {Float32Array} adjoint ‖∂ℓ/∂h‖
 * @property {Float32Array} meeting ⟨∂ℓ/∂h, δh⟩
 *
 * @typedef {{ layers: Ripple[], loss: number, linearLoss: number, step: number }} Splash
 */

/** @param {Answer} answer @returns {Splash} */
export function splashOf({ tensors, step }) {
  const tensor = (/** @type {string} */ name) => /** @type {Tensor & { data: Float32Array }} */ (tensors.get(name));
  const [layers, count] = tensor('response').shape;
  const row = (/** @type {string} */ name, /** @type {number} */ layer) => tensor(name).data.subarray(layer * count, (layer + 1) * count);
  const [loss, linearLoss] = tensor('loss').data;
  return {
    layers: Array.from({ length: layers }, (_, layer) => ({ response: row('response', layer), linear: row('linear', layer), adjoint: row('adjoint', layer), meeting: row('meeting', layer) })),
    loss, linearLoss, step,
  };
}

/**
 * From which time step on the ripple stays below half of its first height: one behind the last where it does not, null where there is none.
 *
 * @param {Float32Array} response
 * @param {number} timeStep where it fell
 * @returns {number | null}
 */
export function halvedAt(response, timeStep) {
  const half = response[timeStep] / 2;
  if (!(half > 0)) return null;
  let last = timeStep;
  for (let step = timeStep; step < response.length; step += 1) if (response[step] >= half) last = step;
  return last + 1;
}

/**
 * How far the linear network's ripple is from the true one, at worst, as a share of the true one's highest.
 *
 * @param {Ripple} ripple
 * @returns {number}
 */
export function departure({ response, linear }) {
  const highest = Math.max(...response);
  return highest > 0 ? Math.max(...response.map((value, step) => Math.abs(value - linear[step]))) / highest : 0;
}
