/** A sequence of bits: switches to press, and the same as digits to type. */

import type { Editor, Host } from './editor.ts';
import { parseBits, printBits } from './numbers.ts';
import { trueMinus } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { firstText } from '../../core/text/i18n.ts';

let editors = 0;

export function createBitEditor({ t, task, most, onEnter }: Host): Editor {
  const id = `own-bits-${(editors += 1)}`;
  const label = el('label', { for: id });
  const hint = el('p', { class: 'try-hint' });
  const field = el('textarea', {
    id, class: 'try-text', rows: 2, spellcheck: false, autocomplete: 'off', inputMode: 'numeric', oninput: follow,
    onkeydown: submit,
  });
  const switches = el('div', { class: 'bit-switches', role: 'group' });
  const root = el('div', { class: 'editor' }, label, field, switches, hint);
  let bits: number[] = [];

  function submit(event: KeyboardEvent) {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onEnter();
  }

  function follow() {
    const { values, wrong } = parseBits(field.value);
    if (wrong === null) bits = values;
    render();
  }

  function flip(step: number) {
    bits = bits.with(step, -bits[step]);
    field.value = printBits(bits);
    render();
  }

  function render() {
    while (switches.children.length > bits.length) switches.lastChild?.remove();
    while (switches.children.length < bits.length) {
      const step = switches.children.length;
      switches.append(el('button', { type: 'button', class: 'bit-switch', onclick: () => flip(step) }));
    }
    for (const [step, bit] of bits.entries()) {
      const button = switches.children[step] as HTMLElement;
      button.setAttribute('aria-pressed', String(bit > 0));
      button.setAttribute('aria-label', t('try.read.bit', { time: step + 1, bit: trueMinus(String(bit)) }));
      setText(button, bit > 0 ? '+' : '−');
    }
  }

  return {
    root, field,
    take(input) {
      bits = Array.from(input.data as Float32Array, (value) => (value > 0 ? 1 : -1));
      field.value = printBits(bits);
      render();
    },
    clear() {
      [bits, field.value] = [[], ''];
      render();
      field.focus();
    },
    written() {
      const { values, wrong } = parseBits(field.value);
      if (wrong !== null) return { problem: () => t('try.read.no_bit', { found: wrong }) };
      if (!values.length) return { problem: () => t('try.read.empty') };
      if (values.length > most) return { problem: () => t('try.read.too_long', { found: values.length, most }) };
      return { body: { values: values.map((value) => [value]) } };
    },
    setWords() {
      setText(label, t('try.read.bits'));
      setText(hint, firstText(t, [`try.read.hint.${task.kind}`], {}));
      switches.setAttribute('aria-label', t('try.read.bits'));
      render();
    },
    end() {},
  };
}
