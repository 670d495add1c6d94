/**
 * The place that the inspector looks at, out of the page's state.
 *
 * @import { Cursor, RunView } from '../state/types.d.ts'
 * @import { Place } from './readings.js'
 * @import { Site } from './symbols.js'
 */

import { at, fires, hasWeight, hiddenSize, inputSize, layerCount, sequenceLength } from './readings.js';

/** @param {RunView | null} run @param {number} lane @returns {Place | null} null where the lane has no tensors */
export function placeOf(run, lane) {
  const tensors = run?.frame?.lanes[lane];
  if (!run?.frame || !tensors) return null;
  const { cell } = run.experiment.lanes[lane];
  return { frame: run.frame, lane: tensors, cell, gates: run.facts.lanes[lane].gates, loss: run.facts.task.loss };
}

/** @param {Place} place @param {Cursor} cursor @returns {Cursor | null} null where the cursor points beside this network */
export function within(place, cursor) {
  const inside = cursor.layer < layerCount(place) && cursor.timeStep < sequenceLength(place) && cursor.unit < hiddenSize(place);
  return inside ? cursor : null;
}

/** @param {Place} place @param {Cursor} cursor @returns {Site} */
export function siteOf(place, { layer, timeStep, unit }) {
  return {
    time: timeStep + 1, unit: unit + 1, layer, layers: layerCount(place), hidden: hiddenSize(place), input: inputSize(place, layer),
    output: place.lane.output.shape[1], last: timeStep === sequenceLength(place) - 1, scored: at(place.frame.lossMask, timeStep) > 0,
    rests: !fires(place, unit, timeStep),
    twoBiases: place.lane.weights ? hasWeight(place, `b_hh.${layer}`) : !['irnn', 'cwrnn'].includes(place.cell.kind),
  };
}
