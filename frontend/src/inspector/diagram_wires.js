/**
 * The wires of a cell's diagram: forward from what comes in to what goes on, backward from the later gradient to the earlier.
 *
 * @import { Mark, Vector, Wire } from './diagram.js'
 * @import { Place } from './readings.js'
 *
 * @typedef {{ before: Vector[], after: Vector[], made: Vector[], input: Vector, output: Vector[], gradients: Vector[], gated: boolean }} Parts
 * @typedef {[x: number, y: number]} Point
 */

import { candidateActivation } from '../charts/activation_curves.js';
import { functionName } from './pieces.js';
import { isRecurrent } from './readings.js';

const LABEL = 15;
const OPERATION = 9;

/** @param {Vector} vector @param {'left' | 'right' | 'top' | 'bottom'} side @returns {Point} */
function edge({ x, y, width, height }, side) {
  switch (side) {
    case 'left': return [x - 3, y + height / 2];
    case 'right': return [x + width + 3, y + height / 2];
    case 'top': return [x + width / 2, y - LABEL + 1];
    case 'bottom': return [x + width / 2, y + height + 2];
  }
}

/** @param {Vector} vector @returns {number} */
function middle({ y, height }) {
  return y + height / 2;
}

/** @param {Vector} vector @returns {number} */
function centre({ x, width }) {
  return x + width / 2;
}

/** What has been drawn so far. */
function createPlan() {
  /** @type {Wire[]} */
  const wires = [];
  /** @type {Mark[]} */
  const marks = [];
  return {
    wires, marks,
    wire: (/** @type {Point[]} */ ...points) => void wires.push({ points, back: false }),
    /** @param {number} x @param {number} y @param {string} words @param {Mark['kind']} [kind] */
    mark: (x, y, words, kind = 'operation') => void marks.push({ x, y, words, kind }),
  };
}

/** @typedef {ReturnType<typeof createPlan>} Plan */

/**
 * @param {{ place: Place }} moment
 * @param {Parts} parts
 * @returns {{ wires: Wire[], marks: Mark[] }}
 */
export function wiring({ place }, parts) {
  const plan = createPlan();
  if (parts.gated) wireGates(plan, place, parts);
  else if (parts.made.length) wireSum(plan, place, parts);
  wireOutput(plan, parts);
  const [later, earlier] = parts.gradients;
  if (earlier) plan.wires.push({ points: [[later.x - 3, later.y + 10], [earlier.x + earlier.width + 3, earlier.y + 10]], back: true });
  return { wires: plan.wires, marks: plan.marks };
}

/** h = f(W_xh x + W_hh h + b). @param {Plan} plan @param {Place} place @param {Parts} parts */
function wireSum({ wire, mark }, place, { before, after, made: [sum], input }) {
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
  mark((sum.x + sum.width + state.x) / 2, y - 9, functionName(candidateActivation(place.cell)) || 'f', 'weight');
  mark(x + 22, (input.y - LABEL + y) / 2 + 6, 'W_xh', 'weight');
}

/** What is read goes to every gate from below; each acts on the state's wire above. @param {Plan} plan @param {Place} place @param {Parts} parts */
function wireGates(plan, place, parts) {
  const { wire, mark } = plan;
  const { before, made, input } = parts;
  const last = before[before.length - 1];
  const y = made[0].y + made[0].height + 12;
  const [x, from] = edge(last, 'bottom');
  const ends = made.map(centre);
  if (isRecurrent(place)) {
    wire([x, from], [x, y], [Math.min(...ends), y]);
    mark(x + 24, y - 6, 'W_hh', 'weight');
  }
  wire([centre(input), input.y - LABEL], [centre(input), y]);
  plan.wires.push({ points: [[Math.min(...ends), y], [Math.max(...ends), y]], back: false });
  for (const vector of made) wire([centre(vector), y], edge(vector, 'bottom'));
  mark(centre(input) + 24, y + 13, 'W_xh', 'weight');
  if (place.cell.kind === 'lstm') wireMemory(plan, parts);
  else wireState(plan, place, parts);
}

/** c = f c + i g; h = o tanh(c). @param {Plan} plan @param {Parts} parts */
function wireMemory({ wire, mark }, { before, after, made }) {
  const gate = (/** @type {string} */ name) => /** @type {Vector} */ (made.find(({ base }) => base === name));
  const [forget, write, candidate, output] = ['f', 'i', 'g', 'o'].map(gate);
  const [memory, state] = after;
  const [cY, hY] = [middle(memory), middle(state)];
  const join = (centre(write) + centre(candidate)) / 2;
  const joinY = write.y - LABEL - 12;
  wire(edge(before[0], 'right'), edge(memory, 'left'));
  wire(edge(forget, 'top'), [centre(forget), cY + OPERATION]);
  for (const part of [write, candidate]) wire(edge(part, 'top'), [centre(part), joinY], [join + (part === write ? -OPERATION : OPERATION), joinY]);
  wire([join, joinY - OPERATION], [join, cY + OPERATION]);
  wire([memory.x - 14, cY], [memory.x - 14, hY - OPERATION]);
  wire(edge(output, 'top'), [centre(output), hY], [memory.x - 14 - OPERATION, hY]);
  wire([memory.x - 14 + OPERATION, hY], edge(state, 'left'));
  mark(centre(forget), cY, '×');
  mark(join, cY, '+');
  mark(join, joinY, '×');
  mark(memory.x - 14, hY, '×');
  mark(memory.x - 32, (cY + hY) / 2, 'tanh', 'weight');
}

/** Gates on the wire of h: they keep, or they add. @param {Plan} plan @param {Place} place @param {Parts} parts */
function wireState({ wire, mark }, place, { before, after, made }) {
  for (const [row, rail] of before.entries()) wire(edge(rail, 'right'), edge(after[row], 'left'));
  const y = middle(after[after.length - 1]);
  for (const vector of made) {
    if (place.cell.kind === 'gru' && vector.base === 'r') {
      const next = made[made.indexOf(vector) + 1];
      wire(edge(vector, 'top'), [centre(vector), next.y - LABEL - 6], [centre(next) - 8, next.y - LABEL - 6]);
      continue;
    }
    wire(edge(vector, 'top'), [centre(vector), y + OPERATION]);
    mark(centre(vector), y, addsTo(place, vector.base) ? '+' : '×');
  }
}

/** Whether a gate's row is what is written rather than how much. @param {Place} place @param {string} gate */
function addsTo({ cell }, gate) {
  return gate === ({ gru: 'n', ugrnn: 'c', mingru: 'h̃' }[/** @type {'gru'} */ (cell.kind)] ?? '');
}

/** @param {Plan} plan @param {Parts} parts */
function wireOutput({ wire, mark }, { after, output }) {
  const state = after[after.length - 1];
  for (const vector of output) {
    const rail = after[0]; // What stands highest on the right.
    wire(after.length > 1 ? [state.x + state.width + 2, middle(state)] : edge(rail, 'top'), edge(vector, 'bottom'));
    mark(edge(rail, 'top')[0] - 22, vector.y + vector.height + 11, 'W_hy', 'weight');
  }
}
