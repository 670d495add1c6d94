/**
 * A sequence of numbers as a curve that is drawn by pointer or by arrow keys, and as a list to type; for `adding` also
 * two marks.
 */

import type { Editor, Host } from './editor.ts';
import { drawn, parseNumbers, parseSteps, printNumbers } from './numbers.ts';
import { trueMinus } from '../../core/text/number.ts';
import { pathOf } from '../../ui/chart_svg.ts';
import { el, setAttribute, setText, svg } from '../../ui/dom.ts';
import { firstText } from '../../core/text/i18n.ts';

const [WIDTH, HEIGHT, MARKS] = [300, 110, 18];
/** One press of an arrow key, as a share of the whole range. */
const NUDGE = 1 / 40;
let editors = 0;

export function createCurveEditor({ t, task, most, onEnter }: Host): Editor {
  const id = `own-curve-${(editors += 1)}`;
  const marked = task.kind === 'adding';
  const [low, high] = marked ? [0, 1] : [-1.5, 1.5];
  const bottom = marked ? HEIGHT - MARKS : HEIGHT;
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const board = el('div', { class: 'curve-board', role: 'slider', tabIndex: 0, 'aria-valuemin': low, 'aria-valuemax': high, onpointerdown: begin, onpointermove: go, onpointerup: stop, onpointercancel: stop, onkeydown: press }, picture);
  const label = el('label', { for: id });
  const hint = el('p', { class: 'try-hint' });
  const field = el('textarea', { id, class: 'try-text', rows: 2, spellcheck: false, autocomplete: 'off', oninput: follow, onkeydown: submit });
  const markLabel = el('label', { for: `${id}-marks` });
  const markField = el('input', { id: `${id}-marks`, type: 'text', class: 'try-number', inputMode: 'numeric', autocomplete: 'off', oninput: follow, onkeydown: submit });
  const root = el('div', { class: 'editor' }, board, label, field, marked && el('div', { class: 'mark-row' }, markLabel, markField), hint);
  let values: number[] = [];
  /** Time steps, in the order in which they were marked. */
  let marks: number[] = [];
  let at = 0;
  let pen: { step: number, value: number } | null = null;

  function submit(event: KeyboardEvent) {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onEnter();
  }

  function follow() {
    const typed = parseNumbers(field.value);
    if (typed.wrong === null) values = typed.values;
    const steps = parseSteps(markField.value, values.length);
    if (steps.wrong === null) marks = steps.steps;
    render();
  }

  function write() {
    field.value = printNumbers(values);
    markField.value = marks.map((step) => step + 1).sort((a, b) => a - b).join(', ');
    render();
  }

  function placeOf(event: PointerEvent) {
    const box = board.getBoundingClientRect();
    const step = Math.max(0, Math.min(values.length - 1, Math.floor(((event.clientX - box.left) / box.width) * values.length)));
    const down = ((event.clientY - box.top) / box.height) * HEIGHT;
    return { step, value: Math.max(low, Math.min(high, high - (down / bottom) * (high - low))), onMarks: marked && down > bottom };
  }

  function begin(event: PointerEvent) {
    if (!values.length) return;
    const { step, value, onMarks } = placeOf(event);
    at = step;
    if (onMarks) return mark(step);
    board.setPointerCapture(event.pointerId);
    pen = { step, value };
    values = drawn(values, pen, pen);
    write();
  }

  function go(event: PointerEvent) {
    if (!pen) return;
    const { step, value } = placeOf(event);
    values = drawn(values, pen, { step, value });
    pen = { step, value };
    at = step;
    write();
  }

  function stop() {
    pen = null;
  }

  /** The oldest of three marks goes: the sum is of two. */
  function mark(step: number) {
    marks = marks.includes(step) ? marks.filter((other) => other !== step) : [...marks, step].slice(-2);
    write();
  }

  function press(event: KeyboardEvent) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], Home: [-values.length, 0], End: [values.length, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [0, 5], PageDown: [0, -5] } as Record<string, [number, number]>;
    if (event.key === 'Enter') return submit(event);
    if (!values.length || (!(event.key in moves) && !(marked && event.key === ' '))) return;
    event.preventDefault();
    if (event.key === ' ') return mark(at);
    const [across, up] = moves[event.key];
    at = Math.max(0, Math.min(values.length - 1, at + across));
    values = values.with(at, Math.max(low, Math.min(high, values[at] + up * NUDGE * (high - low))));
    write();
  }

  function render() {
    at = Math.max(0, Math.min(at, values.length - 1));
    const pitch = WIDTH / Math.max(1, values.length);
    const y = (value: number) => bottom * (1 - (value - low) / (high - low));
    const x = (step: number) => (step + 0.5) * pitch;
    const thickness = Math.max(0.6, Math.min(10, pitch * 0.62));
    const marks_ = marks.filter((step) => step < values.length);
    picture.replaceChildren(
      svg('path', { d: `M0,${y(0).toFixed(1)}H${WIDTH}`, class: 'curve-zero' }),
      ...values.map((value, step) => svg('rect', {
        x: x(step) - thickness / 2, y: Math.min(y(value), y(0)), width: thickness,
        height: Math.max(0.6, Math.abs(y(value) - y(0))), class: value < 0 ? 'bar-negative' : 'bar-positive',
        opacity: marked && !marks_.includes(step) ? 0.45 : 1
      })),
      ...(marked ? [] : [svg('path', { d: pathOf(values.map((value, step) => [x(step), y(value)])), class: 'curve-line' })]),
      ...marks_.map((step) => svg('path', { d: `M${x(step)},${bottom + 3}l5,9h-10z`, class: 'curve-mark' })),
      ...(values.length ? [svg('rect', { x: at * pitch, y: 0, width: pitch, height: HEIGHT, class: 'curve-cursor' })] : []),
    );
    setAttribute(board, 'aria-valuenow', String(values[at] ?? 0));
    const place = t('try.read.at', { time: at + 1, value: trueMinus((values[at] ?? 0).toFixed(2)) });
    setAttribute(board, 'aria-valuetext', marks_.includes(at) ? `${place}, ${t('try.read.marked')}` : place);
  }

  return {
    root, field,
    take({ shape: [count, width], data }) {
      values = Array.from({ length: count }, (_, step) => Number(data[step * width]));
      marks = marked ? values.flatMap((_, step) => (Number(data[step * width + 1]) > 0.5 ? [step] : [])) : [];
      write();
    },
    clear() {
      [values, marks] = [values.map(() => 0), []];
      write();
    },
    written() {
      const typed = parseNumbers(field.value);
      const steps = parseSteps(markField.value, typed.values.length);
      if (typed.wrong !== null) return { problem: () => t('try.read.no_number', { found: String(typed.wrong) }) };
      if (!typed.values.length) return { problem: () => t('try.read.empty') };
      if (typed.values.length > most) return { problem: () => t('try.read.too_long', { found: typed.values.length, most }) };
      if (marked && steps.wrong !== null) return { problem: () => t('try.read.no_step', { found: String(steps.wrong), count: typed.values.length }) };
      return { body: { values: typed.values.map((value, step) => (marked ? [value, steps.steps.includes(step) ? 1 : 0] : [value])) } };
    },
    setWords() {
      setText(label, t('try.read.values'));
      setText(markLabel, t('try.read.marks'));
      setText(hint, firstText(t, [`try.read.hint.${task.kind}`, 'try.read.hint.curve'], {}));
      board.setAttribute('aria-label', t('try.read.curve'));
      render();
    },
    end() {},
  };
}
