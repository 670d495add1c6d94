/**
 * The diagram of a typed equation: its operations in columns from what is read to what is made, with the wires between.
 * Pure.
 */

import type { FormulaNode, FormulaProgram } from '../../core/model/types.ts';

/** `past`: the state of the last time step; `name`: what an assignment calls it */
export type GraphBox = {
  node: number | null;
  x: number;
  y: number;
  words: string;
  past: boolean;
  name: string;
  kind: 'leaf' | 'matrix' | 'bend' | 'operation' | 'result';
  recurrent: boolean;
  candidate: boolean;
};
/** `sign`: of what is taken away, or divided by */
export type GraphWire = { points: [x: number, y: number][], recurrent: boolean, sign: string };
export type FormulaGraph = { width: number, height: number, boxes: GraphBox[], wires: GraphWire[] };

const [COLUMN, ROW] = [64, 46];
const SIGNS = { '+': '+', '-': '−', '*': '×', '/': '÷', negation: '−' } as Record<string, string>;
const SWEEPS = 4;

/** a box, or a corner of a wire that passes a column */
export type Spot = { id: number, node: number | null, column: number, place: number, feeds: number[] };

export function formulaGraph(program: FormulaProgram, states: readonly string[]): FormulaGraph {
  const folded = foldedLeaves(program, states);
  const depths = depthsOf(program, folded);
  const recurrent = recurrentNodes(program.nodes);
  const given = new Map(program.assigned);
  const last = Math.max(...depths.values()) + 1;
  const spots: Spot[] = [];
  const spot = (node: number | null, column: number) => {
    spots.push({ id: spots.length, node, column, place: 0, feeds: [] });
    return spots[spots.length - 1];
  };
  const of = new Map([...depths].map(([node, column]) => [node, spot(node, column)]));
  const wires: { path: Spot[], recurrent: boolean, sign: string }[] = [];
  const wire = (from: number, to: Spot, sign: string) => {
    const path = [of.get(from) as Spot];
    for (let column = path[0].column + 1; column < to.column; column += 1) path.push(spot(null, column));
    path.push(to);
    path.slice(1).forEach((each, index) => each.feeds.push(path[index].id));
    wires.push({ path, recurrent: recurrent.has(from), sign });
  };
  for (const [node, to] of [...of]) {
    const { kind, operands } = program.nodes[node];
    const both = !operands.some((operand) => folded.has(operand));
    operands.forEach((from, index) =>
      void (folded.has(from)
        || wire(from, to, both && index === 1 && (kind === '-' || kind === '/') ? SIGNS[kind] : '')));
  }
  const results = states.map((name) => ({ name, at: spot(null, last), node: given.get(name) as number }));
  for (const { node, at } of results) wire(node, at, '');
  const rows = arrange(spots, last);
  const at = ({ column, place }: Spot) => [(column + 0.5) * COLUMN, (place + 0.5) * ROW] as [number, number];
  const names = new Map(
    program.assigned.filter(([name]) => !states.includes(name)).map(([name, node]) => [node, name]),
  );
  return {
    width: (last + 1) * COLUMN, height: rows * ROW,
    boxes: [
      ...[...of].map(([node, where]) =>
        boxOf(program, node, at(where), { folded, recurrent: recurrent.has(node), name: names.get(node) ?? '' })),
      ...results.map(({ name, at: where, node }) => ({
        node: null, ...xy(at(where)), words: name, past: false, name: '', kind: 'result' as const,
        recurrent: recurrent.has(node), candidate: false,
      })),
    ],
    wires: wires.map(({ path, ...rest }) => ({ ...rest, points: path.map(at) })),
  };
}

const xy = ([x, y]: [number, number]) => ({ x, y });

/** Numbers and vectors that are written into the operation that takes them: "+ b", "1 −". */
function foldedLeaves({ nodes, assigned }: FormulaProgram, states: readonly string[]): Set<number> {
  const isLeaf = (node: number) => nodes[node].kind === 'vector' || nodes[node].kind === 'number';
  const kept = new Set(assigned.filter(([name]) => states.includes(name)).map(([, node]) => node));
  for (const { operands } of nodes) if (operands.every(isLeaf)) for (const operand of operands) kept.add(operand);
  return new Set(nodes.flatMap((_, node) => (isLeaf(node) && !kept.has(node) ? [node] : [])));
}

/** @returns node → column */
function depthsOf({ nodes, assigned }: FormulaProgram, folded: ReadonlySet<number>): Map<number, number> {
  const depths = new Map<number, number>();
  const used = new Set([...nodes.flatMap(({ operands }) => operands), ...assigned.map(([, node]) => node)]);
  nodes.forEach(({ operands }, node) => {
    if (folded.has(node) || !used.has(node)) return;
    depths.set(node, Math.max(-1, ...operands.map((operand) => depths.get(operand) ?? -1)) + 1);
  });
  return depths;
}

/** Those that the last state is in. */
function recurrentNodes(nodes: readonly FormulaNode[]): Set<number> {
  const found = new Set<number>();
  nodes.forEach(({ kind, operands }, node) =>
    void ((kind === 'state' || operands.some((operand) => found.has(operand))) && found.add(node)));
  return found;
}

/**
 * Rows in which few wires cross: each column in the order of the middles of what feeds it, and of what it feeds, in
 * turn.
 * @returns how many rows there are
 */
function arrange(spots: Spot[], last: number): number {
  const columns = Array.from({ length: last + 1 }, (_, column) => spots.filter((spot) => spot.column === column));
  const rows = Math.max(...columns.map((column) => column.length));
  const settle = (column: Spot[]) =>
    column.forEach((spot, index) => void (spot.place = index + (rows - column.length) / 2));
  columns.forEach(settle);
  const fed = spots.map(({ id }) => spots.filter(({ feeds }) => feeds.includes(id)).map((spot) => spot.id));
  const middle = (spot: Spot, others: number[]) =>
    (others.length ? others.reduce((sum, id) => sum + spots[id].place, 0) / others.length : spot.place);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of columns.slice(1)) {
      settle(column.sort((one, other) => middle(one, one.feeds) - middle(other, other.feeds)));
    }
    for (const column of columns.toReversed()
      .slice(1)) settle(column.sort((one, other) => middle(one, fed[one.id]) - middle(other, fed[other.id])));
  }
  return rows;
}

function boxOf(
  { nodes, candidate }: FormulaProgram,
  node: number,
  [x, y]: [number, number],
  { folded, recurrent, name }: { folded: ReadonlySet<number>, recurrent: boolean, name: string },
): GraphBox {
  const { kind, operands } = nodes[node];
  const words = (each: number) => nodes[each].name || String(nodes[each].value);
  const [before, after] =
    operands.length === 2 ? operands.map((operand) => (folded.has(operand) ? words(operand) : '')) : ['', ''];
  const sort =
    operands.length === 0 ? 'leaf' : kind === 'matrix' ? 'matrix' : kind === 'function' ? 'bend' : 'operation';
  const label = SIGNS[kind] ? [before, SIGNS[kind], after].filter(Boolean).join(' ')
    : kind === 'function' && nodes[node].name === 'sigmoid' ? 'σ'
    : words(node);
  return {
    node, x, y, words: label, past: kind === 'state', name, kind: sort, recurrent, candidate: node === candidate,
  };
}
