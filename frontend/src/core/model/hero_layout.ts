/** The geometry of the whole hero: which rows there are, how high each is, how much detail has room. */

import { inputRows, type InputRow } from './input_rows.ts';
import type { TaskFacts } from './types.ts';
import { phasesOf, type Phase } from './phases.ts';
import { fixed, flexible, stack, type Part, type Span } from './stack.ts';
import { fitsFingers, timeAxis, type TimeAxis } from './time_axis.ts';
import { gridHeight, gridOf, unitGrid, type UnitGrid } from './unit_grid.ts';

export type PredictionStyle = 'callout' | 'bars' | 'standing' | 'marks' | 'curve';
export type LayerLayout = { y: number, height: number, grid: UnitGrid, padding: number, units: number };
export interface LaneLayout {
  /** number of the lane */ lane: number;
  whole: Span;
  title: Span;
  /** empty for a callout, which stands in the title row */ prediction: Span;
  /** room of the arrows from state to prediction */ readOut: Span;
  brackets: Span;
  /** by layer number; the first lies lowest */ layers: LayerLayout[];
  stateLabel: Span;
  /** room of the arrows from the input */ readIn: Span;
  /** its own, where models stand beside each other */ axis?: TimeAxis;
  /** empty where one lane shares the profile's panel; the largest row where no profile stands under several lanes */
  bars: Span;
}
/** no layers where the lanes cannot be subtracted */
export type DifferenceLayout = { title: Span, layers: LayerLayout[], bars: Span };
export interface HeroLayout {
  width: number;
  height: number;
  gutter: number;
  /** whether it is a phone's */ touch: boolean;
  /** whether each column is wide enough for a finger, on a phone */ columns: boolean;
  axis: TimeAxis;
  prediction: PredictionStyle;
  /** whether arrows are long enough to carry the names of their weights */ labelled: boolean;
  /** the lanes in sight */ lanes: LaneLayout[];
  /** of two lanes, under all of them */ difference: DifferenceLayout | null;
  inputs: { span: Span, rows: InputRow[] };
  phases: { span: Span, parts: Phase[] };
  times: Span;
  /** empty where the gradient triangle of a few time steps stands in its place, or several lanes have bars as large */
  profile: Span;
  /** whether each of several lanes has a plot of its own for its bars */ barred: boolean;
  barsInProfile: boolean;
}
/** what is to be drawn */
export interface HeroShape {
  width: number;
  /** wanted; 0 is as high as it likes */ height: number;
  task: {
    kind: string;
    loss: string;
    structure: string;
    sequence_length: number;
    input_size: number;
    output_size: number;
    required_lag: number | null;
    modality: TaskFacts['modality'];
    phases?: TaskFacts['phases'];
    levels?: TaskFacts['levels'];
  };
  /** the lanes in sight; `modules` of a clockwork cell; `entries`: numbers of a unit, side by side */
  lanes: { lane: number, layers: number, hiddenSize: number, modules?: number, entries?: number }[];
  /** what is subtracted, if anything is; 0 layers where sizes differ */
  difference?: { layers: number, hiddenSize: number } | null;
  /** whether a phone's picture may be higher than what is in sight */ tall?: boolean;
  /** whether bars of classes stand upright, to save height */ standing?: boolean;
  /** whether the gradient triangle is open under the picture */ triangle?: boolean;
  /** whether a phone shows columns for a finger instead of the whole sequence */ columns?: boolean;
  /** whether the lines of all lanes have to stand in one plot, to be drawn into or pointed at */ shared?: boolean;
  /** whether the whole sequence has to fit the width, as on paper */ whole?: boolean;
}

