/**
 * The wires of a cell's diagram: forward from what comes in to what goes on, backward from the later gradient to the
 * earlier.
 */

import type { Mark, Vector, Wire } from './diagram.ts';
import { candidateActivation } from '../core/model/activation_curves.ts';
import { functionName } from '../core/unit/pieces.ts';
import { isRecurrent, type Place } from '../core/unit/readings.ts';

export type Parts = {
  before: Vector[];
  after: Vector[];
  made: Vector[];
  input: Vector;
  output: Vector[];
  gradients: Vector[];
  gated: boolean;
};
export type Point = [x: number, y: number];

/** Cells whose gates do not see the last state. */
const INPUT_ALONE = ['mingru', 'minlstm', 'rglru', 'deltanet', 'mlstm'];
/** The gate that acts on the row behind it, not on the state. */
const ON_NEXT: Record<string, string> = { gru: 'r', minlstm: 'i', rglru: 'i', deltanet: 'β' };
/** The row that is written, where it does not say how much. */
const WRITTEN: Record<string, string> = {
  gru: 'n', ugrnn: 'c', mingru: 'c', minlstm: 'c', rglru: 'u', lem: 'g', deltanet: 'v', mlstm: 'v',
};
/** Gates that act on the wire of a state beside h, by its name; and what that state goes into h through. */
const BESIDE: Record<string, { state: string, gates: string[], through: string }> = {
  lem: { state: 'z', gates: ['Δt₁', 'g'], through: 'W_zc' },
};
/** What is done to a memory c before an output gate shows it. */
const READ_OUT: Record<string, string> = { lstm: 'tanh', slstm: '÷ n', mlstm: '÷ nᵀq' };
const LABEL = 15;
const OPERATION = 9;

function edge({ x, y, width, height }: Vector, side: 'left' | 'right' | 'top' | 'bottom'): Point {
  switch (side) {
    case 'left': return [x - 3, y + height / 2];
    case 'right': return [x + width + 3, y + height / 2];
    case 'top': return [x + width / 2, y - LABEL + 1];
    case 'bottom': return [x + width / 2, y + height + 2];
  }
}

function middle({ y, height }: Vector): number {
  return y + height / 2;
}

function centre({ x, width }: Vector): number {
  return x + width / 2;
}

/** What has been drawn so far. */
function createPlan() {
  const wires: Wire[] = [];
  const marks: Mark[] = [];
  return {
    wires, marks,
    wire: (...points: Point[]) => void wires.push({ points, back: false }),
    mark: (x: number, y: number, words: string, kind: Mark['kind'] = 'operation') =>
      void marks.push({ x, y, words, kind }),
  };
}

export type Plan = ReturnType<typeof createPlan>;

export function wiring({ place }: { place: Place }, parts: Parts): { wires: Wire[], marks: Mark[] } {
  const plan = createPlan();
  if (parts.gated) wireGates(plan, place, parts);
  else if (parts.made.length) wireSum(plan, place, parts);
  wireOutput(plan, parts);
  const [later, earlier] = parts.gradients;
  if (earlier) plan.wires.push({
    points: [[later.x - 3, later.y + 10], [earlier.x + earlier.width + 3, earlier.y + 10]], back: true,
  });
  return { wires: plan.wires, marks: plan.marks };
}

