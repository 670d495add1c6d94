/** A curve that is drawn by pointer or by arrow keys, and below it marks at some of its time steps. */

import type { Translate } from '../../core/model/types.ts';
import { drawn } from './numbers.ts';
import { trueMinus } from '../../core/text/number.ts';
import { pathOf } from '../../ui/chart_svg.ts';
import { el, setAttribute, svg } from '../../ui/dom.ts';

const [WIDTH, HEIGHT, MARKS] = [300, 110, 18];
/** One press of an arrow key, as a share of the whole range. */
const NUDGE = 1 / 40;

/** `marked`: marks lie below `bottom`, in pixels from above; values from `low` to `high` */
type Ground = { marked: boolean, low: number, high: number, bottom: number };

const PLAIN: Ground = { marked: false, low: -1.5, high: 1.5, bottom: HEIGHT };
const MARKED: Ground = { marked: true, low: 0, high: 1, bottom: HEIGHT - MARKS };

/** @param onDraw somebody has drawn: there are other values, or other marks */
export function createCurveBoard(
  t: Translate,
  marked: boolean,
  { onDraw, onEnter }: { onDraw: () => void, onEnter: () => void },
) {
  const ground = marked ? MARKED : PLAIN;
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const root = el('div', {
    class: 'curve-board', role: 'slider', tabIndex: 0, 'aria-valuemin': ground.low, 'aria-valuemax': ground.high,
    onpointerdown: begin, onpointermove: go, onpointerup: stop, onpointercancel: stop, onkeydown: press,
  }, picture);
  let values: number[] = [];
  /** Time steps, in the order in which they were marked. */
  let marks: number[] = [];
  let at = 0;
  let pen: { step: number, value: number } | null = null;

  function placeOf({ clientX, clientY }: PointerEvent) {
    const { left, top, width, height } = root.getBoundingClientRect();
    return placeAt((clientX - left) / width, (clientY - top) / height, values.length, ground);
  }

  function begin(event: PointerEvent) {
    if (!values.length) return;
    const { step, value, onMarks } = placeOf(event);
    at = step;
    if (onMarks) return mark(step);
    root.setPointerCapture(event.pointerId);
    pen = { step, value };
    values = drawn(values, pen, pen);
    change();
  }

  function go(event: PointerEvent) {
    if (!pen) return;
    const { step, value } = placeOf(event);
    values = drawn(values, pen, { step, value });
    pen = { step, value };
    at = step;
    change();
  }

  function stop() {
    pen = null;
  }

  /** The oldest of three marks goes: the sum is of two. */
  function mark(step: number) {
    marks = marks.includes(step) ? marks.filter((other) => other !== step) : [...marks, step].slice(-2);
    change();
  }

  function press(event: KeyboardEvent) {
    const marking = marked && event.key === ' ';
    const move = moveOf(event.key, values.length);
    if (event.key !== 'Enter' && (!values.length || (!move && !marking))) return;
    event.preventDefault();
    if (event.key === 'Enter') return onEnter();
    if (!move) return mark(at);
    const [across, nudges] = move;
    at = within(at + across, 0, values.length - 1);
    const by = nudges * NUDGE * (ground.high - ground.low);
    values = values.with(at, within(values[at] + by, ground.low, ground.high));
    change();
  }

  function change() {
    onDraw();
    render();
  }

  function render() {
    at = Math.max(0, Math.min(at, values.length - 1));
    const there = marks.filter((step) => step < values.length);
    picture.replaceChildren(...curveParts(values, there, at, ground));
    setAttribute(root, 'aria-valuenow', String(values[at] ?? 0));
    const place = t('try.read.at', { time: at + 1, value: trueMinus((values[at] ?? 0).toFixed(2)) });
    setAttribute(root, 'aria-valuetext', there.includes(at) ? `${place}, ${t('try.read.marked')}` : place);
  }

  return {
    root,
    values: () => values,
    marks: () => marks,
    show(newValues: number[], newMarks: number[]) {
      [values, marks] = [newValues, newMarks];
      render();
    },
    setWords() {
      root.setAttribute('aria-label', t('try.read.curve'));
      render();
    },
  };
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** @returns time steps, and nudges of the value; undefined of another key */
function moveOf(key: string, count: number): [number, number] | undefined {
  const moves: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], Home: [-count, 0], End: [count, 0],
    ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 5], PageDown: [0, -5],
  };
  return moves[key];
}

/** @param across share of the board @param down too @param count of time steps */
function placeAt(across: number, down: number, count: number, { marked, low, high, bottom }: Ground) {
  const step = within(Math.floor(across * count), 0, count - 1);
  const y = down * HEIGHT;
  return { step, value: within(high - (y / bottom) * (high - low), low, high), onMarks: marked && y > bottom };
}

/** @param marks time steps that there are @param at the time step with the cursor */
function curveParts(values: number[], marks: number[], at: number, ground: Ground): SVGElement[] {
  const { marked, low, high, bottom } = ground;
  const pitch = WIDTH / Math.max(1, values.length);
  const x = (step: number) => (step + 0.5) * pitch;
  const y = (value: number) => bottom * (1 - (value - low) / (high - low));
  const thickness = within(pitch * 0.62, 0.6, 10);
  const bars = values.map((value, step) => svg('rect', {
    x: x(step) - thickness / 2, y: Math.min(y(value), y(0)), width: thickness,
    height: Math.max(0.6, Math.abs(y(value) - y(0))), class: value < 0 ? 'bar-negative' : 'bar-positive',
    opacity: marked && !marks.includes(step) ? 0.45 : 1,
  }));
  const line = svg('path', { d: pathOf(values.map((value, step) => [x(step), y(value)])), class: 'curve-line' });
  const cursor = svg('rect', { x: at * pitch, y: 0, width: pitch, height: HEIGHT, class: 'curve-cursor' });
  return [
    svg('path', { d: `M0,${y(0).toFixed(1)}H${WIDTH}`, class: 'curve-zero' }),
    ...bars,
    ...(marked ? [] : [line]),
    ...marks.map((step) => svg('path', { d: `M${x(step)},${bottom + 3}l5,9h-10z`, class: 'curve-mark' })),
    ...(values.length ? [cursor] : []),
  ];
}
