/** Small controls of the questions: a slider with its value, a number to type, a button, a die. */

import { knobFigures } from '../core/text/number.ts';
import { el, setText } from '../ui/dom.ts';
import { icon } from '../ui/icons.ts';

let settings = 0;

/** A slider over a list of values. */
export function createScale(values: readonly number[], first: number, onChange: (value: number) => void) {
  const id = `try-scale-${(settings += 1)}`;
  const label = el('label', { for: id });
  const figure = el('output', { class: 'scale-figure' });
  const slider = el('input', { id, type: 'range', class: 'knob', min: '0', max: String(values.length
    - 1), step: '1', value: String(Math.max(0, values.indexOf(first))), oninput: () => {
    render();
    onChange(value());
  } });
  const value = () => values[Number(slider.value)];
  function render() {
    setText(figure, knobFigures(value()));
    slider.setAttribute('aria-valuetext', knobFigures(value()));
    slider.style.setProperty('--share', String(Number(slider.value) / (values.length - 1)));
  }
  render();
  return {
    root: el('div', { class: 'try-scale' }, label, figure, slider), value,
    /** @param wanted one of the values, else nothing happens */
    set(wanted: number) {
      if (!values.includes(wanted)) return;
      slider.value = String(values.indexOf(wanted));
      render();
    },
    setWords: (words: string) => setText(label, words),
  };
}

/** A whole number to type. */
export function createCount(
  {
    value: first, least, most, onEnter = () => {},
  }: { value: number, least: number, most: number, onEnter?: () => void },
) {
  const id = `try-count-${(settings += 1)}`;
  const label = el('label', { for: id });
  const field = el('input', {
    id, type: 'text', class: 'try-number', inputMode: 'numeric', autocomplete: 'off', value: String(first),
    onchange: () => set(value()),
    onkeydown: (event: KeyboardEvent) => void (event.key === 'Enter' && (set(value()), onEnter()))
  });
  /** @returns what is typed, held within the bounds; the first value where it is no number */
  function value(): number {
    const typed = Number(field.value.replace(/\s/g, ''));
    return Number.isFinite(typed) && field.value.trim() !== ''
      ? Math.max(least, Math.min(most, Math.round(typed)))
      : first;
  }
  function set(wanted: number) {
    field.value = String(wanted);
  }
  return {
    root: el('div', { class: 'try-count' }, label, field), field, value, set,
    setWords: (words: string) => setText(label, words),
  };
}

export function smallButton(onclick: () => void): HTMLButtonElement {
  return el('button', { type: 'button', class: 'pill small', onclick });
}

/** A button that throws another seed. */
export function createDie(onThrow: (seed: number) => void) {
  const root = el(
    'button', { type: 'button', class: 'round die', onclick: () => onThrow(Math.floor(Math.random() * 10_000)) },
    icon('die'),
  );
  return {
    root,
    setWords(words: string) {
      root.setAttribute('aria-label', words);
      root.dataset.tip = words;
    },
  };
}