const TOUCH_WIDTH = 560;
const ONE_LINE_WIDTH = 760;
/** Narrower than this, name, verdict and figures stand one under the other beside a callout. */
const TWO_LINE_WIDTH = 720;
const LABELLED_PITCH = 64;
const COMFORTABLE_HEIGHT = 640;
/** Of a whole sequence on a phone: question, picture and transport are in sight together. */
const PHONE_HEIGHT = 436;
const RIGHT_MARGIN = 14;
const TOUCH_GUTTER = 42;
const SMALLEST_MODULE = 9;
/** Height of a layer's states over large bars: two pixels a unit, within these. */
const STRIP = { least: 22, most: 34 };
/**
 * Least height of a unit with its number in the only lane, in that above the triangle, and where lanes or layers share
 * the room.
 */
const NUMBERED = { only: 26, closer: 22, several: 17 };
/** Room of an upright bar for each class. */
const STANDING_BAR = 14;

export function heroLayout(shape: HeroShape): HeroLayout {
  const touch = shape.width < TOUCH_WIDTH;
  const gutter = touch ? TOUCH_GUTTER : 54;
  const room = shape.width - gutter - RIGHT_MARGIN;
  const columns = touch && showsColumns(shape);
  const axis = timeAxis({
    count: shape.task.sequence_length, room, start: gutter, kind: columns ? 'finger' : touch ? 'phone' : 'page',
    whole: shape.whole,
  });
  const labelled = axis.pitch >= LABELLED_PITCH;
  const prediction = predictionStyle(shape, axis);
  const only = shape.lanes.length === 1;
  const barred = !only && !labelled && !columns && !shape.shared;
  const profiled = !barred && !(shape.triangle && only && labelled && !touch && shape.height > 0);
  const rows = inputRows(shape.task, axis.pitch, shape.lanes.length > 2);
  const phases = phasesOf(shape.task);
  const detail = {
    touch, columns, labelled, prediction, only, profiled, barred, oneLine: shape.width >= ONE_LINE_WIDTH,
    threeLines: prediction === 'callout' && shape.width < TWO_LINE_WIDTH,
    compact: (shape.lanes.length > 2 || barred || (labelled && !only)) && !touch
  };
  const heights = { inputs: rows.reduce((sum, row) => sum + row.height, 0), phases: phases.length ? 17 : 0 };
  const comfortable = pictureParts(shape, axis, detail, heights);
  // Where the rows do not fit, several lanes draw closer before the picture grows out of sight.
  const closer = shape.height > 0 && !touch && !only && !detail.compact && leastHeight(comfortable) > shape.height;
  const stacked = stack(
    closer ? pictureParts(shape, axis, { ...detail, compact: true }, heights) : comfortable,
    shape.height || (touch && !columns ? phoneHeight(shape) : COMFORTABLE_HEIGHT),
  );
  const span = (key: string) => stacked.spans.get(key) ?? { y: 0, height: 0 };
  return {
    width: shape.width, height: stacked.height, gutter, touch, columns, barred, axis, prediction, labelled,
    lanes: shape.lanes.map((lane) => laneLayout(lane, axis, span)),
    difference: shape.difference ? differenceLayout(shape.difference, axis, span) : null,
    inputs: { span: span('inputs'), rows }, phases: { span: span('phases'), parts: phases },
    times: span('times'), profile: span('profile'), barsInProfile: only && profiled,
  };
}

function phoneHeight({ lanes, tall }: HeroShape): number {
  return tall ? 320 + 270 * lanes.length : PHONE_HEIGHT;
}

/** All rows from top to bottom. */
function pictureParts(
  { lanes, task, difference }: HeroShape,
  axis: TimeAxis,
  detail: Detail,
  heights: { inputs: number, phases: number },
): Part[] {
  const { compact, touch } = detail;
  return [
    ...lanes.flatMap((lane) => laneParts(lane, task, axis, detail)),
    ...(difference ? differenceParts(difference, touch) : []),
    fixed('inputs', heights.inputs),
    fixed('phases', heights.phases),
    fixed('times', compact ? 18 : 20),
    profilePart(detail),
    fixed('foot', 6),
  ];
}

/** @returns whether a phone shows columns that a finger meets */
export function showsColumns(
  { width, task, columns = false }: { width: number, task: { sequence_length: number }, columns?: boolean },
): boolean {
  return columns || fitsFingers(task.sequence_length, width - TOUCH_GUTTER - RIGHT_MARGIN);
}

