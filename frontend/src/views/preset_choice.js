/**
 * The ready-made experiments as a list.
 *
 * @import { Services, State, Store } from '../state/types.d.ts'
 */

import { watch } from '../state/select.js';
import { el, setText } from './dom.js';

/**
 * @param {HTMLElement} root gets a label and a list
 * @param {Store<State>} store
 * @param {Services} services
 * @param {{ id: string, hideLabel: boolean }} options
 * @returns {() => void} unmount
 */
export function mountPresetChoice(root, store, { t, actions }, { id, hideLabel }) {
  const select = el('select', { class: 'pill-select', id, onchange: () => actions.choosePreset(select.value) });
  const label = el('label', { for: id, class: hideLabel ? 'visually-hidden' : 'preset-label' });
  root.append(label, select);
  return watch(store, ({ language, catalog, preset }) => [language, catalog, preset], ({ catalog, preset }) => {
    setText(label, t('topbar.experiment'));
    const presets = (catalog?.presets ?? []).map((entry) => el('option', { value: entry.id }, t(`${entry.text}.label`)));
    select.replaceChildren(el('option', { value: '', hidden: true }, t('topbar.own_experiment')), ...presets);
    select.value = preset ?? '';
  });
}
