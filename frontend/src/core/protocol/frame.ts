/** A frame of the wire protocol becomes the `Frame` that the views read. */

import type { Frame, LaneFrame, Tensor, Validation } from '../model/types.ts';
import { decodeSafetensors } from './safetensors.ts';

export type Tensors = Map<string, Tensor>;
export type Scalars = Frame['scalars'][number];

/**
 * @param buffer one binary message
 * @throws {Error} when the blob is not a frame
 */
export function decodeFrame(buffer: ArrayBuffer): Frame {
  const { tensors, metadata } = decodeSafetensors(buffer);
  return shapeFrame(tensors, metadata);
}

/** @param tensors named as on the wire */
export function shapeFrame(tensors: Tensors, metadata: Record<string, string>): Frame {
  const lanes = Array.from({ length: laneCount(tensors, metadata) }, (_, lane) => lane);
  return {
    run: metadata.run ?? '',
    number: Number(metadata.frame ?? 0),
    step: Number(metadata.step),
    kernel: metadata.kernel ?? '',
    kernelReasons: metadata.kernel_reasons ? JSON.parse(metadata.kernel_reasons) : [],
    dropped: Number(metadata.dropped ?? 0),
    reply: metadata.reply ?? null,
    updateSeconds: metadata.update_seconds ? JSON.parse(metadata.update_seconds) : [],
    panelSteps: jsonObject(metadata.panel_steps),
    panelsSkipped: jsonObject(metadata.panels_skipped),
    input: required(tensors, 'input'),
    target: required(tensors, 'target'),
    lossMask: required(tensors, 'loss_mask'),
    lanes: lanes.map((lane) => shapeLane(tensors, lane)),
    scalars: lanes.map((lane) => shapeScalars(tensors, lane)),
  };
}

function jsonObject(text: string | undefined): Record<string, any> {
  return text ? JSON.parse(text) : {};
}

/** The metadata name the lanes; a frame without that entry is counted by its tensors. */
function laneCount(tensors: Tensors, metadata: Record<string, string>): number {
  const named = Number(metadata.lanes);
  if (metadata.lanes && Number.isInteger(named)) return named;
  const numbers = [...tensors.keys()].map((name) => Number.parseInt(name, 10)).filter(Number.isInteger);
  return numbers.length ? Math.max(...numbers) + 1 : 0;
}

function required(tensors: Tensors, name: string): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`The frame lacks the tensor ${name}.`);
  return tensor;
}

/** @returns null: the lane has diverged */
function shapeLane(tensors: Tensors, lane: number): LaneFrame | null {
  if (!tensors.has(`${lane}/hidden_state`)) return null;
  const optional = (name: string) => tensors.get(`${lane}/${name}`) ?? null;
  const always = (name: string) => required(tensors, `${lane}/${name}`);
  const horizon = optional('memory_horizon');
  return {
    output: always('output'),
    hiddenState: always('hidden_state'),
    states: named(tensors, `${lane}/state/`) ?? {},
    hiddenGradientNorm: always('hidden_gradient_norm'),
    stateGradientNorm: always('state_gradient_norm'),
    memoryHorizon: horizon && Number.isFinite(Number(horizon.data[0])) ? Number(horizon.data[0]) : null,
    freeRun: optional('free_run'),
    read: optional('read'),
    hiddenGradient: optional('hidden_gradient'),
    gates: optional('gates'),
    preActivation: optional('pre_activation'),
    saturation: optional('saturation'),
    deadUnits: optional('dead_units'),
    recurrentEigenvalues: optional('recurrent_eigenvalues'),
    weights: named(tensors, `${lane}/weight/`),
    gradients: named(tensors, `${lane}/gradient/`),
    tensors: ofLane(tensors, `${lane}/`),
  };
}

function ofLane(tensors: Tensors, prefix: string): Tensors {
  const own = new Map();
  for (const [name, tensor] of tensors) if (name.startsWith(prefix)) own.set(name.slice(prefix.length), tensor);
  return own;
}

function named(tensors: Tensors, prefix: string): Record<string, Tensor> | null {
  const entries = [...tensors].filter(([name]) => name.startsWith(prefix));
  return entries.length
    ? Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
    : null;
}

const NONE = new Float32Array(0);

function shapeScalars(tensors: Tensors, lane: number): Scalars {
  const floats = (name: string) => (tensors.get(`${lane}/${name}`)?.data ?? NONE) as Float32Array;
  return {
    steps: Array.from(tensors.get(`${lane}/steps`)?.data ?? [], Number),
    loss: floats('loss'),
    metric: floats('metric'),
    gradientNorm: floats('gradient_norm'),
    validations: shapeValidations(tensors, lane),
  };
}

/** Loss and metric on sequences that no step trains on, of the steps that have them. */
export function shapeValidations(tensors: Tensors, lane: number): Validation[] {
  const [steps, loss, metric] = ['steps', 'loss', 'metric'].map((name) =>
    Array.from(tensors.get(`${lane}/validation_${name}`)?.data ?? [], Number));
  return steps.map((step, index) => ({ step, loss: loss[index], metric: metric[index] }));
}