/** @returns the bars of the only lane, or the lines of all */
function profilePart({ only, compact, profiled, labelled, columns }: Detail): Part {
  if (!profiled) return fixed('profile', 0);
  if (only && !labelled && !columns) return flexible('profile', 150, 420, 6);
  return flexible('profile', only ? 118 : compact ? 96 : 104, only ? 300 : 230, 2);
}

function leastHeight(parts: readonly Part[]) {
  return parts.reduce((sum, { minimum }) => sum + minimum, 0);
}

function predictionStyle({ task, lanes, standing }: HeroShape, axis: TimeAxis): PredictionStyle {
  if (task.structure.endsWith('to-one')) return 'callout';
  if (task.loss !== 'cross_entropy') return 'curve';
  if (axis.column >= 72 && task.output_size <= 8 && lanes.length === 1 && lanes[0].layers <= 2
    && !standing) return 'bars';
  return axis.column >= task.output_size * STANDING_BAR ? 'standing' : 'marks';
}

export type Detail = {
  touch: boolean;
  columns: boolean;
  barred: boolean;
  oneLine: boolean;
  threeLines: boolean;
  labelled: boolean;
  prediction: PredictionStyle;
  only: boolean;
  profiled: boolean;
  compact: boolean;
};

function laneParts(lane: HeroShape['lanes'][number], task: HeroShape['task'], axis: TimeAxis, detail: Detail): Part[] {
  const key = (name: string) => `${lane.lane}/${name}`;
  return [
    fixed(key('title'), titleHeight(detail)),
    predictionPart(key('prediction'), detail, task.output_size),
    readOutPart(key('readOut'), detail),
    fixed(key('brackets'), task.required_lag ? (detail.compact || detail.barred ? 13 : 20) : 4),
    ...layerParts(lane, axis, detail),
    fixed(key('stateLabel'), detail.labelled ? 20 : 0),
    detail.labelled
      ? flexible(key('readIn'), detail.only ? 22 : 10, detail.only ? 64 : 26, 1)
      : fixed(key('readIn'), 2),
    barsPart(key('bars'), detail),
    detail.only ? fixed(key('foot'), 4) : flexible(key('foot'), detail.compact || detail.barred ? 5 : 8, 16, 0.2),
  ];
}

function barsPart(key: string, { only, barred, compact }: Detail): Part {
  if (only) return fixed(key, 0);
  return barred ? flexible(key, 36, 400, 8) : flexible(key, compact ? 20 : 24, 52, 0.8);
}

function titleHeight({ touch, columns, compact, only, oneLine, threeLines, profiled, prediction }: Detail) {
  if (touch) return columns ? 112 : 66;
  if (threeLines) return 76;
  if (only && prediction === 'callout') return 70;
  if (compact && oneLine) return 40;
  return profiled ? 62 : 52;
}

/** @param outputs classes, or curves that stand one below another */
function predictionPart(key: string, { prediction, compact }: Detail, outputs: number): Part {
  switch (prediction) {
    case 'callout':
      return fixed(key, 0);
    case 'bars':
      return flexible(key, 40 + outputs * 16, 44 + outputs * 22, 1.4);
    case 'standing':
      return flexible(key, compact ? 36 : 44, 60, 0.6);
    case 'marks':
      return flexible(key, compact ? 36 : 50, 66, 0.6);
    case 'curve':
      return flexible(key, Math.max(compact ? 40 : 52, outputs * 22), Math.max(110, outputs * 44), 1);
  }
}

function readOutPart(key: string, { prediction, labelled }: Detail): Part {
  if (prediction === 'callout') return fixed(key, 0);
  return labelled ? flexible(key, 12, 70, 1) : fixed(key, 6);
}

