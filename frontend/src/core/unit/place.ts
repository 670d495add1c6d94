/** The place that the inspector looks at, out of the page's state. */

import type { Cursor, Lane, RunView } from '../model/types.ts';
import type { Site } from './pieces.ts';
import { firstTimeStep } from '../model/clock.ts';
import {
  at, fires, hasWeight, hiddenSize, inputSize, isRecurrent, layerCount, sequenceLength, type Place,
} from './readings.ts';

/** @returns null where the lane has no tensors */
export function placeOf(run: RunView | null, lane: number): Place | null {
  const tensors = run?.frame?.lanes[lane];
  if (!run?.frame || !tensors) return null;
  const { cell } = run.experiment.lanes[lane];
  const {
    gates, matrices = [], layer_states: layerStates = [], gate_limits: gateLimits = {},
  } = run.facts.lanes[lane];
  return {
    frame: run.frame, lane: tensors, cell, gates, matrices, layerStates, gateLimits, loss: run.facts.task.loss,
    start: firstTimeStep(run.experiment.task, run.frame.step),
    truncated: isTruncated(run.experiment.lanes[lane], run.frame.step, tensors.hiddenState.shape[1]),
  };
}

/**
 * Whether some losses did not reach back to the beginning: then a state's gradient is a sum over windows, each with an
 * end of its own.
 * @param length of the sequence
 */
function isTruncated({ bptt, changes = [] }: Lane, step: number, length: number) {
  const turned = changes.filter((change) => change.bptt && change.step <= step).map((change) => change.bptt);
  const inForce = turned[turned.length - 1] ?? bptt;
  return inForce?.kind === 'truncated' && Number(inForce.window) < length;
}

/** @returns null where the cursor points beside this network */
export function within(place: Place, cursor: Cursor): Cursor | null {
  const inside = cursor.layer < layerCount(place) && cursor.timeStep < sequenceLength(place)
    && cursor.unit < hiddenSize(place);
  return inside ? cursor : null;
}

export function siteOf(place: Place, { layer, timeStep, unit }: Cursor): Site {
  return {
    time: timeStep + 1,
    unit: unit + 1, layer, layers: layerCount(place), hidden: hiddenSize(place), input: inputSize(place, layer),
    output: place.lane.output.shape[1],
    last: timeStep === sequenceLength(place) - 1, scored: at(place.frame.lossMask, timeStep) > 0,
    rests: !fires(place, unit, timeStep), recurrent: isRecurrent(place),
    twoBiases: place.lane.weights
      ? hasWeight(place, `b_hh.${layer}`)
      : ['rnn', 'lstm', 'gru'].includes(place.cell.kind),
  };
}
