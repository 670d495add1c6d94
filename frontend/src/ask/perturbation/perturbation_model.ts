/** What became of a perturbation on an input: the answer read, and what it says. Pure. */

import type { Answer, Tensor } from '../../core/model/types.ts';

/** of one layer, over the time steps */
export interface LayerResponse {
  /** ‖h′ − h‖ */ response: Float32Array;
  /** ‖δh‖ */ linear: Float32Array;
  /** ‖∂ℓ/∂h‖ */ adjoint: Float32Array;
  /** ⟨∂ℓ/∂h, δh⟩ */ meeting: Float32Array;
}
export type Perturbed = { layers: LayerResponse[], loss: number, linearLoss: number, step: number };

export function perturbedOf({ tensors, step }: Answer): Perturbed {
  const tensor = (name: string) => tensors.get(name) as Tensor & { data: Float32Array };
  const [layers, count] = tensor('response').shape;
  const row = (name: string, layer: number) => tensor(name).data.subarray(layer * count, (layer + 1) * count);
  const [loss, linearLoss] = tensor('loss').data;
  return {
    layers: Array.from({ length: layers }, (_, layer) => ({
      response: row('response', layer), linear: row('linear', layer), adjoint: row('adjoint', layer),
      meeting: row('meeting', layer),
    })),
    loss, linearLoss, step,
  };
}

/**
 * From which time step on the response stays below half of its first height: one behind the last where it does not,
 * null where there is none.
 * @param timeStep where it fell
 */
export function halvedAt(response: Float32Array, timeStep: number): number | null {
  const half = response[timeStep] / 2;
  if (!(half > 0)) return null;
  let last = timeStep;
  for (let step = timeStep; step < response.length; step += 1) if (response[step] >= half) last = step;
  return last + 1;
}

/** How far the linear network's response is from the true one, at worst, as a share of the true one's highest. */
export function departure({ response, linear }: LayerResponse): number {
  const highest = Math.max(...response);
  return highest > 0 ? Math.max(...response.map((value, step) => Math.abs(value - linear[step]))) / highest : 0;
}

/** Where a perturbation falls, and how large it is. */
export type Place = { lane: number, timeStep: number, feature: number, size: number };

const LANES = 'abcd';

/** @param text `time:input:size:model`, counted from 1; null: it says nothing */
export function readPlace(text: string | undefined): Place | null {
  const [, time, input, size, letter] = /^(\d+):(\d+):(-?[\d.]+):([a-d])$/.exec(text ?? '') ?? [];
  if (time === undefined) return null;
  return { lane: LANES.indexOf(letter), timeStep: Number(time) - 1, feature: Number(input) - 1, size: Number(size) };
}

export function writePlace({ lane, timeStep, feature, size }: Place): string {
  return [timeStep + 1, feature + 1, size, LANES[lane]].join(':');
}
