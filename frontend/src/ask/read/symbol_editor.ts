/** A sequence of symbols: a field to type into, and the symbols that are allowed as buttons. */

import type { Editor, Host } from './editor.ts';
import { characterOf, isSyllablePart, spell, symbolsRead, textOf } from './symbols.ts';
import { labelEvery, visible } from '../../core/model/input_rows.ts';
import { el, setText } from '../../ui/dom.ts';
import { firstText } from '../../core/text/i18n.ts';

/** More symbols than these lie in a fold: a keyboard is faster. */
const MOST_BUTTONS = 30;
let editors = 0;

export function createSymbolEditor({ t, task, most, onEnter }: Host): Editor {
  const id = `own-symbols-${(editors += 1)}`;
  const prose = task.kind === 'text';
  const label = el('label', { for: id });
  const hint = el('p', { class: 'try-hint' });
  const field = el('textarea', {
    id, class: 'try-text', rows: prose ? 3 : 2, spellcheck: false, autocomplete: 'off', onkeydown: submit,
  });
  const buttons = el('div', { class: 'symbol-buttons', role: 'group' });
  const summary = el('summary');
  const fold = el('details', { class: 'panel-twin' }, summary, el('p', { class: 'known-symbols' }));
  const labels = prose ? task.input_labels.filter((symbol) => !isSyllablePart(symbol)) : task.input_labels;
  /** Between symbols of several characters, so that they can be told apart. */
  const blank = labelEvery(labels, 0) > 1 ? ' ' : '';
  const few = labels.length <= MOST_BUTTONS;
  const root = el('div', { class: 'editor' }, label, field, few && buttons, hint, !few && fold);

  function submit(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    onEnter();
  }

  function insert(symbol: string) {
    field.setRangeText(prose ? characterOf(symbol) : symbol + blank, field.selectionStart, field.selectionEnd, 'end');
  }

  return {
    root, field,
    take(input) {
      const read = symbolsRead(input.data as Float32Array, task.input_labels);
      field.value = prose ? textOf(read) : read.join(blank);
    },
    clear() {
      field.value = '';
      field.focus();
    },
    written() {
      if (field.value === '') return { problem: () => t('try.read.empty') };
      if (prose) return { body: { text: field.value } };
      const { symbols, unknown } = spell(field.value, task.input_labels);
      if (unknown !== null) return { problem: () =>
        t('problem.unknown_symbol', { symbol: unknown, allowed: task.input_labels.map(visible).join(' ') }) };
      if (symbols.length > most) return { problem: () => t('try.read.too_long', { found: symbols.length, most }) };
      return { body: { text: symbols } };
    },
    setWords() {
      setText(label, t(prose ? 'try.read.text' : 'try.read.symbols'));
      setText(hint, firstText(t, [`try.read.hint.${task.kind}`], {}));
      buttons.setAttribute('aria-label', t('try.read.allowed'));
      buttons.replaceChildren(...labels.map((symbol) => el('button', {
        type: 'button', class: 'symbol-button', 'aria-label': t('try.read.insert', { symbol: visible(symbol) }),
        onclick: () => insert(symbol),
      }, visible(symbol))));
      setText(summary, t('try.read.known', { count: labels.length }));
      setText(fold.lastChild as Node, labels.map(visible).join(' '));
    },
    end() {},
  };
}
