/**
 * A recording: one safetensors file with the run's document, its marks, all scalars and the kept frames.
 *
 * @import { Experiment, Facts, Frame, Mark, Series, Tensor } from '../state/types.d.ts'
 */

import { shapeFrame, shapeValidations } from './frame.js';
import { decodeSafetensors } from './safetensors.js';

/** @typedef {{ experiment: Experiment, marks: Mark[], series: Series[], frames: Frame[], facts: Facts | null, metadata: Record<string, string> }} Recording */
/** Which frames lack a tensor: stretches, each its first and its last. @typedef {Record<string, [number, number][]>} Absent */

const STACKED = 'frames/';

/**
 * Frames come in the order of their steps. The scalars of a frame are those since the frame before it, as on the wire.
 *
 * @param {ArrayBuffer} buffer  the whole file
 * @returns {Recording}
 * @throws {Error} when the file holds no document
 */
export function decodeRecording(buffer) {
  const { tensors, metadata } = decodeSafetensors(buffer);
  if (!metadata.experiment) throw new Error('The recording lacks its experiment document.');
  const experiment = JSON.parse(metadata.experiment);
  const laneCount = experiment.lanes.length;
  const series = Array.from({ length: laneCount }, (_, lane) => readSeries(tensors, lane));
  const steps = Array.from(tensors.get(`${STACKED}step`)?.data ?? [], Number);
  const stacked = [...tensors].filter(([name]) => name.startsWith(STACKED) && name !== `${STACKED}step`);
  /** @type {Absent} */
  const absent = JSON.parse(metadata.absent ?? '{}');
  /** @type {Record<string, number>[]} */
  const panelSteps = JSON.parse(metadata.panel_steps ?? '[]');
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
  return { experiment, facts: JSON.parse(metadata.facts ?? 'null'), marks: JSON.parse(metadata.marks ?? '[]'), series, frames, metadata };
}

/** @param {Absent[string]} stretches @param {number} index */
function lacks(stretches, index) {
  return stretches.some(([first, last]) => first <= index && index <= last);
}

/** @param {Map<string, Tensor>} tensors @param {number} lane @returns {Series} */
function readSeries(tensors, lane) {
  const steps = Float64Array.from(tensors.get(`${lane}/steps`)?.data ?? [], Number);
  const floats = (/** @type {string} */ name) => /** @type {Float32Array} */ (tensors.get(`${lane}/${name}`)?.data ?? new Float32Array(0));
  return { length: steps.length, steps, loss: floats('loss'), metric: floats('metric'), gradientNorm: floats('gradient_norm'), validations: shapeValidations(tensors, lane) };
}

/** Lanes that had diverged before `step`: their stacks hold only NaN there. @param {Series[]} series @param {number} step @returns {string[]} */
function gone(series, step) {
  return series.flatMap(({ length, steps }, lane) => (length > 0 && steps[length - 1] >= step ? [] : [`${lane}`]));
}

/** @param {[string, Tensor][]} stacked @param {number} index @param {string[]} absent lanes @returns {Map<string, Tensor>} */
function frameTensors(stacked, index, absent) {
  const bare = stacked.map(([name, tensor]) => /** @type {const} */ ([name.slice(STACKED.length), tensor]));
  const present = bare.filter(([name]) => !absent.includes(name.split('/')[0]));
  return new Map(present.map(([name, tensor]) => [name, slice(tensor, index)]));
}

/** @param {Tensor} tensor @param {number} index @returns {Tensor} the slice at `index` of the first axis, a view */
function slice({ shape, dtype, data }, index) {
  const size = data.length / shape[0];
  return { shape: shape.slice(1), dtype, data: data.subarray(index * size, (index + 1) * size) };
}

/** @param {Series} series @param {number} after @param {number} upTo @returns {Frame['scalars'][number]} steps in (after, upTo] */
function scalarsBetween({ steps, loss, metric, gradientNorm, validations = [] }, after, upTo) {
  const begin = steps.findIndex((step) => step > after);
  if (begin < 0) return { steps: [], loss: loss.subarray(0, 0), metric: metric.subarray(0, 0), gradientNorm: gradientNorm.subarray(0, 0) };
  const past = steps.findIndex((step) => step > upTo);
  const end = past < 0 ? steps.length : past;
  return {
    steps: Array.from(steps.subarray(begin, end)),
    loss: loss.subarray(begin, end), metric: metric.subarray(begin, end), gradientNorm: gradientNorm.subarray(begin, end),
    validations: validations.filter(({ step }) => after < step && step <= upTo),
  };
}
