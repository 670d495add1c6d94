/** One control: label, value at the right in a fixed width, slider or list, its one sentence of help, its error. */

import type { Entry, Services } from '../../core/model/types.ts';
import { groupsOf } from '../../core/model/groups.ts';
import { nextValue, NOTCHES, notchOf, travelOf, valueAt } from '../../core/model/knob.ts';
import { knobFigures, trueMinus, whole } from '../../core/text/number.ts';
import { createAboutFold } from './about/about_fold.ts';
import { choiceText, type Row } from '../../core/model/controls_plan.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';

/** `entry`: what the catalog knows of the chosen kind */
export type Control = { root: HTMLElement, update: (row: Row, error: string, entry?: Entry | null) => void };
export type Change = (value: unknown) => void;
export type Widget = { inputs: HTMLElement[], place: HTMLElement[], show: (row: Row) => void, labelled: HTMLElement };

/** Types that have a slider. */
const WIDGETS: Record<string, boolean> = { integer: true, number: true };

let numbered = 0;

export function createControl(first: Row, services: Services, change: (row: Row, value: unknown) => void): Control {
  const { t } = services;
  let current = first;
  const id = `field-${(numbered += 1)}`;
  const widget = createWidget(first, t, (value) => change(current, value));
  widget.labelled.id = id;
  const help = t(`${first.field.text}.help`);
  const label = el('label', { for: id, class: 'field-label', dataset: { tip: help } }, t(`${first.field.text}.label`));
  const unit = unitText(first, t);
  if (unit) label.append(' ', el('span', { class: 'field-unit' }, unit));
  const description = el('span', { id: `${id}-help`, class: 'visually-hidden' }, help);
  const error = el('p', { id: `${id}-error`, class: 'field-error', hidden: true });
  const slides = WIDGETS[first.field.type] && !first.field.name.endsWith('_seed');
  const dataset = { field: first.field.name, type: first.field.type, widget: slides ? 'slider' : 'single' };
  const root = el('div', { class: 'field', dataset }, label, ...widget.place, description, error);
  root.classList.toggle('indented', Boolean(first.indent));
  const { family } = first.field;
  const about = family && family !== 'cell'
    ? createAboutFold('about-choice', services)
    : null; // The cell's stands open, below all its fields.
  if (about) root.append(about.root);

  return {
    root,
    update(row, message, entry = null) {
      current = row;
      if (about) about.root.hidden = entry === null;
      if (entry) about?.show(
        t('controls.about', { name: t(`${entry.text}.label`) }), entry.text, ({ aboutChoice }) => aboutChoice(entry, t),
      );
      widget.show(row);
      setText(error, message);
      error.hidden = message === '';
      for (const input of widget.inputs) {
        setAttribute(input, 'aria-describedby', message ? `${id}-help ${id}-error` : `${id}-help`);
        setAttribute(input, 'aria-invalid', message ? 'true' : null);
        if (input !== widget.labelled) input.setAttribute('aria-label', t(`${row.field.text}.label`));
      }
    },
  };
}

function unitText({ field }: Row, t: Services['t']): string {
  if (!field.unit || ['units', 'updates', 'sequences'].includes(field.unit)) return '';
  const key = `unit.${field.unit.replaceAll(' ', '_')}`;
  return t(key) === key ? field.unit : t(key);
}

function createWidget(row: Row, t: Services['t'], change: Change): Widget {
  switch (row.field.type) {
    case 'kind':
    case 'choice': return createList(row, t, change);
    case 'boolean': return createSwitch(change);
    case 'integer':
    case 'number': return row.field.name.endsWith('_seed') ? createNumber(row, change) : createSlider(row, t, change);
    default: return createText(row, t, change);
  }
}

