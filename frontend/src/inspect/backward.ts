/**
 * The gradient ∂ℓ/∂h of one unit at one time step as rows of a list of terms: what comes back through the prediction of
 * this time step, through the layer above, and through the next time step.
 */

import type { Row } from './term_list.ts';
import { equationsOf } from './cells/catalog.ts';
import { at, layerCount, sequenceLength, weightReading, type Place } from '../core/unit/readings.ts';

/** @returns whether the frame carries every number that the backward equation reads */
export function hasBackward({ lane, gates }: Place): boolean {
  return Boolean(lane.weights && lane.hiddenGradient && lane.preActivation && (gates.length === 0 || lane.gates));
}

/** @returns the last row gives ∂ℓ/∂h; rows through which nothing comes are left out */
export function backwardRows(place: Place, layer: number, timeStep: number, unit: number): Row[] {
  const equations = equationsOf(place.cell);
  const rows = [throughOutput(place, layer, timeStep, unit)];
  if (layer < layerCount(place)
    - 1) rows.push({ id: 'above', groups: equations.toInput({ place, layer: layer + 1, timeStep, unit }) });
  if (timeStep < sequenceLength(place)
    - 1) rows.push({ id: 'next', groups: equations.toState({ place, layer, timeStep: timeStep + 1, unit }) });
  const paths = rows.filter((row) => row !== null && row.groups.length > 0);
  return [...paths as Row[], {
    id: 'gradient', groups: (paths as Row[]).map(({ id }) => ({ name: id, products: [[{ row: id }]] })),
  }];
}

function throughOutput(place: Place, layer: number, timeStep: number, unit: number): Row | null {
  if (layer !== layerCount(place) - 1 || !at(place.frame.lossMask, timeStep)) return null;
  const products = outputGradient(place, timeStep).map((gradient, output) => [
    weightReading(place, 'W_hy', output, unit),
    { value: gradient, source: `output[${timeStep},${output}]` },
  ]);
  return { id: 'output', groups: [{ name: 'W_hy', products }] };
}

/**
 * ∂ℓ/∂(W_hy h + b_y): prediction minus target, over the scored steps of the sequence.
 * @returns (O)
 */
export function outputGradient({ frame, lane, loss }: Place, timeStep: number): number[] {
  const scored = Array.from(frame.lossMask.data, Number).reduce((sum, value) => sum + value, 0);
  const size = lane.output.shape[1];
  return Array.from({ length: size }, (_, output) => {
    const predicted = at(lane.output, timeStep, output);
    if (loss === 'cross_entropy') return (predicted - (at(frame.target, timeStep) === output ? 1 : 0)) / scored;
    return (2 * (predicted - at(frame.target, timeStep, output))) / (scored * size);
  });
}
