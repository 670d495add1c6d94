/**
 * A sequence of numbers as a curve that is drawn by pointer or by arrow keys, and as a list to type; for `adding` also
 * two marks.
 */

import type { Editor, Host, Written } from './editor.ts';
import { createCurveBoard } from './curve_board.ts';
import { parseNumbers, parseSteps, printNumbers } from './numbers.ts';
import { el, setText } from '../../ui/dom.ts';
import { firstText } from '../../core/text/i18n.ts';

let editors = 0;

export function createCurveEditor({ t, task, most, onEnter }: Host): Editor {
  const id = `own-curve-${(editors += 1)}`;
  const marked = task.kind === 'adding';
  const board = createCurveBoard(t, marked, { onDraw: write, onEnter });
  const label = el('label', { for: id });
  const hint = el('p', { class: 'try-hint' });
  const field = el('textarea', {
    id, class: 'try-text', rows: 2, spellcheck: false, autocomplete: 'off', oninput: follow, onkeydown: submit,
  });
  const markLabel = el('label', { for: `${id}-marks` });
  const markField = el('input', {
    id: `${id}-marks`, type: 'text', class: 'try-number', inputMode: 'numeric', autocomplete: 'off', oninput: follow,
    onkeydown: submit,
  });
  const markRow = marked && el('div', { class: 'mark-row' }, markLabel, markField);
  const root = el('div', { class: 'editor' }, board.root, label, field, markRow, hint);

  function submit(event: KeyboardEvent) {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onEnter();
  }

  /** What is typed is drawn, as far as it can be read. */
  function follow() {
    const typed = parseNumbers(field.value);
    const values = typed.wrong === null ? typed.values : board.values();
    const { steps, wrong } = parseSteps(markField.value, values.length);
    board.show(values, wrong === null ? steps : board.marks());
  }

  /** What is drawn is written down. */
  function write() {
    field.value = printNumbers(board.values());
    markField.value = board.marks().map((step) => step + 1).sort((a, b) => a - b).join(', ');
  }

  return {
    root, field,
    take({ shape: [count, width], data }) {
      const values = Array.from({ length: count }, (_, step) => Number(data[step * width]));
      const isMarked = (step: number) => marked && Number(data[step * width + 1]) > 0.5;
      board.show(values, values.flatMap((_, step) => (isMarked(step) ? [step] : [])));
      write();
    },
    clear() {
      board.show(board.values().map(() => 0), []);
      write();
    },
    written: () => writtenIn(field.value, marked ? markField.value : null, most, t),
    setWords() {
      setText(label, t('try.read.values'));
      setText(markLabel, t('try.read.marks'));
      setText(hint, firstText(t, [`try.read.hint.${task.kind}`, 'try.read.hint.curve'], {}));
      board.setWords();
    },
    end() {},
  };
}

/** @param marks null: there are none to type @param most time steps */
function writtenIn(numbers: string, marks: string | null, most: number, t: Host['t']): Written {
  const { values, wrong } = parseNumbers(numbers);
  const count = values.length;
  if (wrong !== null) return { problem: () => t('try.read.no_number', { found: wrong }) };
  if (!count) return { problem: () => t('try.read.empty') };
  if (count > most) return { problem: () => t('try.read.too_long', { found: count, most }) };
  if (marks === null) return { body: { values: values.map((value) => [value]) } };
  const { steps, wrong: noStep } = parseSteps(marks, count);
  if (noStep !== null) return { problem: () => t('try.read.no_step', { found: noStep, count }) };
  return { body: { values: values.map((value, step) => [value, steps.includes(step) ? 1 : 0]) } };
}
