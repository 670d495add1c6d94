/**
 * The diagram of a cell at one time step, with the real vectors on its wires: what comes in, what is made of it, what
 * goes on, and what the loss says of it on the way back.
 */

import { wiring } from './diagram_wires.ts';
import {
  at, gateReading, gradientReading, hiddenSize, inputReading, inputSize, isRecurrent, layerCount,
  preActivationReading, secondReading, stateReading, type Reading, type Place,
} from '../core/unit/readings.ts';

export type VectorKind = 'state' | 'input' | 'inside' | 'gate' | 'output' | 'gradient';
/** `written`: there is room for its numbers; `columns` of a matrix, whose entries stand row by row */
export type Vector = {
  id: string;
  base: string;
  index: string;
  kind: VectorKind;
  x: number;
  y: number;
  width: number;
  height: number;
  entries: Reading[];
  columns: number;
  written: boolean;
};
export type Mark = { x: number, y: number, words: string, kind: 'operation' | 'weight' };
export type Wire = { points: [x: number, y: number][], back: boolean };
export type Diagram = { width: number, height: number, vectors: Vector[], marks: Mark[], wires: Wire[] };

export const WIDTH = 284;
const MOST_WRITTEN = 6;
const [ENTRY, COLUMN] = [16, 46];
const STRIP = 14;
const [LEFT, RIGHT] = [4, WIDTH - 4];
const LABEL = 15;
/** What a wire takes that goes above all else. */
const ABOVE = 10;

/** @param count entries */
function sizeOf(count: number): { width: number, height: number, written: boolean } {
  const written = count <= MOST_WRITTEN;
  return {
    written, width: written ? COLUMN : STRIP, height: written ? count * ENTRY : Math.min(96, Math.max(40, count * 3)),
  };
}

type Drawn = Pick<Vector, 'id' | 'base' | 'index' | 'kind' | 'entries'> & Partial<Pick<Vector, 'columns'>>;

/** @param centre x */
function placed(
  vector: Drawn,
  centre: number,
  y: number,
  widest = COLUMN,
) {
  const { columns = 1 } = vector;
  const { width, ...rest } = sizeOf(vector.entries.length / columns);
  const size = columns > 1
    ? { ...rest, written: false, width: COLUMN, columns }
    : { ...rest, width: Math.min(width, widest), columns };
  return { ...vector, ...size, x: Math.max(LEFT, Math.min(RIGHT - size.width, centre - size.width / 2)), y };
}

export type Moment = { place: Place, layer: number, timeStep: number };

function perUnit({ place }: Moment, read: (unit: number) => Reading): Reading[] {
  return Array.from({ length: hiddenSize(place) }, (_, unit) => read(unit));
}

/** The states of the cell that are one number a unit, or a row of them, or numbers of the layer; h last. */
function railsOf({ place }: Moment, states: readonly string[]) {
  const others = states.filter((name) => name !== 'h'
    && (place.lane.states[name]?.shape.length === 3 || (place.lane.states[name] && place.matrices?.includes(name))));
  return [...others, 'h'];
}

function stateVector(moment: Moment, name: string, timeStep: number): Pick<Drawn, 'entries' | 'columns'> {
  const { place, layer } = moment;
  if (name === 'h') return { entries: perUnit(moment, (unit) => stateReading(place, layer, timeStep, unit)) };
  const [, , rows, columns = 1] = place.lane.states[name].shape;
  const part = (column: number) => (columns > 1 || place.matrices?.includes(name) ? [column] : []);
  const row = (unit: number) => Array.from(
    { length: columns }, (_, column) => secondReading(place, name, layer, timeStep, unit, ...part(column)),
  );
  return { columns, entries: Array.from({ length: rows }, (_, unit) => row(unit)).flat() };
}

/** Left to right as they act on the state's wire. */
const DRAWN_ORDER: Record<string, string[]> = {
  lstm: ['f', 'i', 'g', 'o'], slstm: ['f', 'i', 'g', 'o'], gru: ['z', 'r', 'n'], lem: ['Δt₁', 'g', 'Δt₂'],
  mlstm: ['f', 'i', 'v', 'o'],
};

/** Gates that are one number of the layer. */
const OF_LAYER: Record<string, string[]> = { deltanet: ['α', 'β'], mlstm: ['i', 'f'] };

