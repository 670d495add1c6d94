/** Where an equation is typed: what is wrong is underlined where it stands, and said beneath. */

import type { Translate } from '../../core/text/i18n.ts';
import { el, setAttribute, setText } from '../../ui/dom.ts';

const MOST_CHARACTERS = 600;

export function createFormulaEditor(t: Translate, onInput: (formula: string) => void) {
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

  function mark(place: { start: number, end: number } | null) {
    const text = field.value;
    setAttribute(field, 'aria-invalid', place ? 'true' : null);
    if (!place) return echo.replaceChildren();
    const { start, end } = withinText(place, text.length);
    // At the end of the text nothing is there to underline: a space is.
    echo.replaceChildren(text.slice(0, start), el('mark', {}, text.slice(start, end) || ' '), text.slice(end));
    follow();
  }

  return {
    root: el('div', { class: 'bench-editor' }, label, el('div', { class: 'bench-paper' }, echo, field), said, grammar),
    field,
    render() {
      setText(label, t('field.formula.label'));
      setText(grammar, t('try.bench.grammar'));
    },
    show(formula: string) {
      if (field.value.trim() === formula.trim()) return;
      field.value = formula;
      mark(null);
    },
    say(words: string, place: { start: number, end: number } | null, wrong: boolean) {
      setText(said, words);
      said.classList.toggle('is-wrong', wrong);
      mark(place);
    },
  };
}

function withinText({ start, end }: { start: number, end: number }, length: number) {
  return { start: Math.min(start, length), end: Math.min(Math.max(end, start + 1), length) };
}
