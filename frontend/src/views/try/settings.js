/** Small controls of the questions: a slider with its value, a number to type. */

import { knobFigures } from '../../text/number.js';
import { el, setText } from '../dom.js';

let settings = 0;

/**
 * A slider over a list of values.
 *
 * @param {readonly number[]} values
 * @param {number} first
 * @param {(value: number) => void} onChange
 */
export function createScale(values, first, onChange) {
  const id = `try-scale-${(settings += 1)}`;
  const label = el('label', { for: id });
  const figure = el('output', { class: 'scale-figure' });
  const slider = el('input', { id, type: 'range', class: 'knob', min: '0', max: String(values.length - 1), step: '1', value: String(Math.max(0, values.indexOf(first))), oninput: () => {
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
    /** @param {number} wanted one of the values, else nothing happens */
    set(wanted) {
      if (!values.includes(wanted)) return;
      slider.value = String(values.indexOf(wanted));
      render();
    },
    /** @param {string} words */
    setWords: (words) => setText(label, words),
  };
}

/**
 * A whole number to type.
 *
 * @param {{ value: number, least: number, most: number, onEnter?: () => void }} options
 */
export function createCount({ value: first, least, most, onEnter = () => {} }) {
  const id = `try-count-${(settings += 1)}`;
  const label = el('label', { for: id });
  const field = el('input', {
    id, type: 'text', class: 'try-number', inputMode: 'numeric', autocomplete: 'off', value: String(first),
    onchange: () => set(value()),
    onkeydown: (/** @type {KeyboardEvent} */ event) => void (event.key === 'Enter' && (set(value()), onEnter()))
  });
  /** @returns {number} what is typed, held within the bounds; the first value where it is no number */
  function value() {
    const typed = Number(field.value.replace(/\s/g, ''));
    return Number.isFinite(typed) && field.value.trim() !== '' ? Math.max(least, Math.min(most, Math.round(typed))) : first;
  }
  /** @param {number} wanted */
  function set(wanted) {
    field.value = String(wanted);
  }
  return {
    root: el('div', { class: 'try-count' }, label, field), field, value, set,
    /** @param {string} words */
    setWords: (words) => setText(label, words),
  };
}
