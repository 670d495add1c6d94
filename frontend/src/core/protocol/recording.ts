/** A recording: one safetensors file with the run's document, its marks, all scalars and the kept frames. */

import type { Experiment, Facts, Frame, Mark, Series, Tensor } from '../model/types.ts';
import { shapeFrame, shapeValidations } from './frame.ts';
import { decodeSafetensors } from './safetensors.ts';

export type Recording = {
  experiment: Experiment;
  marks: Mark[];
  series: Series[];
  frames: Frame[];
  facts: Facts | null;
  metadata: Record<string, string>;
};
/** Which frames lack a tensor: stretches, each its first and its last. */
export type Absent = Record<string, [number, number][]>;

const STACKED = 'frames/';

/**
 * Frames come in the order of their steps. The scalars of a frame are those since the frame before it, as on the wire.
 * @param buffer the whole file
 * @throws {Error} when the file holds no document
 */
export function decodeRecording(buffer: ArrayBuffer): Recording {
  const { tensors, metadata } = decodeSafetensors(buffer);
  if (!metadata.experiment) throw new Error('The recording lacks its experiment document.');
  const experiment = JSON.parse(metadata.experiment);
  const laneCount = experiment.lanes.length;
  const series = Array.from({ length: laneCount }, (_, lane) => readSeries(tensors, lane));
  const steps = Array.from(tensors.get(`${STACKED}step`)?.data ?? [], Number);
  const stacked = [...tensors].filter(([name]) => name.startsWith(STACKED) && name !== `${STACKED}step`);
  const absent: Absent = JSON.parse(metadata.absent ?? '{}');
  const panelSteps: Record<string, number>[] = JSON.parse(metadata.panel_steps ?? '[]');
  const frames = steps.map((step, index) => {
    const { run = '', kernel = '' } = metadata;
    const wire = {
      run, kernel, step: String(step), lanes: String(laneCount), frame: String(index + 1), dropped: '0',
      panel_steps: JSON.stringify(panelSteps[index] ?? {}),
    };
    const there = stacked.filter(([name]) => !lacks(absent[name.slice(STACKED.length)] ?? [], index));
    const frame = shapeFrame(frameTensors(there, index, gone(series, step)), wire);
    const after = index > 0 ? steps[index - 1] : -1;
    return { ...frame, scalars: series.map((lane) => scalarsBetween(lane, after, step)) };
  });
  return {
    experiment, facts: JSON.parse(metadata.facts ?? 'null'), marks: JSON.parse(metadata.marks ?? '[]'), series, frames,
    metadata,
  };
}

function lacks(stretches: Absent[string], index: number) {
  return stretches.some(([first, last]) => first <= index && index <= last);
}

function readSeries(tensors: Map<string, Tensor>, lane: number): Series {
  const steps = Float64Array.from(tensors.get(`${lane}/steps`)?.data ?? [], Number);
  const floats = (name: string) => (tensors.get(`${lane}/${name}`)?.data ?? new Float32Array(0)) as Float32Array;
  return {
    length: steps.length, steps, loss: floats('loss'), metric: floats('metric'), gradientNorm: floats('gradient_norm'),
    validations: shapeValidations(tensors, lane),
  };
}

/** Lanes that had diverged before `step`: their stacks hold only NaN there. */
function gone(series: Series[], step: number): string[] {
  return series.flatMap(({ length, steps }, lane) => (length > 0 && steps[length - 1] >= step ? [] : [`${lane}`]));
}

/** @param absent lanes */
function frameTensors(stacked: [string, Tensor][], index: number, absent: string[]): Map<string, Tensor> {
  const bare = stacked.map(([name, tensor]) => [name.slice(STACKED.length), tensor] as const);
  const present = bare.filter(([name]) => !absent.includes(name.split('/')[0]));
  return new Map(present.map(([name, tensor]) => [name, slice(tensor, index)]));
}

/** @returns the slice at `index` of the first axis, a view */
function slice({ shape, dtype, data }: Tensor, index: number): Tensor {
  const size = data.length / shape[0];
  return { shape: shape.slice(1), dtype, data: data.subarray(index * size, (index + 1) * size) };
}

/** @returns steps in (after, upTo] */
function scalarsBetween(
  { steps, loss, metric, gradientNorm, validations = [] }: Series,
  after: number,
  upTo: number,
): Frame['scalars'][number] {
  const begin = steps.findIndex((step) => step > after);
  if (begin < 0) return {
    steps: [], loss: loss.subarray(0, 0), metric: metric.subarray(0, 0), gradientNorm: gradientNorm.subarray(0, 0),
  };
  const past = steps.findIndex((step) => step > upTo);
  const end = past < 0 ? steps.length : past;
  return {
    steps: Array.from(steps.subarray(begin, end)),
    loss: loss.subarray(begin, end),
    metric: metric.subarray(begin, end), gradientNorm: gradientNorm.subarray(begin, end),
    validations: validations.filter(({ step }) => after < step && step <= upTo),
  };
}