/** h = f(W_xh x + W_hh h + b). */
function wireSum({ wire, mark }: Plan, place: Place, { before, after, made: [sum], input }: Parts) {
  const [last, state] = [before[before.length - 1], after[after.length - 1]];
  const [x, y] = [centre(input), middle(state)];
  if (isRecurrent(place)) {
    wire(edge(last, 'right'), [x - OPERATION, y]);
    mark((last.x + last.width + x) / 2, y - 9, 'W_hh', 'weight');
  }
  wire([x, input.y - LABEL], [x, y + OPERATION]);
  wire([x + OPERATION, y], edge(sum, 'left'));
  wire(edge(sum, 'right'), edge(state, 'left'));
  mark(x, y, '+');
  if (place.cell.layer_norm) mark((x + OPERATION + sum.x) / 2, y + 16, 'LN', 'weight');
  const bend = functionName(candidateActivation(place.cell)) || 'f';
  const end = place.cell.residual ? wireResidual({ wire, mark }, last, state) : state.x;
  mark((sum.x + sum.width + end) / 2, y - 9, place.cell.residual ? `α ${bend}` : bend, 'weight');
  mark(x + 22, (input.y - LABEL + y) / 2 + 6, 'W_xh', 'weight');
  const row = after.findIndex(({ base }) => place.layerStates?.includes(base));
  if (row >= 0) wireWindow({ wire, mark }, before[row], after[row], [x, y], input.y - LABEL);
}

/**
 * m goes on through a matrix of its own; what is read, and h whose wire this one meets, enter it, and h reads it.
 * @param sum where what h is made of comes together
 * @param from y of where what is read leaves
 */
function wireWindow({ wire, mark }: Pick<Plan, 'wire' | 'mark'>, last: Vector, memory: Vector, [x, y]: Point, from: number) {
  const [enters, leaves, rail, under] = [x - 28, memory.x - 14, middle(memory), memory.y + memory.height + 5];
  wire(edge(last, 'right'), edge(memory, 'left'));
  wire([x, from - 6], [enters, from - 6], [enters, rail + OPERATION]);
  wire([leaves, rail], [leaves, under], [x, under], [x, y - OPERATION]);
  mark(enters, rail, '+');
  mark((last.x + last.width + enters) / 2, rail - 6, 'A_θ', 'weight');
  mark(enters - 12, (rail + y) / 2, 'B_θ', 'weight');
  mark((x + leaves) / 2, under - 5, 'W_mh', 'weight');
}

/** h goes on by itself above all else. @returns x of where what is made is added to it */
function wireResidual({ wire, mark }: Pick<Plan, 'wire' | 'mark'>, last: Vector, state: Vector): number {
  const [x, y, top] = [state.x - 14, middle(state), state.y - LABEL - 2];
  wire(edge(last, 'top'), [centre(last), top], [x, top], [x, y - OPERATION]);
  mark(x, y, '+');
  return x;
}

/** What is read goes to every gate from below; each acts on the state's wire above. */
function wireGates(plan: Plan, place: Place, parts: Parts) {
  const { wire, mark } = plan;
  const { before, made, input } = parts;
  const last = before[before.length - 1];
  const y = Math.max(...made.map((vector) => vector.y + vector.height)) + 12;
  const [x, from] = edge(last, 'bottom');
  const ends = made.map(centre);
  if (isRecurrent(place) && !INPUT_ALONE.includes(place.cell.kind)) {
    wire([x, from], [x, y], [Math.min(...ends), y]);
    mark(x + 24, y - 6, 'W_hh', 'weight');
  }
  wire([centre(input), input.y - LABEL], [centre(input), y]);
  plan.wires.push({ points: [[Math.min(...ends), y], [Math.max(...ends), y]], back: false });
  for (const vector of made) wire([centre(vector), y], edge(vector, 'bottom'));
  mark(centre(input) + 24, y + 13, place.matrices?.length ? 'W' : 'W_xh', 'weight');
  if (place.cell.kind in READ_OUT) wireMemory(plan, place, parts);
  else if (place.matrices?.length && parts.after.length > 1) wireMatrix(plan, place, parts);
  else wireState(plan, place, parts);
}