/** What the cell makes inside: its gates, or the one sum. */
function insideOf(moment: Moment): Drawn[] {
  const { place, layer, timeStep } = moment;
  const time = String(timeStep + 1);
  if (place.gates.length && place.lane.gates) {
    const order = (gate: string) => (DRAWN_ORDER[String(place.cell.kind)] ?? place.gates).indexOf(gate);
    const gates = place.gates.map((gate, block) => ({ gate, block }))
      .sort((one, other) => order(one.gate) - order(other.gate));
    return gates.map(({ gate, block }) => ({
      id: `gate/${gate}`, base: gate, index: /[₀-₉]$/.test(gate) ? `,${time}` : time, kind: 'gate',
      entries: OF_LAYER[String(place.cell.kind)]?.includes(gate)
        ? [gateReading(place, layer, timeStep, block, 0)]
        : perUnit(moment, (unit) => gateReading(place, layer, timeStep, block, unit)),
    }));
  }
  if (!place.lane.preActivation) return [];
  return [{
    id: 'sum', base: 'z', index: time, kind: 'inside',
    entries: perUnit(moment, (unit) => preActivationReading(place, layer, timeStep, unit)),
  }];
}

/**
 * From the left the states of the time step before, from below the input, on the right the states of this one; above
 * them the prediction, beneath them the gradients on their way back.
 *
 * @param states of the cell
 */
export function cellDiagram(moment: Moment, states: readonly string[]): Diagram {
  const { place, layer, timeStep } = moment;
  const scored = at(place.frame.lossMask, timeStep) > 0 && layer === layerCount(place) - 1;
  const outputs = scored ? Array.from(
    { length: place.lane.output.shape[1] },
    (_, index) => ({ value: at(place.lane.output, timeStep, index), source: `output[${timeStep},${index}]` }),
  ) : [];
  const inputs = Array.from(
    { length: inputSize(place, layer) }, (_, index) => inputReading(place, layer, timeStep, index),
  );
  const top = LABEL + (scored ? sizeOf(outputs.length).height + 30 : 0) + (place.cell.residual ? ABOVE : 0);
  const size = sizeOf(hiddenSize(place));
  const rails = railsOf(moment, states);
  const rows = (name: string) => (name === 'h' ? hiddenSize(place) : place.lane.states[name].shape[2]);
  const step = Math.max(...rails.map((name) => sizeOf(rows(name)).height)) + LABEL + 10;
  const now = String(timeStep + 1);
  const before = rails.map((name, row) => placed(
    {
      id: `before/${name}`, base: name, index: String(timeStep), kind: 'state',
      ...stateVector(moment, name, timeStep - 1),
    },
    LEFT + COLUMN / 2, top + row * step,
  ));
  const after = rails.map((name, row) => placed(
    { id: `after/${name}`, base: name, index: now, kind: 'state', ...stateVector(moment, name, timeStep) },
    RIGHT - COLUMN / 2, top + row * step,
  ));
  const inside = insideOf(moment);
  const gated = place.gates.length > 0;
  const [from, to] = gated ? [LEFT + COLUMN + 8, RIGHT - COLUMN - 14] : [LEFT + COLUMN + 20, RIGHT - COLUMN - 20];
  const insideTop = gated ? top + rails.length * step + 16 : top + (rails.length - 1) * step;
  const centreOf = (index: number) =>
    (gated ? from + ((to - from) * (index + 0.5)) / inside.length : (from + to) / 2 + 4);
  const made = inside.map((vector, index) =>
    placed(vector, centreOf(index), insideTop, gated ? (to - from) / inside.length - 3 : COLUMN));
  const bottom = insideTop + size.height + LABEL + 24;
  const input = placed(
    { id: 'input', base: layer === 0 ? 'x' : 'h', index: now, kind: 'input', entries: inputs },
    (from + to) / 2 - (gated ? 0 : 46), bottom,
  );
  const output = outputs.length
    ? [placed({ id: 'output', base: 'ŷ', index: now, kind: 'output', entries: outputs }, RIGHT - COLUMN / 2, LABEL)]
    : [];
  const gradients = place.lane.hiddenGradient ? gradientVectors(moment, bottom) : [];
  const vectors = [...before, ...after, ...made, input, ...output, ...gradients];
  return {
    width: WIDTH, height: Math.max(...vectors.map(({ y, height }) => y + height)) + 4, vectors,
    ...wiring(moment, { before, after, made, input, output, gradients, gated }),
  };
}

/** ∂ℓ/∂h of this time step, and of the one before where h itself is handed on. */
function gradientVectors(moment: Moment, y: number) {
  const { place, layer, timeStep } = moment;
  const of = (time: number) => perUnit(moment, (unit) => gradientReading(place, layer, time, unit));
  const here = placed(
    { id: 'gradient/after', base: '∂ℓ/∂h', index: String(timeStep + 1), kind: 'gradient', entries: of(timeStep) },
    RIGHT - COLUMN / 2, y,
  );
  if (timeStep === 0 || !isRecurrent(place) || place.matrices?.length) return [here];
  return [here, placed(
    { id: 'gradient/before', base: '∂ℓ/∂h', index: String(timeStep), kind: 'gradient', entries: of(timeStep - 1) },
    LEFT + COLUMN / 2, y,
  )];
}
