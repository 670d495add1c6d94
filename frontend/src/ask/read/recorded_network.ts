/** A recorded network reads a picture here, on the page, by the weights that the recording carries: no server is asked. */

import type {
  Answer, Experiment, Frame, LaneFrame, Part, RunView, State, TaskFacts, Tensor,
} from '../../core/model/types.ts';
import { ACTIVATION_CURVES, candidateActivation } from '../../core/model/activation_curves.ts';

/** Cells that are computed here: h = f(W_xh x + b_xh + b_hh + W_hh h), and an LSTM without peepholes. */
const SIMPLE = ['rnn', 'irnn', 'nprnn'];

/** @returns whether a recording is shown whose weights are there, of cells that are computed here, and reads pictures */
export function canReadHere({ replay, run }: Pick<State, 'replay' | 'run'>): boolean {
  if (!replay || run?.source !== 'recording' || run.facts.task.modality !== 'image' || !run.frame) return false;
  return run.frame.lanes.every((lane, number) => !lane || isComputed(run.experiment.lanes[number].cell, lane));
}

function isComputed(cell: Part, { weights }: LaneFrame): boolean {
  return weights !== null && !cell.residual && !cell.layer_norm && (SIMPLE.includes(cell.kind) || (cell.kind === 'lstm' && !cell.peepholes));
}

/**
 * @param run a recording that can be read here
 * @param rows of the picture, 0 to 1
 * @returns as a server answers `evaluate`, of the update whose frame is shown
 */
export function readHere({ experiment, facts, frame }: RunView, rows: readonly (readonly number[])[]): Answer {
  const pixels = rows.flat();
  const inputs = orderOf(facts.task, pixels.length).map((pixel) => Float64Array.of(pixels[pixel]));
  return readInputs(experiment, frame as Frame, inputs);
}

/** @param inputs what is read, a time step each */
export function readInputs(experiment: Experiment, { lanes, step }: Frame, inputs: Float64Array[]): Answer {
  const tensors = new Map([['input', stacked(inputs)]]);
  for (const [number, lane] of lanes.entries()) {
    if (!lane?.weights) continue;
    const weights = lane.weights;
    const layers = layerStates(experiment.lanes[number].cell, weights, inputs);
    const { shape: [, units], ...states } = stacked(layers.flat());
    tensors.set(`${number}/hidden_state`, { ...states, shape: [layers.length, inputs.length, units] });
    tensors.set(`${number}/output`, stacked(layers[layers.length - 1].map((h) => classShares(weights, h))));
  }
  return { reply: '', step, tensors };
}

function orderOf({ pixel_order: order }: TaskFacts, count: number): readonly number[] {
  return order ?? Array.from({ length: count }, (_, pixel) => pixel);
}

type Weights = Record<string, Tensor>;

/** @returns the states h of every layer, a time step each */
function layerStates(cell: Part, weights: Weights, inputs: Float64Array[]): Float64Array[][] {
  const layers: Float64Array[][] = [];
  while (`W_hh.${layers.length}` in weights) {
    layers.push(statesOf(cell, weights, layers.length, layers[layers.length - 1] ?? inputs));
  }
  return layers;
}

function statesOf(cell: Part, weights: Weights, layer: number, inputs: Float64Array[]): Float64Array[] {
  const [W_xh, W_hh] = [weights[`W_xh.${layer}`], weights[`W_hh.${layer}`]];
  const biases = ['b_xh', 'b_hh'].flatMap((name) => weights[`${name}.${layer}`] ?? []);
  const advance = cell.kind === 'lstm' ? memory(W_hh.shape[1]) : bend(cell);
  let h = new Float64Array(W_hh.shape[1]);
  return inputs.map((x) => {
    const z = new Float64Array(W_hh.shape[0]);
    for (const { data } of biases) for (let row = 0; row < z.length; row += 1) z[row] += Number(data[row]);
    addProduct(z, W_xh, x);
    addProduct(z, W_hh, h);
    h = advance(z);
    return h;
  });
}

function bend(cell: Part) {
  const { value } = ACTIVATION_CURVES[candidateActivation(cell)];
  return (z: Float64Array) => z.map(value);
}

/** An LSTM's step with the memory that it keeps: blocks i, f, g, o. */
function memory(units: number) {
  const c = new Float64Array(units);
  const { sigmoid: { value: gate } } = ACTIVATION_CURVES;
  return (z: Float64Array) => c.map((before, unit) => {
    const [i, f, g, o] = [0, 1, 2, 3].map((block) => z[block * units + unit]);
    c[unit] = gate(f) * before + gate(i) * Math.tanh(g);
    return gate(o) * Math.tanh(c[unit]);
  });
}

/** @returns softmax of the read-out */
function classShares({ W_hy, b_y }: Weights, h: Float64Array): Float64Array {
  const logits = Float64Array.from(b_y.data as Float32Array);
  addProduct(logits, W_hy, h);
  const largest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** sum += matrix · vector */
function addProduct(sum: Float64Array, { shape: [, columns], data }: Tensor, vector: Float64Array) {
  const entries = data as Float32Array;
  for (let row = 0; row < sum.length; row += 1) {
    let product = 0;
    for (let column = 0; column < columns; column += 1) product += entries[row * columns + column] * vector[column];
    sum[row] += product;
  }
}

/** @returns (rows, columns) */
function stacked(rows: readonly Float64Array[]): Tensor {
  const width = rows[0].length;
  const data = new Float32Array(rows.length * width);
  for (const [place, row] of rows.entries()) data.set(row, place * width);
  return { shape: [rows.length, width], dtype: 'F32', data };
}
