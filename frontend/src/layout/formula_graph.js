/**
 * The diagram of a typed equation: its operations in columns from what is read to what is made, with the wires between. Pure.
 *
 * @import { FormulaNode, FormulaProgram } from '../state/types.d.ts'
 *
 * @typedef {{ node: number | null, x: number, y: number, words: string, past: boolean, name: string, kind: 'leaf' | 'matrix' | 'bend' | 'operation' | 'result', recurrent: boolean, candidate: boolean }} GraphBox
 *   `past`: the state of the last time step; `name`: what an assignment calls it
 * @typedef {{ points: [x: number, y: number][], recurrent: boolean, sign: string }} GraphWire `sign`: of what is taken away, or divided by
 * @typedef {{ width: number, height: number, boxes: GraphBox[], wires: GraphWire[] }} FormulaGraph
 */

const [COLUMN, ROW] = [64, 46];
const SIGNS = /** @type {Record<string, string>} */ ({ '+': '+', '-': '−', '*': '×', '/': '÷', negation: '−' });
const SWEEPS = 4;

/** @typedef {{ id: number, node: number | null, column: number, place: number, feeds: number[] }} Spot a box, or a corner of a wire that passes a column */

/**
 * @param {FormulaProgram} program
 * @param {readonly string[]} states
 * @returns {FormulaGraph}
 */
export function formulaGraph(program, states) {
  const folded = foldedLeaves(program, states);
  const depths = depthsOf(program, folded);
  const recurrent = recurrentNodes(program.nodes);
  const given = new Map(program.assigned);
  const last = Math.max(...depths.values()) + 1;
  /** @type {Spot[]} */
  const spots = [];
  const spot = (/** @type {number | null} */ node, /** @type {number} */ column) => {
    spots.push({ id: spots.length, node, column, place: 0, feeds: [] });
    return spots[spots.length - 1];
  };
  const of = new Map([...depths].map(([node, column]) => [node, spot(node, column)]));
  /** @type {{ path: Spot[], recurrent: boolean, sign: string }[]} */
  const wires = [];
  const wire = (/** @type {number} */ from, /** @type {Spot} */ to, /** @type {string} */ sign) => {
    const path = [/** @type {Spot} */ (of.get(from))];
    for (let column = path[0].column + 1; column < to.column; column += 1) path.push(spot(null, column));
    path.push(to);
    path.slice(1).forEach((each, index) => each.feeds.push(path[index].id));
    wires.push({ path, recurrent: recurrent.has(from), sign });
  };
  for (const [node, to] of [...of]) {
    const { kind, operands } = program.nodes[node];
    const both = !operands.some((operand) => folded.has(operand));
    operands.forEach((from, index) => void (folded.has(from) || wire(from, to, both && index === 1 && (kind === '-' || kind === '/') ? SIGNS[kind] : '')));
  }
  const results = states.map((name) => ({ name, at: spot(null, last), node: /** @type {number} */ (given.get(name)) }));
  for (const { node, at } of results) wire(node, at, '');
  const rows = arrange(spots, last);
  const at = (/** @type {Spot} */ { column, place }) => /** @type {[number, number]} */ ([(column + 0.5) * COLUMN, (place + 0.5) * ROW]);
  const names = new Map(program.assigned.filter(([name]) => !states.includes(name)).map(([name, node]) => [node, name]));
  return {
    width: (last + 1) * COLUMN, height: rows * ROW,
    boxes: [
      ...[...of].map(([node, where]) => boxOf(program, node, at(where), { folded, recurrent: recurrent.has(node), name: names.get(node) ?? '' })),
      ...results.map(({ name, at: where, node }) => ({ node: null, ...xy(at(where)), words: name, past: false, name: '', kind: /** @type {const} */ ('result'), recurrent: recurrent.has(node), candidate: false })),
    ],
    wires: wires.map(({ path, ...rest }) => ({ ...rest, points: path.map(at) })),
  };
}

/** @param {[number, number]} point */
const xy = ([x, y]) => ({ x, y });