function createList({ field }: Row, t: Services['t'], change: Change): Widget {
  const choices = field.choices ?? [];
  const option = (choice: string | number) =>
    el('option', { value: String(choice) }, t(`${choiceText(field, choice)}.label`));
  const options = field.family === 'cell'
    ? groupsOf('cell', choices.map(String))
      .map(({ id, kinds }) => el('optgroup', { label: t(`group.${id}`) }, ...kinds.map(option)))
    : choices.map(option);
  const select = el(
    'select', { onchange: () => change(choices.find((choice) => String(choice) === select.value)) }, ...options,
  );
  return {
    inputs: [select], place: [select], labelled: select, show: ({ value }) => void (select.value = String(value)),
  };
}

function createSwitch(change: Change): Widget {
  const box = el('input', { type: 'checkbox', class: 'switch-box', onchange: () => change(box.checked) });
  return { inputs: [box], place: [box], labelled: box, show: ({ value }) => void (box.checked = Boolean(value)) };
}

/** A slider and the value beside it, which can be typed. */
function createSlider(first: Row, t: Services['t'], change: Change): Widget {
  let row = first;
  const start = () => Number(row.value ?? row.derived ?? row.field.default ?? row.field.minimum ?? 1);
  const travel = () => travelOf(row.field, start());
  const number = createNumber(first, change);
  const clear = el('button', {
    type: 'button', class: 'field-clear', 'aria-label': t('field.clear', { label: t(`${first.field.text}.label`) }),
    onclick: () => change(null),
  }, icon('close'));
  const slider = el('input', {
    type: 'range', min: '0', max: String(NOTCHES), step: '1', class: 'knob',
    oninput: () => change(valueAt(travel(), Number(slider.value))),
    onkeydown: (event: KeyboardEvent) => {
      const notches = keyNotches(event.key);
      if (!notches) return;
      event.preventDefault();
      change(nextValue(travel(), start(), notches));
    },
  });
  return {
    inputs: [number.labelled, slider], place: first.field.optional
      ? [el('span', { class: 'field-with-clear' }, clear, ...number.place), slider]
      : [...number.place, slider], labelled: number.labelled,
    show(next) {
      // While a slider is dragged its travel stays: else it would run away from the pointer.
      const held = document.activeElement === slider && slider.matches(':active');
      row = held ? { ...next, value: next.value } : next;
      number.show(next);
      const notch = notchOf(travel(), start());
      if (!held) slider.value = String(notch);
      slider.style.setProperty('--share', String(notch / NOTCHES));
      slider.dataset.unset = String(next.value === null);
      clear.hidden = next.value === null;
      if (next.field.optional) number.labelled.setAttribute('placeholder', unsetWords(next, t));
      slider.setAttribute('aria-valuetext', next.value === null ? unsetWords(next, t) : knobFigures(start()));
    },
  };
}

/** What an empty field means: a number that follows from others, or words of its own. */
function unsetWords({ field, derived }: Row, t: Services['t']) {
  if (derived !== null && derived !== undefined) return t('field.derived', { value: [derived].flat().join(', ') });
  const own = `${field.text}.none`;
  return t(own) === own ? t('field.none') : t(own);
}

function keyNotches(key: string): number {
  return ({
    ArrowLeft: -10, ArrowDown: -10, ArrowRight: 10, ArrowUp: 10, PageDown: -100, PageUp: 100, Home: -NOTCHES,
    End: NOTCHES,
  } as Record<string, number>)[key] ?? 0;
}

function createNumber(first: Row, change: Change): Widget {
  let row = first;
  const box = el('input', {
    type: 'text', class: 'field-value', autocomplete: 'off', spellcheck: false,
    onchange: () => {
      const value = parseNumber(box.value, row);
      if (value === undefined) return write();
      change(value);
    },
    onkeydown: (event: KeyboardEvent) => void (event.key === 'Escape' && (write(), box.blur())),
  });
  box.inputMode = first.field.type === 'integer' ? 'numeric' : 'decimal';
  function write() {
    box.value = row.value === null || row.value === undefined ? '' : knobFigures(Number(row.value));
  }
  return {
    inputs: [box], place: [box], labelled: box,
    show(next) {
      row = next;
      if (document.activeElement !== box) write();
    },
  };
}

