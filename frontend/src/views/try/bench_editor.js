/**
 * Where an equation is typed: what is wrong is underlined where it stands, and said beneath.
 *
 * @import { Translate } from '../../text/i18n.js'
 */

import { el, setAttribute, setText } from '../dom.js';

const MOST_CHARACTERS = 600;

/**
 * @param {Translate} t
 * @param {(formula: string) => void} onInput
 */
export function createBenchEditor(t, onInput) {
  const label = el('label', { for: 'bench-formula' });
  // The underline lies behind the field, in the same letters; who cannot see it hears the sentence beneath.
  const echo = el('div', { class: 'bench-echo', 'aria-hidden': 'true' });
  const field = el('textarea', {
    id: 'bench-formula', class: 'try-text bench-field', rows: '4', spellcheck: 'false', autocapitalize: 'off',
    autocomplete: 'off', maxlength: String(MOST_CHARACTERS), 'aria-describedby': 'bench-said bench-grammar',
    oninput: () => { mark(null); onInput(field.value); }, onscroll: follow
  });
  const said = el('p', { class: 'bench-said', id: 'bench-said', role: 'status' });
  const grammar = el('p', { class: 'try-hint', id: 'bench-grammar' });

  function follow() {
    echo.scrollTop = field.scrollTop;
  }

  /** @param {{ start: number, end: number } | null} place */
  function mark(place) {
    const text = field.value;
    setAttribute(field, 'aria-invalid', place ? 'true' : null);
    if (!place) return echo.replaceChildren();
    const { start, end } = withinText(place, text.length);
    // At the end of the text nothing is there to underline: a space is.
    echo.replaceChildren(text.slice(0, start), el('mark', {}, text.slice(start, end) || ' '), text.slice(end));
    follow();
  }

  return {
    root: el('div', { class: 'bench-editor' }, label, el('div', { class: 'bench-paper' }, echo, field), said, grammar), field,
    render() {
      setText(label, t('field.formula.label'));
      setText(grammar, t('try.bench.grammar'));
    },
    /** @param {string} formula */
    show(formula) {
      if (field.value.trim() === formula.trim()) return;
      field.value = formula;
      mark(null);
    },
    /** @param {string} words @param {{ start: number, end: number } | null} place @param {boolean} wrong */
    say(words, place, wrong) {
      setText(said, words);
      said.classList.toggle('is-wrong', wrong);
      mark(place);
    },
  };
}

/** @param {{ start: number, end: number }} place @param {number} length */
function withinText({ start, end }, length) {
  return { start: Math.min(start, length), end: Math.min(Math.max(end, start + 1), length) };
}
