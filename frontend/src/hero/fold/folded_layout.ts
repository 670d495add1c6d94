/** Where the folded cells stand: one column, in the middle of the picture or of each model's share of its width. */

import type { TimeAxis } from '../../core/model/time_axis.ts';
import { heroLayout, type HeroLayout, type LaneLayout } from '../../core/model/hero_layout.ts';
import { gridHeight, gridOf } from '../../core/model/unit_grid.ts';

/** A model has at least so many pixels beside the others; else they stand one below the other. */
const LEAST_SHARE = 160;
/** Of a model's share, for its cell: the rest is the loops'. */
const CELL_SHARE = 0.45;

/**
 * Between the cell and what it reads the gradient's loop comes back, and the name of the weights stands: so many
 * pixels.
 */
const LOOP = 46;
/** By so many they outgrow a row at the most, of one model and of each that stands over another. */
const MORE = { one: 24, each: 12 };

export type Shape = Parameters<typeof heroLayout>[0];

/**
 * @param flat the unrolled picture
 * @param shape that it was made of
 */
export function foldedLayout(flat: HeroLayout, shape: Shape): HeroLayout {
  const modality = shape.task.modality === 'image' ? 'values' : shape.task.modality;
  const more = Math.max(MORE.one, MORE.each * shape.lanes.length);
  const one = { ...shape, height: flat.height - more, task: { ...shape.task, sequence_length: 1, modality } };
  const layout = withLoops(besideEachOther(one) ?? heroLayout(one), more);
  return { ...layout, phases: { ...layout.phases, parts: [] } };
}

/** Several models on the same rows, each with its answer over its cell. @returns null: there is no room */
function besideEachOther(shape: Shape): HeroLayout | null {
  const { lanes, task } = shape;
  const largest = (key: 'layers' | 'hiddenSize' | 'modules') => Math.max(...lanes.map((lane) => lane[key] ?? 0));
  const common = { lane: 0, layers: largest('layers'), hiddenSize: largest('hiddenSize'), modules: largest('modules') };
  const layout = fitting({ ...shape, task: { ...task, structure: 'many-to-many' }, lanes: [common] });
  const { axis, gutter } = layout;
  const room = axis.pitch * axis.count + 2 * (axis.start - gutter);
  const share = room / lanes.length;
  if (lanes.length === 1 || layout.touch || share < LEAST_SHARE) return null;
  const column = Math.min(axis.column, Math.floor(share * CELL_SHARE));
  const whole = { ...axis, pitch: room, gap: room - column, column, start: gutter };
  return {
    ...layout, axis: whole, barsInProfile: false,
    lanes: lanes.map((lane, index) => laneOn(layout.lanes[0], lane, {
      ...whole, pitch: share, gap: share - column, start: gutter + index * share, width: gutter + (index + 1) * share,
    })),
  };
}

/** The first that is no higher than the room: lying bars, upright ones, no profile. */
function fitting(shape: Shape): HeroLayout {
  const [lying, standing, bare] = [
    { triangle: false }, { triangle: false, standing: true }, { triangle: true, standing: true },
  ].map((wish) => heroLayout({ ...shape, ...wish }));
  return [lying, standing].find(({ height }) => height <= shape.height) ?? bare;
}

/**
 * The loop takes the room of a model's bars, which are not drawn; what lies below moves down by what it lacks, the
 * profile has the rest of `more`.
 */
function withLoops(layout: HeroLayout, more: number): HeroLayout {
  let down = 0;
  const lanes = layout.lanes.map((lane) => {
    const height = Math.max(LOOP, lane.readIn.height + lane.bars.height);
    const moved = movedDown(lane, lane.axis ? 0 : down);
    down = (lane.axis ? 0 : down) + height - lane.readIn.height - lane.bars.height;
    return { ...moved, readIn: { y: moved.readIn.y, height }, bars: { y: 0, height: 0 } };
  });
  const inputs = { ...layout.inputs, span: below(layout.inputs.span, down) };
  const spare = layout.profile.height > 0 ? Math.max(0, more - down) : 0;
  const profile = { y: layout.profile.y + down, height: layout.profile.height + spare };
  return { ...layout, height: layout.height + down + spare, lanes, inputs, times: below(layout.times, down), profile };
}

function below<S extends { y: number }>(span: S, down: number): S {
  return { ...span, y: span.y + down };
}

function movedDown(lane: LaneLayout, down: number): LaneLayout {
  const { whole, title, prediction, readOut, brackets, stateLabel, readIn } = lane;
  return {
    ...lane, layers: lane.layers.map((layer) => below(layer, down)),
    whole: below(whole, down), title: below(title, down), prediction: below(prediction, down),
    readOut: below(readOut, down),
    brackets: below(brackets, down), stateLabel: below(stateLabel, down), readIn: below(readIn, down),
  };
}

/** A model on the rows of the largest. */
function laneOn(
  rows: LaneLayout,
  { lane, layers, hiddenSize, modules = 0, entries = 1 }: Shape['lanes'][number],
  axis: TimeAxis,
): LaneLayout {
  const own = rows.layers.slice(0, layers).map((layer) => {
    const [width, inside] = [axis.column - 2 * layer.padding, layer.height - 2 * layer.padding];
    const grid = gridOf({ hiddenSize, modules, entries }, width, inside);
    return { ...layer, units: hiddenSize, grid, height: gridHeight(grid) + 2 * layer.padding };
  });
  return { ...rows, lane, layers: own, axis };
}

/**
 * The picture of one model, on whose axis a time step stands where the one column is.
 * @param count time steps of the sequence
 * @param axis of the model
 */
export function foldedAt(folded: HeroLayout, step: number, count: number, axis: TimeAxis = folded.axis): HeroLayout {
  return { ...folded, axis: { ...axis, count, start: axis.start - step * axis.pitch } };
}

/**
 * Where a column of the unrolled picture stands on the way into the fold.
 * @param left of its slot, on the screen
 * @param width of the slot
 * @param centre of the folded cell
 * @param share 0: unrolled; 1: folded
 */
export function slotOnTheWay(left: number, width: number, centre: number, share: number) {
  return left + (centre - width / 2 - left) * share;
}
