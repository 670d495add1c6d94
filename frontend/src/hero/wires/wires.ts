/**
 * The wires view: the selected model with every weight as a line, colour its sign, thickness its magnitude, and its
 * name under the
 * pointer. A recurrent one takes a padlock: what it carries into that time step is held at 0.
 */

import type { Services, State, Store, TaskFacts, Tensor } from '../../core/model/types.ts';
import { readClamps, writeClamps, type Clamp } from '../../core/questions/clamps.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { placeOf } from '../../core/unit/place.ts';
import { at, hiddenSize, layerCount, sequenceLength, weightLimit, type Place } from '../../core/unit/readings.ts';
import { sourceWords } from '../../core/unit/sources.ts';
import { css, inkOn, parseColor, signedColor } from '../../draw/colour.ts';
import {
  canBeWired, firstUnit, isCrowded, lettersOf, MOST_UNITS, nodeName, wiresAt, wiresOf, type Node, type Wire,
  type Wires,
} from './wires_layout.ts';
import { watch } from '../../core/model/select.ts';
import { labelWords } from '../../core/text/label.ts';
import { threeFigures, trueMinus } from '../../core/text/number.ts';
import { chartText } from '../../ui/chart_svg.ts';
import { el, setText, svg } from '../../ui/dom.ts';
import { holdClamp } from '../../ui/hold_clamp.ts';
import { LANE_LETTERS, tokens } from '../../draw/tokens.ts';

/** Pixels, and the width of a figure as a share of its height: a number stays within its circle. */
const [LARGEST_FIGURE, SMALLEST_FIGURE, FIGURE_WIDTH] = [12.5, 8.5, 0.6];
const [THIN, THICK] = [0.6, 6];