/** What was typed; nothing clears an optional field; undefined is no number. */
export function parseNumber(text: string, { field }: Row): number | null | undefined {
  const plain = text.trim().replace('−', '-').replace(',', '.').replace(/\s/g, '')
    .replace(/×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (_, raised) => `e${lowered(raised)}`);
  if (plain === '') return field.optional ? null : undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

function lowered(raised: string): string {
  return [...raised].map((digit) => (digit === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)))).join('');
}

/** Words, lists of whole numbers and matrices are written. */
function createText(first: Row, t: Services['t'], change: Change): Widget {
  let row = first;
  const style = first.field.type === 'matrix' ? 'field-matrix' : 'field-prose';
  const write = () => void (box.value = written(row));
  const read = () => {
    const fitting = withinBytes(box.value, first.field.maximum_bytes);
    const value = parseWritten(fitting, row);
    if (value === undefined) return write();
    if (fitting !== box.value) counter?.cut();
    box.value = fitting;
    change(value);
  };
  const box = first.field.type === 'matrix' || first.field.multiline
    ? el('textarea', { class: style, rows: 4, spellcheck: false, onchange: read })
    : el('input', { type: 'text', class: 'field-text', autocomplete: 'off', spellcheck: false, onchange: read });
  const counter = createCounter(first.field, box, t);
  return {
    inputs: [box], place: counter ? [box, counter.root] : [box], labelled: box,
    show(next) {
      row = next;
      if (first.field.optional) box.placeholder = unsetWords(next, t);
      if (document.activeElement !== box) write();
      counter?.count();
    },
  };
}

/**
 * How much of a text's room is taken, while it is being written.
 * @returns null where there is no bound; `cut`: says that what went beyond it is left out
 */
function createCounter(
  { maximum_bytes: bound }: Row['field'],
  box: HTMLInputElement | HTMLTextAreaElement,
  t: Services['t'],
): { root: HTMLElement, count: () => void, cut: () => void } | null {
  if (!bound) return null;
  const root = el('p', { class: 'field-counter', role: 'status' });
  let cutTo: string | null = null;
  function count() {
    const bytes = byteLength(box.value);
    const known = { bytes: whole(bytes), bound: whole(bound ?? 0) };
    setText(root, t(box.value === cutTo ? 'field.cut' : 'field.bytes', known));
    root.dataset.over = String(bytes > Number(bound) || box.value === cutTo);
  }
  box.addEventListener('input', count);
  return { root, count, cut: () => void (cutTo = withinBytes(box.value, bound)) };
}

/** @param bound in bytes of UTF-8 @returns its beginning, in whole characters */
export function withinBytes(text: string, bound: number = Infinity): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= bound) return text;
  let end = bound;
  while ((bytes[end] & 0xc0) === 0x80) end -= 1;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, end));
}

/** @returns bytes of its UTF-8 */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function written({ field, value }: Row): string {
  if (value === null || value === undefined) return '';
  if (field.type === 'integers') return (value as number[]).join(', ');
  if (field.type === 'matrix') {
    return (value as number[][]).map((line) => line.map((entry) => trueMinus(String(entry))).join('  ')).join('\n');
  }
  return String(value);
}

/** @returns undefined when it cannot be read */
export function parseWritten(text: string, { field }: Row): unknown {
  const numbers = (line: string) => line.replaceAll('−', '-').split(/[\s,;]+/).filter(Boolean).map(Number);
  if (field.type === 'text') return text;
  if (text.trim() === '') return field.optional ? null : undefined;
  const value = field.type === 'matrix' ? text.trim().split('\n').map(numbers) : numbers(text);
  return value.flat().every(Number.isFinite) ? value : undefined;
}
