/** The keys in a dialog, with the switch that turns them off. */

import type { Services, State, Store } from '../../core/model/types.ts';
import { watch } from '../../core/model/select.ts';
import { el } from '../../ui/dom.ts';
import { icon } from '../../ui/icons.ts';
import { SHORTCUTS } from './keyboard.ts';

const CAPS = { ArrowRight: '→', Escape: 'Esc', r: 'R' } as Record<string, string>;

/** @returns unmount */
export function mountKeysHelp(root: HTMLElement, store: Store<State>, { t, actions }: Services): () => void {
  const dialog = el(
    'dialog', { class: 'dialog', 'aria-labelledby': 'keys-title', onclose: () => actions.setHelp(false) },
  );
  root.append(dialog);
  dialog.addEventListener('click', (event) => void (event.target === dialog && dialog.close()));

  const unwatch = [
    watch(store, ({ language, shortcuts }) => [language, shortcuts], ({ shortcuts }) => {
      const active = document.activeElement?.id;
      dialog.replaceChildren(el('div', { class: 'dialog-body' },
        el(
          'button',
          { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() },
          icon('close'),
        ),
        el('h2', { id: 'keys-title' }, t('keys.title')),
        el('dl', { class: 'keys' }, ...[...SHORTCUTS, { keys: ['F1'], name: 'term' }].flatMap(({ keys, name }) => [
          el('dt', {}, ...caps(keys).map((cap) => el('kbd', {}, cap))),
          el('dd', {}, t(`keys.${name}`)),
        ])),
        el('label', { class: 'switch' },
          el('input', { type: 'checkbox', id: 'keys-switch', checked: shortcuts, onchange: () =>
            actions.setShortcuts(!store.get().shortcuts) }), t('keys.switch')),
        el('p', { class: 'muted' }, t('keys.note'))));
      if (active === 'keys-switch') document.getElementById('keys-switch')?.focus();
    }),
    watch(store, ({ help }) => [help], ({ help }) => {
      if (help && !dialog.open) dialog.showModal();
      if (!help && dialog.open) dialog.close();
    }),
  ];

  function caps(keys: string[]): string[] {
    if (keys[0] === 'r') return ['R'];
    if (keys[0] === ' ') return [t('keys.space')];
    if (keys.length > 2) return [`${keys[0]}–${keys[keys.length - 1]}`];
    return keys.map((key) => CAPS[key] ?? key);
  }

  return () => {
    for (const stop of unwatch) stop();
    dialog.remove();
  };
}
