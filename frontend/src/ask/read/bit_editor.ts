/** A sequence of bits, or of pulses in several channels: switches to press, and the same as digits or signs to type. */

import type { Editor, Host } from './editor.ts';
import type { TaskFacts } from '../../core/model/types.ts';
import { parseBits, parsePulses, printBits, printPulses, signOf } from './numbers.ts';
import { readsBits } from './reading_words.ts';
import { trueMinus } from '../../core/text/number.ts';
import { el, setText } from '../../ui/dom.ts';
import { firstText } from '../../core/text/i18n.ts';

let editors = 0;

/** How values are written, and which one follows another at a press. */
interface Notation {
  /** of its texts, and of what is wrong with it */ name: 'bit' | 'pulse';
  parse: (text: string) => { values: number[], wrong: string | null };
  print: (values: ArrayLike<number>) => string;
  next: (value: number) => number;
}

function notationOf(task: TaskFacts): Notation {
  const channels = task.input_size;
  return readsBits(task)
    ? { name: 'bit', parse: parseBits, print: printBits, next: (value) => -value }
    : {
      name: 'pulse', parse: (text) => parsePulses(text, channels), print: (values) => printPulses(values, channels),
      next: (value) => (value > 0 ? -1 : value + 1),
    };
}

export function createBitEditor({ t, task, most, onEnter }: Host): Editor {
  const id = `own-bits-${(editors += 1)}`;
  const channels = task.input_size;
  const { name, parse, print, next } = notationOf(task);
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
    const { values, wrong } = parse(field.value);
    if (wrong === null) bits = values;
    render();
  }

  function flip(place: number) {
    bits = bits.with(place, next(bits[place]));
    field.value = print(bits);
    render();
  }

  function render() {
    const count = bits.length / channels;
    while (switches.children.length > count) switches.lastChild?.remove();
    while (switches.children.length < count) switches.append(column(switches.children.length));
    for (const [place, bit] of bits.entries()) {
      const [step, channel] = [Math.floor(place / channels), place % channels];
      const button = switches.children[step].children[channel] as HTMLElement;
      button.dataset.sign = signOf(bit);
      button.setAttribute('aria-label', t(`try.read.${name}`, {
        time: step + 1, channel: channel + 1, bit: trueMinus(String(bit)),
      }));
      if (name === 'bit') button.setAttribute('aria-pressed', String(bit > 0));
      setText(button, signOf(bit));
    }
  }

  /** The switches of a time step, one below another. */
  function column(step: number): HTMLElement {
    const buttons = Array.from({ length: channels }, (_, channel) =>
      el('button', { type: 'button', class: 'bit-switch', onclick: () => flip(step * channels + channel) }));
    return el('span', { class: 'bit-column' }, ...buttons);
  }

  return {
    root, field,
    take(input) {
      bits = Array.from(input.data as Float32Array, Math.sign);
      field.value = print(bits);
      render();
    },
    clear() {
      [bits, field.value] = [[], ''];
      render();
      field.focus();
    },
    written() {
      const { values, wrong } = parse(field.value);
      const count = values.length / channels;
      if (wrong !== null) return { problem: () => t(`try.read.no_${name}`, { found: wrong, channels }) };
      if (!count) return { problem: () => t('try.read.empty') };
      if (count > most) return { problem: () => t('try.read.too_long', { found: count, most }) };
      const row = (step: number) => values.slice(step * channels, (step + 1) * channels);
      return { body: { values: Array.from({ length: count }, (_, step) => row(step)) } };
    },
    setWords() {
      setText(label, t(`try.read.${name}s`));
      setText(hint, firstText(t, [`try.read.hint.${task.kind}`], {}));
      switches.setAttribute('aria-label', t(`try.read.${name}s`));
      render();
    },
    end() {},
  };
}
