/**
 * The wires view: the selected model with every weight as a line, colour its sign, thickness its magnitude, and its
 * name under the pointer. A recurrent one takes a padlock: what it carries into that time step is held at 0.
 */

import type { RunView, Services, State, Store, Tensor, Translate } from '../../core/model/types.ts';
import { createRedraw } from '../../draw/redraw.ts';
import { placeOf } from '../../core/unit/place.ts';
import { at, hiddenSize, layerCount, sequenceLength, type Place } from '../../core/unit/readings.ts';
import { sourceWords } from '../../core/unit/sources.ts';
import {
  canBeWired, MOST_UNITS, nodeName, type Network, type Node, type Wire, type Wires,
} from './wires_layout.ts';
import { watch } from '../../core/model/select.ts';
import { labelWords } from '../../core/text/label.ts';
import { threeFigures } from '../../core/text/number.ts';
import { el, setText, svg } from '../../ui/dom.ts';
import { LANE_LETTERS } from '../../draw/tokens.ts';
import { createPadlocks, firstOf, laneOf } from './padlocks.ts';
import { createWiresChoice } from './wires_choice.ts';
import { buildWires, fillWires, lightCopies, valueOf, type Drawn } from './wires_picture.ts';

/** Which way an arrow key goes. */
const ARROWS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** @returns unmount */
export function mountWires(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const title = el('p', { class: 'wires-title' });
  const place = el('div', { class: 'wires-place' });
  const words = el('p', { class: 'wires-words' });
  const picture = svg('svg', { class: 'wires-picture', role: 'application', tabindex: 0 });
  picture.addEventListener('keydown', (event) => press(event as KeyboardEvent));
  const view = el('div', { class: 'wires' }, title, place, words);
  root.append(view);
  const padlocks = createPadlocks(store, actions);
  let drawn: Drawn | null = null;
  const choice = createWiresChoice(picture, () => drawn, describe);

  const redraw = createRedraw(view, draw, { rate: 12 });
  const resized = new ResizeObserver(draw);
  resized.observe(place);
  const unwatch = watch(store, ({ run, cursor, selectedLane, language, scheme, details }) => [
    run?.frame, cursor, selectedLane, language, scheme, details.clamp,
  ], redraw.request);

  function draw() {
    const state = store.get();
    const { run } = state;
    const lane = laneOf(state);
    const here = placeOf(run, lane);
    if (!run || !here) return silent(t('inspector.empty', { lane: LANE_LETTERS[lane] }));
    const network = networkOf(here, run, lane);
    const reason = whyNot(here, network, LANE_LETTERS[lane], t);
    if (reason) return silent(reason);
    const first = firstOf(here, state);
    setText(title, titleWords(here, network, LANE_LETTERS[lane], first, t));
    const room = { width: Math.max(320, place.clientWidth), height: Math.max(260, place.clientHeight) };
    const names = namesOf(run, t);
    const key = JSON.stringify([network, room, lane, names]);
    if (drawn?.key !== key) drawn = build({ key, network, room, names });
    picture.setAttribute('aria-label', t('wires.label', { count: drawn.lines.length }));
    fillWires(drawn, here, first, (wire) => padlocks.heldAt(padlocks.clampOf(wire, here)) >= 0);
    describe();
  }

  function silent(reason: string) {
    drawn = null;
    place.replaceChildren();
    setText(title, reason);
    setText(words, '');
  }

  function build(plan: Parameters<typeof buildWires>[1]): Drawn {
    const built = buildWires(picture, plan, { ...choice, turnLock });
    choice.fit(built, plan.network);
    if (!picture.isConnected) place.append(picture);
    return built;
  }

  function turnLock(index: number) {
    const state = store.get();
    const here = placeOf(state.run, laneOf(state));
    if (here) padlocks.turn(drawn?.wires.wires[index], here);
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Enter' && choice.wire() >= 0) {
      event.preventDefault();
      return turnLock(choice.wire());
    }
    if (event.key === 'Escape' && choice.unit() >= 0) return choice.showNoUnit();
    const by = ARROWS[event.key];
    if (!by || !drawn) return;
    event.preventDefault();
    event.stopPropagation();
    choice.walk(drawn, by, event.key !== 'ArrowUp' && event.key !== 'ArrowDown');
    store.set({ announcement: { text: words.textContent ?? '', assertive: false } });
  }

  /** Lights every copy of the chosen weight, and names it. */
  function describe() {
    const state = store.get();
    const here = placeOf(state.run, laneOf(state));
    if (drawn) lightCopies(drawn, drawn.wires.wires[choice.wire()]?.source);
    setText(words, state.run && here && drawn ? wordsAt(drawn.wires, here, state.run) : t('wires.hint'));
  }

  function wordsAt({ nodes, wires }: Wires, here: Place, run: RunView): string {
    const wire = wires[choice.wire()] as Wire | undefined;
    const node = nodes[choice.unit()] as Node | undefined;
    if (!here.lane.weights || (!wire && !node)) return t('wires.hint');
    if (!wire) return unitWords(node as Node, wires, here, firstOf(here, store.get()), t);
    const clamp = padlocks.clampOf(wire, here);
    const lock = clamp && t(padlocks.heldAt(clamp) < 0 ? 'wires.hold' : 'wires.held', { time: clamp.first + 1 });
    return [wireWords(wire, here, run, t), lock].filter(Boolean).join(' ');
  }

  draw();
  return () => {
    redraw.end();
    resized.disconnect();
    unwatch();
    view.remove();
  };
}

