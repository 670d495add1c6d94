/** Every single weight of a small network as a wire, over two time steps: the same weights stand in both. */

/** `step`: 0 or 1 */
export type Node = {
  kind: 'input' | 'hidden' | 'output';
  layer: number;
  step: number;
  index: number;
  x: number;
  y: number;
  radius: number;
};
export type Wire = { source: string, matrix: string, row: number, column: number, from: Node, to: Node };
export type Wires = { nodes: Node[], wires: Wire[], pitch: number, width: number, height: number };
/**
 * `steps`: how many are drawn; `block`: of a gated cell the one whose rows are drawn; `names` of the parameters that
 * there are
 */
export type Network = {
  input: number;
  hidden: number;
  output: number;
  layers: number;
  steps: number;
  block: number;
  names: readonly string[];
};

/** More units than this in a row are a carpet, not wires. */
export const MOST_UNITS = 24;
/** Above so many hidden units one unit's wires are in sight at a time. */
const MOST_UNITS_AT_ONCE = 6;
/**
 * Pixels: above and below with a letter beside a node, between the hidden units of two time steps, and between their
 * inputs or outputs.
 */
const [EDGE, APART, NEAREST] = [44, 68, 12];
const LARGEST = 26;
/** A letter's width beside a node. */
const LETTER = 8;

export function canBeWired({ input, hidden, output }: Pick<Network, 'input' | 'hidden' | 'output'>): boolean {
  return Math.max(input, hidden, output) <= MOST_UNITS;
}

export function wiresOf(network: Network, { width, height }: { width: number, height: number }): Wires {
  const rows = network.layers + 2;
  const half = width / network.steps;
  const pitch = Math.min(
    64, (half - APART) / network.hidden, (half - NEAREST) / Math.max(network.input, network.output),
  );
  const radius = Math.max(3, Math.min(LARGEST, pitch * 0.4));
  const y = (row: number) => height - EDGE - ((height - 2 * EDGE) * row) / (rows - 1);
  // Hidden units stand on a slant: else the wires from one time step to the next would lie on one line.
  const slant = Math.min(48, ((height - 2 * EDGE) / (rows - 1)) * (0.7 / network.hidden));
  const line = (kind: Node['kind'], layer: number, step: number, count: number, row: number) =>
    Array.from({ length: count }, (_, index) => ({
      kind, layer, step, index, x: half * (step + 0.5) + (index - (count - 1) / 2) * pitch,
      y: y(row) + (kind === 'hidden' ? (index - (count - 1) / 2) * slant : 0), radius,
    }));
  const steps = Array.from({ length: network.steps }, (_, step) => ({
    input: line('input', 0, step, network.input, 0),
    hidden: Array.from(
      { length: network.layers }, (_unused, layer) => line('hidden', layer, step, network.hidden, layer + 1),
    ),
    output: line('output', 0, step, network.output, rows - 1),
  }));
  const wires = steps.flatMap((step, index) => [
    ...step.hidden.flatMap((units, layer) => [
      ...matrix(network, `W_xh.${layer}`, layer === 0 ? step.input : step.hidden[layer - 1], units),
      ...(index > 0 ? matrix(network, `W_hh.${layer}`, steps[index - 1].hidden[layer], units) : []),
    ]),
    ...matrix(network, 'W_hy', step.hidden[network.layers - 1], step.output),
  ]);
  return {
    pitch, nodes: steps.flatMap(({ input, hidden, output }) => [...input, ...hidden.flat(), ...output]), wires, width,
    height,
  };
}

/** @returns whether all wires at once could not be told apart */
export function isCrowded({ hidden }: Pick<Network, 'hidden'>): boolean {
  return hidden > MOST_UNITS_AT_ONCE;
}

/** @param unit a node's number @returns the wires that begin or end there */
export function wiresAt({ nodes, wires }: Wires, unit: number): number[] {
  return wires.flatMap(({ from, to }, index) => (from === nodes[unit] || to === nodes[unit] ? [index] : []));
}

/** @returns the first hidden unit of the last time step: it has wires of every kind */
export function firstUnit({ nodes }: Wires): number {
  const last = nodes[nodes.length - 1].step;
  return nodes.findIndex(({ kind, step }) => kind === 'hidden' && step === last);
}

/** The names of what goes in and comes out, beside their nodes; none where one of them is wider than its place. */
export function lettersOf(
  { nodes, pitch }: Pick<Wires, 'nodes' | 'pitch'>,
  names: { input: readonly string[], output: readonly string[] },
): { x: number, y: number, words: string }[] {
  return nodes.flatMap(({ kind, index, x, y, radius }) => {
    if (kind === 'hidden' || names[kind].some((name) => name.length * LETTER > pitch)) return [];
    return [{ x, y: kind === 'input' ? y + radius + 14 : y - radius - 5, words: names[kind][index] }];
  });
}

/** @param time from 1 @returns as the formulas have it */
export function nodeName({ kind, layer, index }: Node, time: number, layers: number): string {
  if (kind !== 'hidden') return `${kind === 'input' ? 'x' : 'o'}_${time} [${index + 1}]`;
  return layers > 1 ? `h_${time} [${layer + 1}, ${index + 1}]` : `h_${time} [${index + 1}]`;
}

/** From each node to each: row of the matrix is where a wire ends, column where it begins. */
function matrix({ names, hidden, block }: Network, name: string, from: Node[], to: Node[]): Wire[] {
  if (!names.includes(name)) return [];
  const offset = name === 'W_hy' ? 0 : block * hidden;
  return to.flatMap((end, row) => from.map((begin, column) => ({
    source: `weight/${name}[${offset + row},${column}]`, matrix: name, row: offset + row, column, from: begin, to: end,
  })));
}