/** @returns unmount */
export function mountWires(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const title = el('p', { class: 'wires-title' });
  const place = el('div', { class: 'wires-place' });
  const words = el('p', { class: 'wires-words' });
  const picture = svg('svg', { class: 'wires-picture', role: 'application', tabindex: 0 });
  picture.addEventListener('pointerleave', ({ pointerType }) => (pointerType === 'touch' ? undefined : showNoUnit()));
  picture.addEventListener('keydown', (event) => press(event as KeyboardEvent));
  const view = el('div', { class: 'wires' }, title, place, words);
  root.append(view);
  let drawn: { key: string, wires: Wires, lines: SVGElement[] } | null = null;
  let chosen = -1;
  /** The unit whose wires are in sight; of a crowded picture there always is one. */
  let unit = -1;

  const redraw = createRedraw(view, draw, { rate: 12 });
  const resized = new ResizeObserver(draw);
  resized.observe(place);
  const unwatch = watch(store, ({ run, cursor, selectedLane, language, scheme, details }) => [run?.frame, cursor, selectedLane, language, scheme, details.clamp], redraw.request);

  function laneNow() {
    const { run, cursor, selectedLane } = store.get();
    return Math.min(cursor?.lane ?? selectedLane, (run?.experiment.lanes.length ?? 1) - 1);
  }

  function draw() {
    const { run } = store.get();
    const lane = laneNow();
    const here = placeOf(run, lane);
    if (!run || !here) return silent(t('inspector.empty', { lane: LANE_LETTERS[lane] }));
    const { input_size: input, output_size: output } = run.facts.task;
    const hidden = hiddenSize(here);
    const sizes = `${input}–${Array(layerCount(here)).fill(hidden).join('–')}–${output}`;
    if (here.lane.weights && hasOwnMatrices(here.lane.weights)) return silent(t('wires.own_matrices', { lane: LANE_LETTERS[lane] }));
    if (!here.lane.weights || !canBeWired({ input, hidden, output })) return silent(t('wires.too_large', { sizes, most: MOST_UNITS }));
    const first = firstOf(here);
    const steps = Math.min(2, sequenceLength(here));
    const block = Math.max(0, here.gates.indexOf(run.facts.lanes[lane].candidate ?? ''));
    const network = { input, hidden, output, layers: layerCount(here), steps, block, names: Object.keys(here.lane.weights) };
    const room = { width: Math.max(320, place.clientWidth), height: Math.max(260, place.clientHeight) };
    const gate = here.gates.length ? t('wires.block', { block: here.gates[block] }) : '';
    setText(title, [t(steps === 2 ? 'wires.title' : 'wires.title_one', { lane: LANE_LETTERS[lane], sizes, from: first + 1, to: first + 2 }), gate].filter(Boolean).join(' '));
    const names = { input: namesOf(run.facts.task, 'input_labels'), output: namesOf(run.facts.task, 'output_labels') };
    const key = JSON.stringify([network, room, lane, names]);
    if (drawn?.key !== key) drawn = build(key, network, room, names);
    fill(here, drawn, first);
    describe(chosen);
  }

  function silent(reason: string) {
    drawn = null;
    place.replaceChildren();
    setText(title, reason);
    setText(words, '');
  }

  function namesOf(task: TaskFacts, side: 'input_labels' | 'output_labels') {
    return labelWords(task, task[side], t);
  }

  function build(
    key: string,
    network: import('./wires_layout.ts').Network,
    room: { width: number, height: number },
    names: { input: string[], output: string[] },
  ) {
    const wires = wiresOf(network, room);
    const lines = wires.wires.map(({ matrix, from, to }, index) => {
      const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
      const touch = svg('line', { ...ends, class: 'wire-touch' });
      touch.addEventListener('pointerenter', () => pointAt(index));
      touch.addEventListener('click', () => turnLock(index));
      return svg('g', { class: matrix.startsWith('W_hh.') ? 'wire is-recurrent' : 'wire' }, svg('line', { ...ends, class: 'wire-line' }), touch);
    });
    const nodes = wires.nodes.map(({ x, y, radius }, index) => {
      const node = svg('g', { class: 'wire-node' }, svg('circle', { cx: x, cy: y, r: radius }), chartText(x, y + 4, '', 'wire-number', 'middle'), svg('path', { d: crossIn(x, y, radius * 0.7), stroke: 'currentColor' }));
      node.addEventListener('pointerenter', () => showUnit(index));
      node.addEventListener('pointerleave', ({ pointerType }) => (pointerType === 'touch' || isCrowded(network) ? undefined : showNoUnit()));
      return node;
    });
    picture.classList.toggle('is-crowded', isCrowded(network));
    if (!isCrowded(network)) unit = -1;
    else if (unit < 0 || unit >= nodes.length) unit = firstUnit(wires);
    picture.classList.toggle('has-unit', unit >= 0);
    for (const index of wiresAt(wires, unit)) lines[index].classList.add('is-near');
    picture.setAttribute('viewBox', `0 0 ${room.width} ${room.height}`);
    picture.replaceChildren(...lines, ...nodes, ...lettersOf(wires, names).map(({ x, y, words: letter }) => chartText(x, y, letter, 'wire-letter', 'middle')));
    if (!picture.isConnected) place.append(picture);
    if (chosen >= lines.length) chosen = -1;
    return { key, wires, lines };
  }

  /** The first of the two time steps that are drawn. */
  function firstOf(here: Place) {
    return Math.max(0, Math.min(sequenceLength(here) - 2, (store.get().cursor?.timeStep ?? 1) - 1));
  }

  /** What a padlock on a wire holds: a recurrent weight, on its way into the second time step. */
  function clampOf(wire: Wire | undefined, here: Place): Clamp | null {
    const { recurrent = ['W_hh'] } = store.get().run?.facts.lanes[laneNow()] ?? {};
    if (!wire?.matrix.startsWith('W_hh.') || !recurrent.includes('W_hh')) return null;
    const time = firstOf(here) + 1;
    return { kind: 'edge', layer: wire.from.layer, row: wire.row, column: wire.column, first: time, last: time, value: 0 };
  }

  /** The place among the clamps of one that holds this edge then; −1 where none does. */
  function heldAt(clamp: Clamp | null) {
    return readClamps(store.get().details.clamp).findLastIndex(({ kind, layer, row, column, first, last }) => (
      clamp !== null && kind === 'edge' && layer === clamp.layer && row === clamp.row && column === clamp.column
        && first <= clamp.first && clamp.last <= last
    ));
  }

  function turnLock(index: number) {
    const here = placeOf(store.get().run, laneNow());
    const clamp = here && clampOf(drawn?.wires.wires[index], here);
    if (!clamp) return;
    const place = heldAt(clamp);
    if (place < 0) return holdClamp(store, actions, clamp);
    actions.setDetail('clamp', writeClamps(readClamps(store.get().details.clamp).filter((_, each) => each !== place)));
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault();
      return turnLock(chosen);
    }
    if (event.key === 'Escape' && unit >= 0) return showNoUnit();
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by || !drawn) return;
    event.preventDefault();
    event.stopPropagation();
    const across = event.key !== 'ArrowUp' && event.key !== 'ArrowDown';
    if (unit >= 0 && across) showUnit(following(drawn.wires.nodes.map((_, index) => index), unit, by));
    else if (unit < 0 && !across) showUnit(firstUnit(drawn.wires));
    else describe(following(unit < 0 ? drawn.lines.map((_, index) => index) : wiresAt(drawn.wires, unit), chosen, by));
    store.set({ announcement: { text: words.textContent ?? '', assertive: false } });
  }

  /** The wires of one unit, and the rest fades; of −1 all wires. */
  function showUnit(index: number) {
    if (!drawn) return;
    unit = index;
    const near = new Set(wiresAt(drawn.wires, index));
    for (const [each, line] of drawn.lines.entries()) line.classList.toggle('is-near', near.has(each));
    picture.classList.toggle('has-unit', index >= 0);
    describe(-1);
  }

  /** All wires again, where they can be told apart. */
  function showNoUnit() {
    if (picture.classList.contains('is-crowded')) describe(-1);
    else showUnit(-1);
  }

  function pointAt(wire: number) {
    if (unit >= 0) showNoUnit();
    describe(wire);
  }

  function fill(here: Place, { wires, lines }: NonNullable<typeof drawn>, first: number) {
    const { negative, zero, positive } = tokens();
    const palette = { negative: parseColor(negative), zero: parseColor(zero), positive: parseColor(positive) };
    const { weights } = here.lane;
    if (!weights) return;
    const limits = Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, weightLimit(tensor)]));
    picture.setAttribute('aria-label', t('wires.label', { count: lines.length }));
    for (const [index, { matrix, row, column }] of wires.wires.entries()) {
      const value = at(weights[matrix], row, column);
      const line = lines[index].firstElementChild as SVGElement;
      const held = heldAt(clampOf(wires.wires[index], here)) >= 0;
      lines[index].classList.toggle('is-held', held);
      line.style.stroke = held ? '' : value < 0 ? negative : positive;
      line.style.strokeWidth = held ? '' : String(THIN + (THICK - THIN) * Math.min(1, Math.abs(value) / limits[matrix]));
    }
    const dead = here.lane.tensors.get('dead_mask');
    for (const [index, node] of wires.nodes.entries()) {
      const group = picture.children[lines.length + index];
      const value = valueOf(here, node, first + node.step);
      const colour = signedColor(value, 1, palette);
      const [circle, number, cross] = [...group.children] as SVGElement[];
      cross.style.display = node.kind === 'hidden' && dead && value === 0 && at(dead, node.layer, node.index) ? '' : 'none';
      circle.style.fill = css(colour);
      number.style.fill = inkOn(colour);
      const text = node.radius > 15 ? figureIn(node, value) : '';
      setText(number, text);
      number.style.fontSize = `${figureSize(node, text).toFixed(1)}px`;
    }
  }

  function valueOf(here: Place, { kind, layer, index }: Node, step: number) {
    if (kind === 'hidden') return at(here.lane.hiddenState, layer, step, index);
    return kind === 'input' ? at(here.frame.input, step, index) : at(here.lane.output, step, index);
  }

  /** Names a wire and lights every copy of its weight. */
  function describe(index: number) {
    const { run } = store.get();
    chosen = index;
    const here = placeOf(run, laneNow());
    const wire = drawn?.wires.wires[index] as Wire | undefined;
    for (const [each, line] of (drawn?.lines ?? []).entries()) {
      const same = wire !== undefined && drawn?.wires.wires[each].source === wire.source;
      if (line.classList.contains('is-lit') !== same) line.classList.toggle('is-lit', same);
    }
    if (!run || !here?.lane.weights || (!wire && unit < 0)) return setText(words, t('wires.hint'));
    if (!wire) return setText(words, unitWords(here));
    const { task } = run.facts;
    const [inputLabels, outputLabels] = [task.input_labels, task.output_labels].map((labels) => labelWords(task, labels, t));
    const { key, params } = sourceWords(wire.source, { hidden: hiddenSize(here), gates: here.gates, inputLabels, outputLabels });
    const value = threeFigures(at(here.lane.weights[wire.matrix], wire.row, wire.column));
    const clamp = clampOf(wire, here);
    const lock = clamp && t(heldAt(clamp) < 0 ? 'wires.hold' : 'wires.held', { time: clamp.first + 1 });
    const said = t('wires.said', { name: `${wire.matrix.split('.')[0]} [${wire.row + 1}, ${wire.column + 1}]`, value, words: t(`inspector.origin.${key}`, params) });
    setText(words, [said, lock].filter(Boolean).join(' '));
  }

  function unitWords(here: Place) {
    const { nodes, wires } = (drawn as NonNullable<typeof drawn>).wires;
    const node = nodes[unit];
    const time = firstOf(here) + node.step;
    const [into, out] = [wires.filter(({ to }) => to === node).length, wires.filter(({ from }) => from === node).length];
    return t('wires.unit', { name: nodeName(node, time + 1, layerCount(here)), value: threeFigures(valueOf(here, node, time)), into, out });
  }

  draw();
  return () => {
    redraw.end();
    resized.disconnect();
    unwatch();
    view.remove();
  };
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

/** The next of some numbers, round and round; from none of them the first, or the last. */
function following(numbers: number[], now: number, by: number) {
  const place = numbers.indexOf(now);
  return numbers[((place < 0 && by < 0 ? 0 : place) + by + numbers.length) % numbers.length];
}

/** Whether a cell has matrices that the picture has no place for, as a typed equation may. */
function hasOwnMatrices(weights: Readonly<Record<string, Tensor>>) {
  return Object.entries(weights).some(([name, { shape }]) => shape.length === 2 && !/^(W_xh|W_hh)\.|^W_hy$/.test(name));
}

/** Of a unit that answered 0 to the whole batch. */
function crossIn(x: number, y: number, half: number): string {
  return `M${x - half},${y - half}l${2 * half},${2 * half}M${x + half},${y - half}l${-2 * half},${2 * half}`;
}
