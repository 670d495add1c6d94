/** Nothing to read: only how long. */

import type { Editor, Host } from './editor.ts';
import { el, setText } from '../../ui/dom.ts';

let editors = 0;

export function createSilenceEditor({ t, task, most, onEnter }: Host): Editor {
  const id = `own-silence-${(editors += 1)}`;
  const label = el('label', { for: id });
  const hint = el('p', { class: 'try-hint' });
  const field = el('input', {
    id, type: 'text', class: 'try-number', inputMode: 'numeric', autocomplete: 'off',
    value: String(task.sequence_length),
    onkeydown: (event: KeyboardEvent) => void (event.key === 'Enter' && onEnter())
  });
  return {
    root: el('div', { class: 'editor' }, label, field, hint), field,
    take(input) {
      field.value = String(input.shape[0]);
    },
    clear() {
      field.value = String(task.sequence_length);
    },
    written() {
      const found = field.value.trim();
      const count = Number(found);
      if (!Number.isInteger(count) || count < 1
        || count > most) return { problem: () => t('try.read.no_count', { found, most }) };
      return { body: { values: Array.from({ length: count }, () => new Array(task.input_size).fill(0)) } };
    },
    setWords() {
      setText(label, t('try.read.silence'));
      setText(hint, t('try.read.hint.waveform'));
    },
    end() {},
  };
}
