/**
 * The keys in a dialog, with the switch that turns them off.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { SHORTCUTS } from './keyboard.js';

const CAPS = /** @type {Record<string, string>} */ ({ ArrowRight: '→', Escape: 'Esc', r: 'R' });

/**
 * @param {HTMLElement} root
 * @param {Store<State>} store
 * @param {Services} services
 * @returns {() => void} unmount
 */
export function mountKeysHelp(root, store, { t, actions }) {
  const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': 'keys-title', onclose: () => actions.setHelp(false) });
  root.append(dialog);
  dialog.addEventListener('click', (event) => void (event.target === dialog && dialog.close()));

  const unwatch = [
    watch(store, ({ language, shortcuts }) => [language, shortcuts], ({ shortcuts }) => {
      const active = document.activeElement?.id;
      dialog.replaceChildren(el('div', { class: 'dialog-body' },
        el('button', { class: 'card-close', type: 'button', 'aria-label': t('card.close'), onclick: () => dialog.close() }, icon('close')),
        el('h2', { id: 'keys-title' }, t('keys.title')),
        el('dl', { class: 'keys' }, ...[...SHORTCUTS, { keys: ['F1'], name: 'term' }].flatMap(({ keys, name }) => [
          el('dt', {}, ...caps(keys).map((cap) => el('kbd', {}, cap))),
          el('dd', {}, t(`keys.${name}`)),
        ])),
        el('label', { class: 'switch' },
          el('input', { type: 'checkbox', id: 'keys-switch', checked: shortcuts, onchange: () => actions.setShortcuts(!store.get().shortcuts) }), t('keys.switch')),
        el('p', { class: 'muted' }, t('keys.note'))));
      if (active === 'keys-switch') document.getElementById('keys-switch')?.focus();
    }),
    watch(store, ({ help }) => [help], ({ help }) => {
      if (help && !dialog.open) dialog.showModal();
      if (!help && dialog.open) dialog.close();
    }),
  ];

  /** @param {string[]} keys @returns {string[]} */
  function caps(keys) {
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
