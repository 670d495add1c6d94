/** What became of a sequence under clamps: the answer read. Pure. */

import type { Answer, Tensor } from '../../core/model/types.ts';

/** hidden (L·T·H), gradientNorm (L·T), output (T·O) */
export type Reading = { hidden: Float32Array, gradientNorm: Float32Array, output: Float32Array, loss: number };
export type Clamped = {
  held: Reading;
  plain: Reading;
  layers: number;
  count: number;
  units: number;
  outputs: number;
  step: number;
};

export function clampedOf({ tensors, step }: Answer): Clamped {
  const tensor = (name: string) => tensors.get(name) as Tensor & { data: Float32Array };
  const reading = (prefix: string) => ({
    hidden: tensor(`${prefix}hidden_state`).data, gradientNorm: tensor(`${prefix}hidden_gradient_norm`).data,
    output: tensor(`${prefix}output`).data, loss: tensor(`${prefix}loss`).data[0],
  });
  const [layers, count, units] = tensor('hidden_state').shape;
  return {
    held: reading(''), plain: reading('plain_'), layers, count, units, outputs: tensor('output').shape[1], step,
  };
}

/** @returns ‖h′_t − h_t‖ of every time step */
export function moved({ held, plain, count, units }: Clamped, layer: number): Float32Array {
  return Float32Array.from({ length: count }, (_, timeStep) => {
    let sum = 0;
    for (let unit = 0, place = (layer * count + timeStep) * units; unit < units; unit += 1, place += 1) {
      sum += (held.hidden[place] - plain.hidden[place]) ** 2;
    }
    return Math.sqrt(sum);
  });
}

/** @returns ‖∂ℓ/∂h_t‖ of every time step */
export function gradients({ held, plain, count }: Clamped, layer: number): { held: Float32Array, plain: Float32Array } {
  const row = ({ gradientNorm }: Reading) => gradientNorm.subarray(layer * count, (layer + 1) * count);
  return { held: row(held), plain: row(plain) };
}

/** @returns what is predicted there */
export function predictions({ held, plain, outputs }: Clamped, timeStep: number): { held: number[], plain: number[] } {
  const row = ({ output }: Reading) => Array.from(output.subarray(timeStep * outputs, (timeStep + 1) * outputs));
  return { held: row(held), plain: row(plain) };
}