/** c = f c + i g, or a matrix likewise; h = o tanh(c), or what else is read out of c. */
function wireMemory({ wire, mark }: Plan, place: Place, { before, after, made }: Parts) {
  const { kind } = place.cell;
  const gate = (name: string) => made.find(({ base }) => base === name) as Vector;
  const [forget, write, candidate, output] = ['f', 'i', WRITTEN[kind] ?? 'g', 'o'].map(gate);
  const [memory, state] = [after[0], after[after.length - 1]];
  const [cY, hY] = [middle(memory), middle(state)];
  const join = (centre(write) + centre(candidate)) / 2;
  const joinY = write.y - LABEL - 12;
  const isCarried = isRecurrent(place) || !INPUT_ALONE.includes(kind);
  for (const [row, rail] of isCarried ? before.slice(0, -1).entries() : []) wire(edge(rail, 'right'), edge(after[row], 'left'));
  wire(edge(forget, 'top'), [centre(forget), cY + OPERATION]);
  for (const part of [write, candidate]) {
    wire(edge(part, 'top'), [centre(part), joinY], [join + (part === write ? -OPERATION : OPERATION), joinY]);
  }
  wire([join, joinY - OPERATION], [join, cY + OPERATION]);
  wire([memory.x - 14, cY], [memory.x - 14, hY - OPERATION]);
  wire(edge(output, 'top'), [centre(output), hY], [memory.x - 14 - OPERATION, hY]);
  wire([memory.x - 14 + OPERATION, hY], edge(state, 'left'));
  mark(centre(forget), cY, '×');
  mark(join, cY, '+');
  mark(join, joinY, '×');
  mark(memory.x - 14, hY, '×');
  mark(memory.x - 32, (cY + hY) / 2, READ_OUT[kind], 'weight');
}

/** Gates on the wires of the states: they keep, or they add. */
function wireState(plan: Plan, place: Place, { before, after, made }: Parts) {
  for (const [row, rail] of before.entries()) plan.wire(edge(rail, 'right'), edge(after[row], 'left'));
  const state = after[after.length - 1];
  const beside = BESIDE[place.cell.kind];
  const second = after.find(({ base }) => base === beside?.state);
  actOn((name) => middle(second && beside.gates.includes(name) ? second : state), plan, place, made);
  if (second) wireBeside(plan, second, state, beside.through);
}

/** The same on the wire of a matrix, which h only reads. */
function wireMatrix(plan: Plan, place: Place, { before, after: [memory, state], made }: Parts) {
  if (isRecurrent(place)) plan.wire(edge(before[0], 'right'), edge(memory, 'left'));
  actOn(() => middle(memory), plan, place, made);
  plan.wire(edge(memory, 'bottom'), edge(state, 'top'));
  plan.mark(centre(state) - 16, (memory.y + memory.height + state.y) / 2 - 2, 'q', 'weight');
}

/** @param wireOf y of the wire that a gate acts on */
function actOn(wireOf: (gate: string) => number, { wire, mark }: Plan, place: Place, made: Vector[]) {
  for (const vector of made) {
    if (ON_NEXT[place.cell.kind] === vector.base) {
      const next = made[made.indexOf(vector) + 1];
      wire(edge(vector, 'top'), [centre(vector), next.y - LABEL - 6], [centre(next) - 8, next.y - LABEL - 6]);
      continue;
    }
    const y = wireOf(vector.base);
    wire(edge(vector, 'top'), [centre(vector), y + OPERATION]);
    mark(centre(vector), y, WRITTEN[place.cell.kind] === vector.base ? '+' : '×');
  }
}

/** A state beside h goes into h of the same time step. */
function wireBeside({ wire, mark }: Plan, second: Vector, state: Vector, through: string) {
  const [x, y] = [second.x - 14, middle(state)];
  wire([x, middle(second)], [x, y - OPERATION]);
  mark(x - 18, (middle(second) + y) / 2, through, 'weight');
  mark(x, y, '+');
}

function wireOutput({ wire, mark }: Plan, { after, output }: Parts) {
  const state = after[after.length - 1];
  for (const vector of output) {
    const rail = after[0]; // What stands highest on the right.
    wire(after.length > 1 ? [state.x + state.width + 2, middle(state)] : edge(rail, 'top'), edge(vector, 'bottom'));
    mark(edge(rail, 'top')[0] - 22, vector.y + vector.height + 11, 'W_hy', 'weight');
  }
}