/** Cells of the layers, the last layer on top. */
function layerParts(
  { lane, layers, hiddenSize, modules = 0 }: HeroShape['lanes'][number],
  axis: TimeAxis,
  detail: Detail,
): Part[] {
  const numbers = axis.column >= 48 && hiddenSize <= 12;
  if (detail.barred) return stripParts({ lane, layers, hiddenSize, modules });
  const plain = Math.min(88, Math.max(34, hiddenSize * 1.7)) / (layers > 1 ? 1.3 : 1);
  const smallest =
    Math.max(numbers ? hiddenSize * numberedHeight(detail, layers) + 16 : plain, modules * SMALLEST_MODULE)
    + (numbers ? modules * 10 : 0);
  const tallestUnit = Math.min(44, Math.max(detail.only ? 15 : 10, axis.column));
  const largest = Math.min(detail.only ? 300 : 210, Math.max(smallest, hiddenSize * tallestUnit + modules * 14));
  const parts = [];
  for (let layer = layers - 1; layer >= 0; layer -= 1) {
    parts.push(flexible(`${lane}/layer/${layer}`, smallest, largest, 5 / layers));
    if (layer > 0) {
      parts.push(flexible(`${lane}/between/${layer}`, detail.labelled ? 16 : 6, detail.labelled ? 34 : 14, 0.4));
    }
  }
  return parts;
}

/** Where the bars are what is looked at, the states give way. */
function stripParts({ lane, layers, hiddenSize, modules = 0 }: HeroShape['lanes'][number]): Part[] {
  const height = Math.max(STRIP.least, Math.min(STRIP.most, 2 * hiddenSize), modules * SMALLEST_MODULE);
  return Array.from({ length: layers }, (_, index) => fixed(`${lane}/layer/${layers - 1 - index}`, height));
}

function numberedHeight({ only, profiled }: Detail, layers: number) {
  if (!only || layers > 1) return NUMBERED.several;
  return profiled ? NUMBERED.only : NUMBERED.closer;
}

function laneLayout(
  { lane, layers, hiddenSize, modules = 0, entries = 1 }: HeroShape['lanes'][number],
  axis: TimeAxis,
  span: (key: string) => Span,
): LaneLayout {
  const of = (name: string) => span(`${lane}/${name}`);
  const padding = axis.column >= 60 ? 8 : axis.column >= 14 ? 3 : 0;
  const [first, last] = [of('title'), of('foot')];
  return {
    lane,
    whole: { y: first.y, height: last.y + last.height - first.y },
    title: first, prediction: of('prediction'), readOut: of('readOut'), brackets: of('brackets'),
    layers: Array.from({ length: layers }, (_, layer) => {
      const { y, height } = of(`layer/${layer}`);
      const [width, inside] = [axis.column - 2 * padding, height - 2 * padding];
      const grid = gridOf({ hiddenSize, modules, entries }, width, inside);
      return { y, height: gridHeight(grid) + 2 * padding, padding, units: hiddenSize, grid };
    }),
    stateLabel: of('stateLabel'), readIn: of('readIn'), bars: of('bars'),
  };
}

function differenceParts({ layers, hiddenSize }: { layers: number, hiddenSize: number }, touch: boolean): Part[] {
  const height = Math.min(76, Math.max(30, hiddenSize * 1.5)) / Math.max(1, layers);
  return [
    fixed('difference/title', touch ? 58 : 26),
    ...Array.from(
      { length: layers }, (_, index) => flexible(`difference/layer/${layers - 1 - index}`, height, 2 * height, 1),
    ),
    flexible('difference/bars', 34, 56, 0.6),
    fixed('difference/foot', 8),
  ];
}

function differenceLayout(
  { layers, hiddenSize }: { layers: number, hiddenSize: number },
  axis: TimeAxis,
  span: (key: string) => Span,
): DifferenceLayout {
  return {
    title: span('difference/title'),
    layers: Array.from({ length: layers }, (_, layer) => {
      const { y, height } = span(`difference/layer/${layer}`);
      const grid = unitGrid(hiddenSize, axis.column - 2, height - 6);
      return { y, height: gridHeight(grid) + 2, padding: 1, units: hiddenSize, grid };
    }),
    bars: span('difference/bars'),
  };
}