function networkOf(here: Place, { facts }: RunView, lane: number): Network {
  return {
    input: facts.task.input_size, hidden: hiddenSize(here), output: facts.task.output_size, layers: layerCount(here),
    steps: Math.min(2, sequenceLength(here)),
    block: Math.max(0, here.gates.indexOf(facts.lanes[lane].candidate ?? '')),
    names: Object.keys(here.lane.weights ?? {}),
  };
}

/** What goes in and comes out. */
function namesOf({ facts: { task } }: RunView, t: Translate): { input: string[], output: string[] } {
  return { input: labelWords(task, task.input_labels, t), output: labelWords(task, task.output_labels, t) };
}

/** @returns why there is no picture of it; null where there is one */
function whyNot({ lane: { weights } }: Place, network: Network, lane: string, t: Translate): string | null {
  if (weights && hasOwnMatrices(weights)) return t('wires.own_matrices', { lane });
  return weights && canBeWired(network) ? null : t('wires.too_large', { sizes: sizesOf(network), most: MOST_UNITS });
}

function titleWords({ gates }: Place, network: Network, lane: string, first: number, t: Translate): string {
  const key = network.steps === 2 ? 'wires.title' : 'wires.title_one';
  const head = t(key, { lane, sizes: sizesOf(network), from: first + 1, to: first + 2 });
  return gates.length ? `${head} ${t('wires.block', { block: gates[network.block] })}` : head;
}

function sizesOf({ input, hidden, output, layers }: Network): string {
  return [input, ...Array(layers).fill(hidden), output].join('–');
}

function wireWords({ matrix, row, column, source }: Wire, here: Place, run: RunView, t: Translate) {
  const { input: inputLabels, output: outputLabels } = namesOf(run, t);
  const sizes = { hidden: hiddenSize(here), gates: here.gates, inputLabels, outputLabels };
  const { key, params } = sourceWords(source, sizes);
  const name = `${matrix.split('.')[0]} [${row + 1}, ${column + 1}]`;
  const weights = (here.lane.weights as Record<string, Tensor>)[matrix];
  const value = threeFigures(at(weights, row, column));
  return t('wires.said', { name, value, words: t(`inspector.origin.${key}`, params) });
}

/** @param first of the two time steps */
function unitWords(node: Node, wires: readonly Wire[], here: Place, first: number, t: Translate) {
  const time = first + node.step;
  const [into, out] = [wires.filter(({ to }) => to === node).length, wires.filter(({ from }) => from === node).length];
  const name = nodeName(node, time + 1, layerCount(here));
  return t('wires.unit', { name, value: threeFigures(valueOf(here, node, time)), into, out });
}

/** Whether a cell has matrices that the picture has no place for, as a typed equation may. */
function hasOwnMatrices(weights: Readonly<Record<string, Tensor>>) {
  return Object.entries(weights).some(([name, { shape }]) => shape.length === 2 && !/^(W_xh|W_hh)\.|^W_hy$/.test(name));
}