/**
 * Numbers and vectors that are written into the operation that takes them: "+ b", "1 −".
 * @param {FormulaProgram} program @param {readonly string[]} states @returns {Set<number>}
 */
function foldedLeaves({ nodes, assigned }, states) {
  const isLeaf = (/** @type {number} */ node) => nodes[node].kind === 'vector' || nodes[node].kind === 'number';
  const kept = new Set(assigned.filter(([name]) => states.includes(name)).map(([, node]) => node));
  for (const { operands } of nodes) if (operands.every(isLeaf)) for (const operand of operands) kept.add(operand);
  return new Set(nodes.flatMap((_, node) => (isLeaf(node) && !kept.has(node) ? [node] : [])));
}

/** @param {FormulaProgram} program @param {ReadonlySet<number>} folded @returns {Map<number, number>} node → column */
function depthsOf({ nodes, assigned }, folded) {
  /** @type {Map<number, number>} */
  const depths = new Map();
  const used = new Set([...nodes.flatMap(({ operands }) => operands), ...assigned.map(([, node]) => node)]);
  nodes.forEach(({ operands }, node) => {
    if (folded.has(node) || !used.has(node)) return;
    depths.set(node, Math.max(-1, ...operands.map((operand) => depths.get(operand) ?? -1)) + 1);
  });
  return depths;
}

/** Those that the last state is in. @param {readonly FormulaNode[]} nodes @returns {Set<number>} */
function recurrentNodes(nodes) {
  /** @type {Set<number>} */
  const found = new Set();
  nodes.forEach(({ kind, operands }, node) => void ((kind === 'state' || operands.some((operand) => found.has(operand))) && found.add(node)));
  return found;
}

/**
 * Rows in which few wires cross: each column in the order of the middles of what feeds it, and of what it feeds, in turn.
 * @param {Spot[]} spots @param {number} last @returns {number} how many rows there are
 */
function arrange(spots, last) {
  const columns = Array.from({ length: last + 1 }, (_, column) => spots.filter((spot) => spot.column === column));
  const rows = Math.max(...columns.map((column) => column.length));
  const settle = (/** @type {Spot[]} */ column) => column.forEach((spot, index) => void (spot.place = index + (rows - column.length) / 2));
  columns.forEach(settle);
  const fed = spots.map(({ id }) => spots.filter(({ feeds }) => feeds.includes(id)).map((spot) => spot.id));
  const middle = (/** @type {Spot} */ spot, /** @type {number[]} */ others) => (others.length ? others.reduce((sum, id) => sum + spots[id].place, 0) / others.length : spot.place);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of columns.slice(1)) settle(column.sort((one, other) => middle(one, one.feeds) - middle(other, other.feeds)));
    for (const column of columns.toReversed().slice(1)) settle(column.sort((one, other) => middle(one, fed[one.id]) - middle(other, fed[other.id])));
  }
  return rows;
}

/**
 * @param {FormulaProgram} program @param {number} node @param {[number, number]} place
 * @param {{ folded: ReadonlySet<number>, recurrent: boolean, name: string }} rest
 * @returns {GraphBox}
 */
function boxOf({ nodes, candidate }, node, [x, y], { folded, recurrent, name }) {
  const { kind, operands } = nodes[node];
  const words = (/** @type {number} */ each) => nodes[each].name || String(nodes[each].value);
  const [before, after] = operands.length === 2 ? operands.map((operand) => (folded.has(operand) ? words(operand) : '')) : ['', ''];
  const sort = operands.length === 0 ? 'leaf' : kind === 'matrix' ? 'matrix' : kind === 'function' ? 'bend' : 'operation';
  const label = SIGNS[kind] ? [before, SIGNS[kind], after].filter(Boolean).join(' ') : kind === 'function' && nodes[node].name === 'sigmoid' ? 'σ' : words(node);
  return { node, x, y, words: label, past: kind === 'state', name, kind: sort, recurrent, candidate: node === candidate };
}
