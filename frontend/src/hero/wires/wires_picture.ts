/** The picture of the wires: built once for a network, then filled with the numbers of every frame. */

import { css, inkOn, signedColor, signedPalette, type SignedPalette } from '../../draw/colour.ts';
import { tokens } from '../../draw/tokens.ts';
import { at, weightLimit, type Place } from '../../core/unit/readings.ts';
import { threeFigures, trueMinus } from '../../core/text/number.ts';
import { chartText } from '../../ui/chart_svg.ts';
import { setText, svg } from '../../ui/dom.ts';
import {
  isCrowded, lettersOf, wiresAt, wiresOf, type Network, type Node, type Wire, type Wires,
} from './wires_layout.ts';

/** Pixels, and the width of a figure as a share of its height: a number stays within its circle. */
const [LARGEST_FIGURE, SMALLEST_FIGURE, FIGURE_WIDTH] = [12.5, 8.5, 0.6];
/** Pixels across a wire. */
const [THIN, THICK] = [0.6, 6];

/** `key`: what it was built from */
export type Drawn = { key: string, wires: Wires, lines: SVGElement[], nodes: SVGElement[] };
/** What is done to it: wires and units by their numbers. */
export interface Touch {
  pointAt: (wire: number) => void;
  turnLock: (wire: number) => void;
  showUnit: (unit: number) => void;
  showNoUnit: () => void;
}

/** @param picture what was in it goes */
export function buildWires(
  picture: SVGElement,
  { key, network, room, names }: {
    key: string,
    network: Network,
    room: { width: number, height: number },
    names: Parameters<typeof lettersOf>[1],
  },
  touch: Touch,
): Drawn {
  const wires = wiresOf(network, room);
  const lines = wires.wires.map((wire, index) => lineOf(wire, index, touch));
  const nodes = wires.nodes.map((node, index) => nodeOf(node, index, touch, isCrowded(network)));
  const letters = lettersOf(wires, names).map(({ x, y, words }) => chartText(x, y, words, 'wire-letter', 'middle'));
  picture.classList.toggle('is-crowded', isCrowded(network));
  picture.setAttribute('viewBox', `0 0 ${room.width} ${room.height}`);
  picture.replaceChildren(...lines, ...nodes, ...letters);
  return { key, wires, lines, nodes };
}

function lineOf({ matrix, from, to }: Wire, index: number, { pointAt, turnLock }: Touch): SVGElement {
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  const touched = svg('line', { ...ends, class: 'wire-touch' });
  touched.addEventListener('pointerenter', () => pointAt(index));
  touched.addEventListener('click', () => turnLock(index));
  const name = matrix.startsWith('W_hh.') ? 'wire is-recurrent' : 'wire';
  return svg('g', { class: name }, svg('line', { ...ends, class: 'wire-line' }), touched);
}

/** @param crowded its wires stay in sight when a pointer leaves it */
function nodeOf(
  { x, y, radius }: Node,
  index: number,
  { showUnit, showNoUnit }: Touch,
  crowded: boolean,
): SVGElement {
  const node = svg(
    'g', { class: 'wire-node' },
    svg('circle', { cx: x, cy: y, r: radius }),
    chartText(x, y + 4, '', 'wire-number', 'middle'),
    svg('path', { d: crossIn(x, y, radius * 0.7), stroke: 'currentColor' }),
  );
  node.addEventListener('pointerenter', () => showUnit(index));
  node.addEventListener('pointerleave', ({ pointerType }) => {
    if (pointerType !== 'touch' && !crowded) showNoUnit();
  });
  return node;
}

/** @param first of the two time steps @param isHeld whether a padlock is on a wire */
export function fillWires(
  { wires, lines, nodes }: Drawn,
  here: Place,
  first: number,
  isHeld: (wire: Wire) => boolean,
) {
  const { weights } = here.lane;
  if (!weights) return;
  const limits = Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, weightLimit(tensor)]));
  const colours = tokens();
  for (const [index, wire] of wires.wires.entries()) {
    const value = at(weights[wire.matrix], wire.row, wire.column);
    const line = lines[index].firstElementChild as SVGElement;
    const held = isHeld(wire);
    const share = Math.min(1, Math.abs(value) / limits[wire.matrix]);
    lines[index].classList.toggle('is-held', held);
    line.style.stroke = held ? '' : value < 0 ? colours.negative : colours.positive;
    line.style.strokeWidth = held ? '' : String(THIN + (THICK - THIN) * share);
  }
  fillNodes(wires.nodes, nodes, here, { first, palette: signedPalette(colours) });
}

function fillNodes(
  nodes: readonly Node[],
  groups: readonly SVGElement[],
  here: Place,
  { first, palette }: { first: number, palette: SignedPalette },
) {
  const dead = here.lane.tensors.get('dead_mask');
  for (const [index, node] of nodes.entries()) {
    const value = valueOf(here, node, first + node.step);
    const colour = signedColor(value, 1, palette);
    const [circle, number, cross] = [...groups[index].children] as SVGElement[];
    const isDead = node.kind === 'hidden' && dead && value === 0 && at(dead, node.layer, node.index);
    cross.style.display = isDead ? '' : 'none';
    circle.style.fill = css(colour);
    number.style.fill = inkOn(colour);
    const text = node.radius > 15 ? figureIn(node, value) : '';
    setText(number, text);
    number.style.fontSize = `${figureSize(node, text).toFixed(1)}px`;
  }
}

/** @param unit a node's number: its wires, and the rest fades; of −1 all wires */
export function showNear(picture: SVGElement, { wires, lines }: Drawn, unit: number) {
  const near = new Set(wiresAt(wires, unit));
  for (const [each, line] of lines.entries()) line.classList.toggle('is-near', near.has(each));
  picture.classList.toggle('has-unit', unit >= 0);
}

/** Lights every copy of one weight. @param source undefined: none */
export function lightCopies({ wires, lines }: Drawn, source: string | undefined) {
  for (const [each, line] of lines.entries()) {
    const same = source !== undefined && wires.wires[each].source === source;
    if (line.classList.contains('is-lit') !== same) line.classList.toggle('is-lit', same);
  }
}

export function valueOf(here: Place, { kind, layer, index }: Node, step: number): number {
  if (kind === 'hidden') return at(here.lane.hiddenState, layer, step, index);
  return kind === 'input' ? at(here.frame.input, step, index) : at(here.lane.output, step, index);
}

/** @returns pixels, with which it stays within the circle */
function figureSize({ radius }: Node, text: string): number {
  return Math.min(LARGEST_FIGURE, (2 * radius - 6) / (FIGURE_WIDTH * Math.max(1, text.length)));
}

/** Three figures where they can be read in the circle, else three decimals or two. */
export function figureIn(node: Node, value: number): string {
  const exact = threeFigures(value);
  const [longer, short] = [3, 2].map((decimals) => trueMinus(value.toFixed(decimals)));
  const readable = [exact, longer, short].find((text) => figureSize(node, text) >= SMALLEST_FIGURE);
  return readable ?? (short.length < exact.length ? short : exact);
}

/** Of a unit that answered 0 to the whole batch. */
function crossIn(x: number, y: number, half: number): string {
  return `M${x - half},${y - half}l${2 * half},${2 * half}M${x + half},${y - half}l${-2 * half},${2 * half}`;
}
