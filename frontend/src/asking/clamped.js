/**
 * What became of a sequence under clamps: the answer read. Pure.
 *
 * @import { Answer, Tensor } from '../state/types.d.ts'
 *
 * @typedef {{ hidden: Float32Array, gradientNorm: Float32Array, output: Float32Array, loss: number }} Reading hidden (L·T·H), gradientNorm (L·T), output (T·O)
 * @typedef {{ held: Reading, plain: Reading, layers: number, count: number, units: number, outputs: number, step: number }} Clamped
 */

/** @param {Answer} answer @returns {Clamped} */
export function clampedOf({ tensors, step }) {
  const tensor = (/** @type {string} */ name) => /** @type {Tensor & { data: Float32Array }} */ (tensors.get(name));
  const reading = (/** @type {string} */ prefix) => ({
    hidden: tensor(`${prefix}hidden_state`).data, gradientNorm: tensor(`${prefix}hidden_gradient_norm`).data,
    output: tensor(`${prefix}output`).data, loss: tensor(`${prefix}loss`).data[0],
  });
  const [layers, count, units] = tensor('hidden_state').shape;
  return { held: reading(''), plain: reading('plain_'), layers, count, units, outputs: tensor('output').shape[1], step };
}

/** @param {Clamped} clamped @param {number} layer @returns {Float32Array} ‖h′_t − h_t‖ of every time step */
export function moved({ held, plain, count, units }, layer) {
  return Float32Array.from({ length: count }, (_, timeStep) => {
    let sum = 0;
    for (let unit = 0, place = (layer * count + timeStep) * units; unit < units; unit += 1, place += 1) sum += (held.hidden[place] - plain.hidden[place]) ** 2;
    return Math.sqrt(sum);
  });
}

/** @param {Clamped} clamped @param {number} layer @returns {{ held: Float32Array, plain: Float32Array }} ‖∂ℓ/∂h_t‖ of every time step */
export function gradients({ held, plain, count }, layer) {
  const row = (/** @type {Reading} */ { gradientNorm }) => gradientNorm.subarray(layer * count, (layer + 1) * count);
  return { held: row(held), plain: row(plain) };
}

/** @param {Clamped} clamped @param {number} timeStep @returns {{ held: number[], plain: number[] }} what is predicted there */
export function predictions({ held, plain, outputs }, timeStep) {
  const row = (/** @type {Reading} */ { output }) => Array.from(output.subarray(timeStep * outputs, (timeStep + 1) * outputs));
  return { held: row(held), plain: row(plain) };
}
